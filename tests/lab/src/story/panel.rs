//! The panel about public figures below a result, as a visitor uses it.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::browser::Browser;
use crate::pages::action;

/// Calls its last argument once there is an element for a selector inside the check; after ten
/// seconds with null.
const APPEARS: &str = "
const [selector, done] = arguments;
const began = performance.now();
const look = () => {
  const found = document.querySelector('get-through')?.shadowRoot?.querySelector(selector);
  if (found) done(found.textContent);
  else if (performance.now() - began > 10000) done(null);
  else setTimeout(look, 20);
};
look();";

/// Waits for an element, and gives its text.
pub async fn appears(browser: &Browser, selector: &str) -> Result<String> {
    let found = browser.script_until(APPEARS, vec![selector.into()]).await?;
    match found {
        Value::String(text) => Ok(text),
        _ => bail!("there is no `{selector}` in the page"),
    }
}

/// The text that would be sent.
pub async fn text(browser: &Browser) -> Result<String> {
    appears(browser, "[data-part=report]").await
}

/// Presses a button, and waits for what comes of it: what the collector made of it, and the words.
pub async fn press(browser: &Browser, name: &str, then: &str) -> Result<String> {
    appears(browser, &format!("[data-action={name}]")).await?;
    browser
        .click(&action(name))
        .await
        .with_context(|| format!("pressing `{name}`"))?;
    appears(browser, then).await
}
