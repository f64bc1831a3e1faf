//! The page as it is shared, embedded and carried away: what those who press the button, those who
//! open a link, readers of an article and crawlers meet.
//!
//! Each case is a row of the report. Nothing here knows how the page is made: it presses buttons,
//! reads what is shown, and looks at what the network saw.

mod carried;
pub mod cases;
mod configure;
mod embeds;
pub mod frame;
pub mod hosts;
mod open;
mod previews;
mod self_host;
mod share;
mod shift;

use std::sync::Arc;

use anyhow::Result;

use crate::browser::Engine;
use crate::run::{Count, Suite};
use crate::session::{Driven, Session};
use cases::Cases;
pub use share::action;

/// Runs the cases in one browser, then those of a second profile, which has seen nothing before.
pub fn engine(suite: &Arc<Suite>, engine: Engine, only: &Arc<Vec<String>>) -> Result<Count> {
    let session = Session::start(suite, engine)?;
    let parts = only.clone();
    let (first, link) = session.drive(suite.clone(), move |driven, suite| async move {
        let mut cases = begin(&driven, &suite, &parts);
        let link = share::cases(&mut cases, &suite).await?;
        embeds::cases(&mut cases, &suite).await?;
        self_host::cases(&mut cases, &suite).await?;
        configure::cases(&mut cases, &suite).await?;
        carried::cases(&mut cases, &suite).await?;
        previews::cases(&mut cases, &suite).await?;
        Ok((cases.count, link))
    })?;
    let wants_more = only.is_empty() || only.iter().any(|part| open::is_meant_by(part));
    let Some(link) = link.filter(|_| wants_more) else {
        return Ok(first);
    };
    let parts = only.clone();
    let second = session.drive(suite.clone(), move |driven, suite| async move {
        let mut cases = begin(&driven, &suite, &parts);
        open::cases(&mut cases, &suite, &link).await?;
        Ok(cases.count)
    })?;
    Ok(Count {
        passed: first.passed + second.passed,
        failed: first.failed + second.failed,
    })
}

fn begin<'a>(driven: &'a Driven, suite: &Suite, only: &'a [String]) -> Cases<'a> {
    Cases {
        driven,
        evidence: suite.evidence.clone(),
        only,
        count: Count::default(),
    }
}
