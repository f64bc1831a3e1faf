//! The element in a page that was built with the npm package, under a strict policy: everything it
//! needs came with it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use serde_json::json;

use super::cases::{Cases, Findings};
use super::self_host::{HOST, Host, visit_page};
use crate::addresses::SELF_HOSTER;
use crate::run::Suite;
use crate::server::OtherPage;
use crate::session::Driven;

/// No styles but those that scripts construct.
const BUILT: Host = Host {
    name: "npm package: a page of one's own",
    policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src *; \
             img-src * data:",
    ..HOST
};

/// How many rules each style sheet of the first element has.
const STYLES: &str = "
const { shadowRoot } = document.querySelector('get-through');
return [...shadowRoot.adoptedStyleSheets].map(({ cssRules }) => cssRules.length);";
/// What the page's own script learned from the event at the end.
const TOLD: &str = "return document.body.dataset.told ?? null;";

/// The only one; `folder` is that of the built page.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite, folder: &Path) -> Result<()> {
    cases
        .run(BUILT.name, async |driven, findings| {
            let page = put(driven, folder)?;
            visit_page(driven, suite, &BUILT, page, findings).await?;
            look(driven, findings).await
        })
        .await?;
    Ok(())
}

async fn look(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let styles = driven.browser.script(STYLES, vec![]).await?;
    let rules: Vec<u64> = serde_json::from_value(styles)?;
    findings.check(
        !rules.is_empty() && rules.iter().all(|count| *count > 0),
        format!("the styles are not there: {rules:?}"),
    );
    let told = driven.browser.script(TOLD, vec![]).await?;
    findings.same("what the page was told", told, json!("x facebook bbc"));
    Ok(())
}

/// Puts the page's files on its host; gives the page.
fn put(driven: &Driven, folder: &Path) -> Result<String> {
    let index = folder.join("index.html");
    let page = std::fs::read_to_string(&index).with_context(|| {
        format!(
            "{} is missing: `cargo xtask package-page` builds it",
            index.display()
        )
    })?;
    for entry in std::fs::read_dir(folder.join("assets"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kind = match path.extension().and_then(|kind| kind.to_str()) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("wasm") => "application/wasm",
            _ => bail!("the built page has a file of another kind: {name}"),
        };
        let file = OtherPage {
            kind,
            body: Bytes::from(std::fs::read(&path)?),
            headers: Vec::new(),
            after: None,
        };
        let address = format!("/assets/{name}");
        driven.world.others.put(SELF_HOSTER, &address, file);
    }
    Ok(page)
}
