//! The element in somebody else's page, with a copy of the files: it lives under the policy of that
//! page, and says so where that gets in its way.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::cases::{Cases, Findings};
use crate::addresses::{PAGE, SELF_HOSTER};
use crate::browser::Browser;
use crate::client;
use crate::run::Suite;
use crate::server::OtherPage;
use crate::session::Driven;
use crate::traffic;

/// A page with two elements, and what comes of pressing the first one's button.
struct Host {
    name: &'static str,
    policy: &'static str,
    /// The state in which it ends.
    ends: &'static str,
    /// A caveat that must be told with a result, or the kind of failure that must be told without.
    told: Option<&'static str>,
    /// The verdict of every platform.
    verdict: &'static str,
}

const HOSTS: [Host; 3] = [
    Host {
        name: "self-hosted: two elements",
        policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                 connect-src *; img-src * data:",
        ends: "done",
        told: None,
        verdict: "reachable",
    },
    Host {
        name: "self-hosted: no wasm allowed",
        policy: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; \
                 img-src * data:",
        ends: "failed",
        told: Some("csp"),
        verdict: "",
    },
    Host {
        name: "self-hosted: connect-src",
        policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                 connect-src 'self'; img-src * data:",
        ends: "done",
        told: Some("page_csp"),
        verdict: "browser_blocked",
    },
];

/// Calls its last argument once both elements show their first view.
const READY: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const all = [...document.querySelectorAll('get-through')];
  if (all.every((one) => one.dataset.state === 'idle')) done(true); else setTimeout(look, 20);
};
look();";

/// Calls its last argument with the state in which the element of this number ended.
const ENDED: &str = "
const [number, done] = arguments;
const look = () => {
  const { state } = document.querySelectorAll('get-through')[number].dataset;
  if (['done', 'failed'].includes(state)) done(state); else setTimeout(look, 50);
};
look();";

const FOUND: &str = "
const [number] = arguments;
const element = document.querySelectorAll('get-through')[number];
const root = element.shadowRoot;
const headline = root.querySelector('[data-part=headline]');
return {
  verdicts: [...root.querySelectorAll('[data-verdict]')].map((row) => row.dataset.verdict),
  told: [headline?.dataset.failure, ...(element.result?.caveats ?? []).map(({ kind }) => kind)]
    .filter(Boolean),
  headline: headline?.textContent.trim() ?? '',
};";

#[derive(Debug, Deserialize)]
struct Found {
    verdicts: Vec<String>,
    told: Vec<String>,
    headline: String,
}

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<()> {
    for host in &HOSTS {
        cases
            .run(host.name, async |driven, findings| {
                visit(driven, suite, host, findings).await
            })
            .await?;
    }
    Ok(())
}

async fn visit(driven: &Driven, suite: &Suite, host: &Host, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    let page = magazine(&script(driven).await?);
    let page = OtherPage::html(page, host.policy);
    world.others.put(SELF_HOSTER, "/check", page);
    world.log.clear();
    browser
        .open(&format!("https://{SELF_HOSTER}/check"))
        .await?;
    browser
        .script_until(READY, vec![])
        .await
        .context("waiting for both elements")?;
    let strange = traffic::nobody_but(world, &[SELF_HOSTER], "before the press");
    findings.add(strange.into_iter().map(|finding| finding.what));
    let found = press(browser, 0, host, findings).await?;
    findings.note(format!("“{}”", found.headline));
    if host.ends == "done" {
        // The second one has its own, after the first has ended.
        press(browser, 1, host, findings).await?;
    }
    let strange = traffic::by_the_run_in(world, &suite.catalogue, &[SELF_HOSTER]);
    findings.add(strange.into_iter().map(|finding| finding.what));
    Ok(())
}

async fn press(
    browser: &Browser,
    number: usize,
    host: &Host,
    findings: &mut Findings,
) -> Result<Found> {
    let button = format!(
        "const button = document.querySelectorAll('get-through')[{number}].shadowRoot
           .querySelector('[data-action=start]');
         button?.scrollIntoView({{ block: 'center', behavior: 'instant' }});
         return button;"
    );
    browser.click(&button).await.context("pressing a button")?;
    let state = browser.script_until(ENDED, vec![json!(number)]).await?;
    let found = browser.script(FOUND, vec![json!(number)]).await?;
    let found: Found = serde_json::from_value(found)?;
    findings.same("the end", state.as_str(), Some(host.ends));
    findings.check(!found.headline.is_empty(), "there is no headline");
    if let Some(told) = host.told {
        findings.check(
            found.told.iter().any(|kind| kind == told),
            format!("{told} is not told, but {:?}", found.told),
        );
    }
    let mut others = found.verdicts.iter();
    findings.check(
        others.all(|verdict| verdict == host.verdict),
        format!("not all are {}: {:?}", host.verdict, found.verdicts),
    );
    Ok(found)
}

/// The module that defines the element, as the page's own index names it.
async fn script(driven: &Driven) -> Result<String> {
    let index = client::get(&driven.world, PAGE, "/index.html", "identity").await?;
    let text = String::from_utf8(index.body.to_vec())?;
    let tags = text.split("<script").skip(1);
    let mut modules = tags.filter_map(|tag| {
        let tag = tag.split('>').next()?;
        let source = tag.split("src=").nth(1)?;
        let source = source.trim_start_matches('"').split(['"', ' ']).next()?;
        tag.contains("module").then(|| source.to_owned())
    });
    let Some(module) = modules.next() else {
        bail!("index.html names no module");
    };
    Ok(format!("/{}", module.trim_start_matches(['.', '/'])))
}

fn magazine(script: &str) -> String {
    let element = r#"<get-through platforms="x,facebook,bbc"></get-through>"#;
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A magazine</title>
<link rel="icon" href="data:,">
<script type="module" src="{script}"></script>
<h1>A magazine</h1>
{element}
{element}
"#
    )
}
