//! What a first run loads of the page's own files, which is what the budget says.

use anyhow::Result;
use serde::Deserialize;

use super::cases::{Cases, Findings};
use crate::addresses::PAGE;
use crate::page;
use crate::session::Driven;

/// Calls its last argument once the last part of a result is there.
const WHOLE: &str = "
const done = arguments[arguments.length - 1];
const root = document.querySelector('get-through').shadowRoot;
const look = () => { if (root.querySelector('[data-part=runs]')) done(true); else setTimeout(look, 20); };
look();";

/// The page's own files that came, each once, with its bytes as they were sent. Icons come apart
/// and later; nothing waits for them.
const LOADED: &str = "
const sizes = new Map();
const all = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
for (const { name, encodedBodySize } of all) {
  const { origin, pathname } = new URL(name);
  if (origin !== location.origin || /icons-|ping/.test(pathname)) continue;
  sizes.set(pathname, Math.max(sizes.get(pathname) ?? 0, encodedBodySize));
}
return [...sizes].map(([file, bytes]) => ({ file, bytes }));";

#[derive(Deserialize)]
struct Loaded {
    file: String,
    bytes: u64,
}

/// The only one.
pub async fn cases(cases: &mut Cases<'_>, most: u64) -> Result<()> {
    cases
        .run("first run: what it loads", async |driven, findings| {
            first_run(driven, most, findings).await
        })
        .await?;
    Ok(())
}

async fn first_run(driven: &Driven, most: u64, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    driven.world.reset()?;
    browser.forget().await?;
    page::open(browser, PAGE).await?;
    page::approach(browser).await?;
    page::start(browser).await?;
    page::ended(browser).await?;
    browser.script_until(WHOLE, vec![]).await?;
    let loaded: Vec<Loaded> = serde_json::from_value(browser.script(LOADED, vec![]).await?)?;
    let bytes: u64 = loaded.iter().map(|one| one.bytes).sum();
    let list: Vec<String> = loaded
        .iter()
        .map(|one| format!("{} {}", one.bytes, one.file))
        .collect();
    findings.check(
        bytes <= most,
        format!("it loads {bytes} bytes, and may load {most}: {list:?}"),
    );
    // Else the files are not seen, or come unpacked from elsewhere.
    findings.check(
        bytes > most / 2,
        format!("only {bytes} bytes are seen: {list:?}"),
    );
    findings.note(format!("{bytes} bytes in {} files", loaded.len()));
    Ok(())
}
