//! The page under test, by the names that it promises to embedders and tests.

use anyhow::{Context, Result, bail};
use getthrough::result::RunResult;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::browser::Browser;

/// Calls its last argument once there is a start button that can be pressed.
const READY: &str = "
const done = arguments[arguments.length - 1];
customElements.whenDefined('get-through').then(() => {
  const look = () => {
    const button = document.querySelector('get-through')?.shadowRoot
      ?.querySelector('[data-action=start]');
    if (button && !button.disabled) done(true); else setTimeout(look, 20);
  };
  look();
});";

/// Calls its last argument once the engine is there and no file has come for a while.
const LOADED: &str = "
const [quiet, done] = arguments;
const look = () => {
  const files = performance.getEntriesByType('resource');
  const last = Math.max(0, ...files.map((file) => file.responseEnd));
  const has_engine = files.some((file) => file.name.endsWith('.wasm'));
  if (has_engine && performance.now() - last > quiet) done(true); else setTimeout(look, 50);
};
look();";

/// No file for so long: there are no more to come.
const QUIET_MS: u32 = 600;

const START: &str = "
const button = document.querySelector('get-through').shadowRoot
  .querySelector('[data-action=start]');
button.scrollIntoView({ block: 'center', behavior: 'instant' });
return button;";

/// Calls its last argument with the state in which the run ended.
const ENDED: &str = "
const done = arguments[arguments.length - 1];
const element = document.querySelector('get-through');
const look = () => {
  if (['done', 'failed'].includes(element.dataset.state)) { done(element.dataset.state); return true; }
  return false;
};
if (!look()) {
  const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
  observer.observe(element, { attributes: true, attributeFilter: ['data-state'] });
}";

const FOUND: &str = "
const element = document.querySelector('get-through');
const rows = {};
for (const row of element.shadowRoot.querySelectorAll('[data-platform]')) {
  rows[row.dataset.platform] = row.dataset.verdict ?? null;
}
const headline = element.shadowRoot.querySelector('[data-part=headline]')?.textContent.trim() ?? '';
return { result: element.result, rows, headline };";

/// What the page shows after a run.
#[derive(Debug, Deserialize)]
pub struct Shown {
    /// The result object.
    pub result: RunResult,
    /// Each row's verdict.
    pub rows: BTreeMap<String, Option<String>>,
    /// The sentence, as the visitor reads it.
    pub headline: String,
}

/// Opens the page and waits until its button can be pressed.
pub async fn open(browser: &Browser, host: &str) -> Result<()> {
    open_at(browser, &format!("https://{host}/")).await
}

/// The same for a page at any address.
pub async fn open_at(browser: &Browser, url: &str) -> Result<()> {
    browser.open(url).await?;
    browser
        .script_until(READY, vec![])
        .await
        .context("waiting for the page's start button")?;
    Ok(())
}

/// Moves the pointer over the button, upon which the page loads what it needs for a run, and waits
/// for that. Nobody but its own server is asked.
pub async fn approach(browser: &Browser) -> Result<()> {
    browser
        .hover(START)
        .await
        .context("moving to the page's start button")?;
    let loaded = browser.script_until(LOADED, vec![QUIET_MS.into()]).await;
    loaded.context("waiting for the page to load its engine")?;
    Ok(())
}

/// Presses the button.
pub async fn start(browser: &Browser) -> Result<()> {
    browser
        .click(START)
        .await
        .context("pressing the page's start button")
}

/// Waits for the end of the run and reads what the page shows.
pub async fn ended(browser: &Browser) -> Result<Shown> {
    let state = browser
        .script_until(ENDED, vec![])
        .await
        .context("waiting for the run's end")?;
    let found = browser.script(FOUND, vec![]).await?;
    if state != "done" {
        bail!(
            "the run ended as {state}; the page says: {}",
            found["headline"]
        );
    }
    serde_json::from_value(found.clone())
        .with_context(|| format!("the result is not of the shape that is promised: {found}"))
}
