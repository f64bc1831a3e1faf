//! What a hand does: the pointer over something, and a click. Pages draw themselves anew and move;
//! what is meant is then looked for again.

use anyhow::{Context, Result};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::error::{CmdError, ErrorStatus};

use super::{Browser, TWO_FRAMES};

/// How often a click is tried at something that moves.
const CLICKS: u32 = 10;

impl Browser {
    /// Moves the pointer over the element that a script returns, which is looked for again where
    /// the page has just drawn itself anew.
    pub async fn hover(&self, body: &str) -> Result<()> {
        for _ in 1..CLICKS {
            match self.point_at(body).await {
                Err(error) if is_stale(&error) => self.settle().await?,
                pointed => return pointed.context("moving the pointer"),
            }
        }
        self.point_at(body).await.context("moving the pointer")
    }

    async fn point_at(&self, body: &str) -> Result<()> {
        let element = self.element(body).await?;
        // From the corner, so that the pointer does move, wherever it was in the page before.
        let pointer = MouseActions::new("pointer".to_owned())
            .then(PointerAction::MoveTo {
                duration: None,
                x: 0.0,
                y: 0.0,
            })
            .then(PointerAction::MoveToElement {
                element,
                duration: None,
                x: 0.0,
                y: 0.0,
            });
        self.client.perform_actions(pointer).await?;
        Ok(())
    }

    /// Clicks, as a hand would, the element that a script returns: when it has just moved away or
    /// something lies over it, it is looked for again where the page has come to rest.
    pub async fn click(&self, body: &str) -> Result<()> {
        for _ in 1..CLICKS {
            match self.element(body).await?.click().await {
                Err(error) if out_of_reach(&error) => {
                    self.script_until(TWO_FRAMES, vec![]).await?;
                }
                clicked => return clicked.context("clicking"),
            }
        }
        let last = self.element(body).await?.click().await;
        last.with_context(|| format!("clicking, {CLICKS} times"))
    }
}

/// Whether an element was there, and a pointer could not reach it.
fn out_of_reach(error: &CmdError) -> bool {
    let intercepted = matches!(error, CmdError::Standard(told)
        if told.error == ErrorStatus::ElementClickIntercepted);
    intercepted || error.is_element_not_interactable() || error.is_stale_element_reference()
}

/// Whether an element was there, and is no more.
fn is_stale(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<CmdError>()
        .is_some_and(CmdError::is_stale_element_reference)
}
