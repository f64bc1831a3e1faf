//! The one who opens a link, in a browser that has not seen the page before: the same result with
//! the network cut, and a plain word about links that do not open.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use super::cases::{Cases, Findings};
use super::share::Link;
use crate::addresses::PAGE;
use crate::browser::Browser;
use crate::page;
use crate::run::Suite;
use crate::session::Driven;
use crate::traffic;

/// Calls its last argument once the page shows one of these states.
const SHOWS: &str = "
const [states, done] = arguments;
const look = () => {
  const state = document.querySelector('get-through')?.dataset.state;
  if (states.includes(state)) done(state); else setTimeout(look, 20);
};
look();";

const FOUND: &str = "
const element = document.querySelector('get-through');
const root = element.shadowRoot;
const rows = {};
for (const row of root.querySelectorAll('[data-platform]')) {
  rows[row.dataset.platform] = row.dataset.verdict ?? null;
}
const headline = root.querySelector('[data-part=headline]');
const start = root.querySelector('[data-action=start], [data-action=again]');
return {
  rows,
  kind: headline?.dataset.kind ?? null,
  refusal: headline?.dataset.refusal ?? null,
  headline: headline?.textContent.trim() ?? '',
  text: root.querySelector('.view').innerText,
  has_start: start !== null && !start.disabled,
  result: element.result,
};";

/// A service worker that has taken the page over: it answers from now on.
const TAKEN_OVER: &str = "
const done = arguments[arguments.length - 1];
navigator.serviceWorker.ready.then(() => {
  const look = () => {
    if (navigator.serviceWorker.controller) done(true); else setTimeout(look, 50);
  };
  look();
});";

/// What all of its cases are called, with more behind it.
const NAME: &str = "opened";

/// Whether a part of a case's name may stand for one of these.
pub fn is_meant_by(part: &str) -> bool {
    NAME.contains(part) || part.starts_with(NAME)
}

/// What the page shows of a link.
#[derive(Debug, Deserialize)]
struct Opened {
    rows: BTreeMap<String, Option<String>>,
    kind: Option<String>,
    refusal: Option<String>,
    headline: String,
    text: String,
    has_start: bool,
    result: Value,
}

/// A link that does not open, and what the page may call that.
struct Broken {
    name: &'static str,
    fragment: fn(&str) -> String,
    refusals: &'static [&'static str],
}

const BROKEN: [Broken; 4] = [
    Broken {
        name: "opened: another character",
        fragment: |whole| {
            let at = whole.len() / 2;
            let other = if &whole[at..=at] == "A" { "B" } else { "A" };
            format!("{}{other}{}", &whole[..at], &whole[at + 1..])
        },
        // Where the length is what has changed, it looks cut.
        refusals: &["damaged", "cut"],
    },
    Broken {
        name: "opened: the end is missing",
        fragment: |whole| whole[..whole.len() * 2 / 3].to_owned(),
        refusals: &["cut"],
    },
    Broken {
        name: "opened: a newer version",
        // Version 2, two bytes, and the checksum of these three.
        fragment: |_| "AgAAd_ELLw".to_owned(),
        refusals: &["newer"],
    },
    Broken {
        name: "opened: no link of ours",
        fragment: |_| "~hello~world~".to_owned(),
        refusals: &["not_ours"],
    },
];

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite, link: &Link) -> Result<()> {
    cases
        .run("opened: all foreign hosts cut", async |driven, findings| {
            only_our_server(driven, link, findings).await
        })
        .await?;
    cases
        .run("opened: our server cut too", async |driven, findings| {
            no_server(driven, link, findings).await
        })
        .await?;
    for broken in &BROKEN {
        cases
            .run(broken.name, async |driven, findings| {
                refused(driven, link, broken, findings).await
            })
            .await?;
    }
    cases
        .run("opened: and run by oneself", async |driven, findings| {
            run_oneself(driven, suite, link, findings).await
        })
        .await?;
    Ok(())
}

async fn only_our_server(driven: &Driven, link: &Link, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    world.censor.cut_all_but([PAGE]);
    world.log.clear();
    browser.open(&link.url).await?;
    as_shared(browser, link, findings).await?;
    nobody_else(driven, findings);
    Ok(())
}

/// A first visit brings the service worker, which then answers for a server that is gone.
async fn no_server(driven: &Driven, link: &Link, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    page::open(browser, PAGE).await?;
    browser
        .script_until(TAKEN_OVER, vec![])
        .await
        .context("waiting for the service worker")?;
    browser.open("about:blank").await?;
    world.set_link(false)?;
    world.log.clear();
    let shown = async {
        browser.open(&link.url).await?;
        as_shared(browser, link, findings).await
    };
    let shown = shown.await;
    world.set_link(true)?;
    shown
}

async fn refused(
    driven: &Driven,
    link: &Link,
    broken: &Broken,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    // Another page first: an address that differs in its fragment alone does not load anew.
    browser.forget().await?;
    world.log.clear();
    let (place, fragment) = link.url.split_once('#').context("the link has no #")?;
    browser
        .open(&format!("{place}#{}", (broken.fragment)(fragment)))
        .await?;
    let shown = shown(browser).await?;
    let refusal = shown.refusal.as_deref().unwrap_or("no refusal");
    findings.check(
        broken.refusals.contains(&refusal),
        format!("the page says {refusal}: {}", shown.text),
    );
    findings.check(
        shown.text.len() > shown.headline.len(),
        "there is nothing but a headline",
    );
    findings.check(shown.rows.is_empty(), "there are verdicts");
    findings.check(shown.has_start, "there is no way to run it oneself");
    findings.note(format!("“{}”", shown.headline));
    nobody_else(driven, findings);
    Ok(())
}

/// From a shared result to a result of one's own.
async fn run_oneself(
    driven: &Driven,
    suite: &Suite,
    link: &Link,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    browser.open(&link.url).await?;
    shown(browser).await?;
    browser.click(RUN_ONESELF).await?;
    let state = browser
        .script_until(SHOWS, vec![serde_json::json!(["idle", "running"])])
        .await?;
    if state == "idle" {
        page::approach(browser).await?;
        page::start(browser).await?;
    }
    let own = page::ended(browser).await?;
    let others = own.rows.values().flatten();
    let others: Vec<&String> = others.filter(|verdict| *verdict != "reachable").collect();
    findings.check(
        others.is_empty(),
        format!("on a line where all is well: {others:?}"),
    );
    findings.add(
        traffic::after_the_press(world, &suite.catalogue)
            .into_iter()
            .map(|finding| finding.what),
    );
    Ok(())
}

const RUN_ONESELF: &str = "
const root = document.querySelector('get-through').shadowRoot;
const button = root.querySelector('[data-action=start], [data-action=again]');
button.scrollIntoView({ block: 'center', behavior: 'instant' });
return button;";

async fn as_shared(browser: &Browser, link: &Link, findings: &mut Findings) -> Result<()> {
    let shown = shown(browser).await?;
    let rows = shown.rows.into_iter();
    let rows: BTreeMap<String, String> = rows
        .map(|(id, verdict)| (id, verdict.unwrap_or_default()))
        .collect();
    for (id, verdict) in &link.verdicts {
        findings.same(id, rows.get(id), Some(verdict));
    }
    for id in rows.keys().filter(|id| !link.verdicts.contains_key(*id)) {
        findings.check(
            rows[id].is_empty(),
            format!("{id} was not in the run, and is {}", rows[id]),
        );
    }
    let kind = serde_json::to_value(link.kind)?;
    findings.same("the headline", shown.kind.as_deref(), kind.as_str());
    findings.check(
        shown.text.contains("not verified"),
        "the page does not say that nobody has verified it",
    );
    findings.check(shown.has_start, "there is no way to run it oneself");
    findings.check(
        shown.result.is_null(),
        "what others share is taken for a result of this browser",
    );
    findings.note(format!("{} platforms, “{}”", rows.len(), shown.headline));
    Ok(())
}

async fn shown(browser: &Browser) -> Result<Opened> {
    browser
        .script_until(SHOWS, vec![serde_json::json!(["shared", "failed"])])
        .await
        .context("waiting for the shared result")?;
    let found = browser.script(FOUND, vec![]).await?;
    serde_json::from_value(found.clone())
        .with_context(|| format!("the page shows something unexpected: {found}"))
}

fn nobody_else(driven: &Driven, findings: &mut Findings) {
    let strange = traffic::before_the_press(&driven.world, PAGE, true);
    findings.add(strange.into_iter().map(|finding| finding.what));
}
