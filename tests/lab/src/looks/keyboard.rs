//! A run by keyboard alone: everything that can be pressed is reached, shows where the focus is, and
//! is told once.

use anyhow::{Result, bail};

use super::states;
use crate::page;
use crate::run::Suite;
use crate::session::Driven;

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
/// More than any page has places to stop at before its button.
const STOPS: usize = 40;

/// Where the focus is, and whether it can be seen: by an outline, and inside the window.
const FOCUS: &str = "
let found = document.activeElement;
while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
if (!found || found === document.body) return null;
const style = getComputedStyle(found);
const box = found.getBoundingClientRect();
return {
  name: found.dataset.action ?? found.dataset.part ?? found.id ?? found.localName,
  is: `${found.localName} ${found.textContent.trim().slice(0, 30)}`,
  marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
  seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
};";

/// Collects what the live regions say from now on.
const LISTEN: &str = "
const root = document.querySelector('get-through').shadowRoot;
window.told = [];
const last = new Map();
new MutationObserver(() => {
  for (const one of root.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
    const text = one.textContent.trim();
    if (text && last.get(one) !== text) { last.set(one, text); window.told.push(text); }
  }
}).observe(root, { childList: true, characterData: true, subtree: true });";

/// What is told during a run, now and then: how far it is.
const MOST_TOLD: usize = 14;

/// Presses the keys; gives what is wrong.
pub async fn walk(driven: &Driven, suite: &Suite, language: &str) -> Result<Vec<String>> {
    let browser = &driven.browser;
    let mut wrong = Vec::new();
    states::start(driven, suite, language).await?;
    states::interfere(driven, suite)?;
    let mut stops = 0;
    loop {
        browser.press(&[TAB]).await?;
        stops += 1;
        let on = browser.script(FOCUS, vec![]).await?;
        if on["marked"] != true || on["seen"] != true {
            wrong.push(format!("the focus cannot be seen: {on}"));
        }
        if on["name"] == "start" {
            break;
        }
        if stops > STOPS {
            bail!("the button is not reached after {STOPS} tabs; the focus is on {on}");
        }
    }
    browser.script(LISTEN, vec![]).await?;
    browser.press(&[ENTER]).await?;
    page::ended(browser).await?;
    browser.settle().await?;
    let on = browser.script(FOCUS, vec![]).await?;
    if on["name"] != "headline" {
        wrong.push(format!(
            "after the run the focus is on {on}, not on the headline"
        ));
    }
    let told = browser.script("return window.told;", vec![]).await?;
    let told = told.as_array().cloned().unwrap_or_default();
    if told.is_empty() || told.len() > MOST_TOLD {
        wrong.push(format!(
            "{} things are told during a run: {told:?}",
            told.len()
        ));
    }
    let reach = ["share", "again", "choose", "download"];
    wrong.extend(through(driven, &reach).await?);
    Ok(wrong)
}

/// Goes on from where the focus is to the end of the page; gives what is wrong, and which of these
/// places no key leads to.
pub async fn through(driven: &Driven, places: &[&str]) -> Result<Vec<String>> {
    let browser = &driven.browser;
    let mut wrong = Vec::new();
    let mut reached = Vec::new();
    for _ in 0..STOPS * 3 {
        browser.press(&[TAB]).await?;
        let on = browser.script(FOCUS, vec![]).await?;
        if on.is_null() {
            break;
        }
        if on["marked"] != true || on["seen"] != true {
            wrong.push(format!("the focus cannot be seen: {on}"));
        }
        reached.extend(on["name"].as_str().map(str::to_owned));
    }
    for name in places {
        if !reached.iter().any(|one| one == name) {
            wrong.push(format!("no tab leads to {name}: {reached:?}"));
        }
    }
    Ok(wrong)
}
