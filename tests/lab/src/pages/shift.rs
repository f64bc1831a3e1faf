//! Whether anything in a page moves by itself.

use anyhow::Result;
use serde_json::Value;

use crate::browser::{Browser, Engine};

/// The sum of all shifts since the page began, as Chromium measures them, and what moved; `null`
/// elsewhere. What follows a press of a button within half a second is the visitor's doing, and is
/// not in it.
const SHIFTED: &str = "
const done = arguments[arguments.length - 1];
if (!PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
  done(null);
} else {
  const found = { sum: 0, moved: [] };
  const name = ({ node, previousRect: was, currentRect: is }) =>
    `${node?.localName ?? 'text'}.${node?.className ?? ''} from ${was.x},${was.y} to ${is.x},${is.y}`;
  const add = (entries) => {
    for (const entry of entries.filter((one) => !one.hadRecentInput)) {
      found.sum += entry.value;
      found.moved.push(`after ${Math.round(entry.startTime)} ms`, ...entry.sources.map(name));
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  // Buffered entries come with the next task at the earliest.
  setTimeout(() => { add(observer.takeRecords()); observer.disconnect(); done(found); }, 100);
}";

/// Where each element of the page begins, in the order of the page.
const PLACES: &str = "
return [...document.querySelectorAll('body *')].map((one) => {
  const { top, left } = one.getBoundingClientRect();
  return [one.localName, Math.round(top + scrollY), Math.round(left + scrollX)];
});";

/// Where everything is at one time.
pub struct Places(Value);

/// Notes where everything is.
pub async fn places(browser: &Browser) -> Result<Places> {
    Ok(Places(browser.script(PLACES, vec![]).await?))
}

/// What has moved since; nothing where all is well.
pub async fn since(browser: &Browser, places: &Places) -> Result<Option<String>> {
    let now = browser.script(PLACES, vec![]).await?;
    if now != places.0 {
        let (was, is) = (&places.0, &now);
        return Ok(Some(format!("elements moved from {was} to {is}")));
    }
    let shifted = browser.script_until(SHIFTED, vec![]).await?;
    match (browser.engine, shifted["sum"].as_f64()) {
        (Engine::Firefox | Engine::Webkit, None) | (_, Some(0.0)) => Ok(None),
        (Engine::Chromium, None) => Ok(Some("Chromium does not tell layout shifts".to_owned())),
        (_, Some(sum)) => Ok(Some(format!(
            "a layout shift of {sum}: {}",
            shifted["moved"]
        ))),
    }
}
