//! A frame with the check in it, from inside: the same wherever it stands.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::browser::Browser;

/// The button, be it the page's own or the element's.
const START: &str = "
const element = document.querySelector('get-through');
const inside = element?.shadowRoot?.querySelector('[data-action=start]');
const button = inside ?? document.querySelector('[data-action=start]');
button?.scrollIntoView({ block: 'center', behavior: 'instant' });
return button;";

/// Calls its last argument once the button can be seen and no file has come for a while.
const SETTLED: &str = "
const [quiet, done] = arguments;
const look = () => {
  const element = document.querySelector('get-through');
  const button = element?.shadowRoot?.querySelector('[data-action=start]')
    ?? document.querySelector('[data-action=start]');
  const files = performance.getEntriesByType('resource');
  const last = Math.max(0, ...files.map((file) => file.responseEnd));
  // Until its styles are there, nothing of it is laid out.
  const shown = button?.getClientRects().length > 0;
  const ready = document.readyState === 'complete' && shown && !button.disabled;
  if (ready && performance.now() - last > quiet) done(true); else setTimeout(look, 50);
};
look();";

/// No file for so long: there are no more to come.
const QUIET_MS: u32 = 600;

/// Calls its last argument with the state in which the run ended. The element may not be there yet.
const ENDED: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const state = document.querySelector('get-through')?.dataset.state;
  if (['done', 'failed'].includes(state)) done(state); else setTimeout(look, 50);
};
look();";

const FOUND: &str = "
const element = document.querySelector('get-through');
const rows = {};
for (const row of element.shadowRoot.querySelectorAll('[data-platform]')) {
  rows[row.dataset.platform] = row.dataset.verdict ?? '';
}
return { rows, has_result: element.result !== null, text: element.shadowRoot.textContent };";

/// Whether storage throws, what the origin and the language are, how high the content is, and how
/// much of the words has to be scrolled to.
const STATE: &str = "
let storage = 'works';
try { localStorage.getItem('a'); } catch (error) { storage = error.name; }
const said = document.querySelector('.said');
const cut = said ? said.scrollHeight - said.clientHeight : 0;
const { scrollHeight: content, lang: language } = document.documentElement;
return { storage, origin: self.origin, content, cut, language, window: innerHeight };";

/// Calls its last argument once the frame is as high as its content.
const FITS: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  if (document.documentElement.scrollHeight <= innerHeight) done(true); else setTimeout(look, 50);
};
look();";

/// What a frame shows after a run.
#[derive(Debug, Deserialize)]
pub struct Shown {
    /// Platform → verdict.
    pub rows: BTreeMap<String, String>,
    /// Whether there is a result object.
    pub has_result: bool,
    text: String,
}

/// What a frame is like.
#[derive(Debug, Deserialize)]
pub struct State {
    /// `works`, or the name of the error that storage throws.
    pub storage: String,
    /// Its origin; `null` where it is opaque.
    pub origin: String,
    /// How high its content is, pixels.
    pub content: u32,
    /// How high the frame is, pixels.
    pub window: u32,
    /// How much of the words has to be scrolled to, pixels.
    pub cut: u32,
    /// The language of the page.
    pub language: String,
}

/// Enters the frame of this number.
pub async fn enter(browser: &Browser, number: usize) -> Result<()> {
    let find = format!("return document.querySelectorAll('iframe')[{number}]");
    browser.enter(&find).await
}

/// Waits until its button can be pressed and nothing more is loaded.
pub async fn settled(browser: &Browser) -> Result<()> {
    let settled = browser.script_until(SETTLED, vec![QUIET_MS.into()]).await;
    settled.context("waiting for the frame's start button")?;
    Ok(())
}

/// What it is like.
pub async fn state(browser: &Browser) -> Result<State> {
    Ok(serde_json::from_value(
        browser.script(STATE, vec![]).await?,
    )?)
}

/// Waits until the host has made it as high as its content.
pub async fn fits(browser: &Browser) -> Result<()> {
    let fits = browser.script_until(FITS, vec![]).await;
    fits.context("waiting for the frame to be as high as its content")?;
    Ok(())
}

/// Presses the button, waits for the end of the run and reads what it shows.
pub async fn run(browser: &Browser) -> Result<Shown> {
    browser
        .click(START)
        .await
        .context("pressing the frame's start button")?;
    let state = browser
        .script_until(ENDED, vec![])
        .await
        .context("waiting for the run's end in the frame")?;
    let shown: Shown = serde_json::from_value(browser.script(FOUND, vec![]).await?)?;
    if state != "done" {
        bail!("the run ended as {state}; the frame says: {}", shown.text);
    }
    Ok(shown)
}
