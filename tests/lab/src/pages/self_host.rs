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
pub struct Host {
    /// The case.
    pub name: &'static str,
    /// Its Content-Security-Policy.
    pub policy: &'static str,
    /// Its other headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// Whether its site has a service worker, which stands between the page and the network.
    pub worker: bool,
    /// Whether the element says something before the press.
    pub warns: bool,
    /// The state in which it ends.
    pub ends: &'static str,
    /// A caveat that must be told with a result, or the kind of failure that must be told without.
    pub told: Option<&'static str>,
    /// The verdict of every platform.
    pub verdict: &'static str,
}

const OPEN: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                    connect-src *; img-src * data:";

/// One that lets the element do everything.
pub const HOST: Host = Host {
    name: "self-hosted: two elements",
    policy: OPEN,
    headers: &[],
    worker: false,
    warns: false,
    ends: "done",
    told: None,
    verdict: "reachable",
};

const HOSTS: [Host; 5] = [
    HOST,
    Host {
        name: "self-hosted: no wasm allowed",
        policy: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; \
                 img-src * data:",
        ends: "failed",
        told: Some("csp"),
        verdict: "",
        ..HOST
    },
    Host {
        name: "self-hosted: connect-src",
        policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                 connect-src 'self'; img-src * data:",
        told: Some("page_csp"),
        verdict: "browser_blocked",
        ..HOST
    },
    Host {
        // The answers of others are refused, those of the controls as well.
        name: "self-hosted: require-corp",
        headers: &[
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
        ],
        warns: true,
        told: Some("require_corp"),
        verdict: "inconclusive",
        ..HOST
    },
    Host {
        name: "self-hosted: service worker",
        worker: true,
        warns: true,
        told: Some("service_worker"),
        ..HOST
    },
];

/// Caveats that blame the line, which works in all of these.
const LINE: [&str; 4] = [
    "offline",
    "controls_failed",
    "international_cut",
    "intercepted",
];

/// It passes on whatever the page asks for.
const WORKER: &str = "
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));";

/// Calls its last argument once the worker controls the page.
const REGISTER: &str = "
const done = arguments[arguments.length - 1];
navigator.serviceWorker.addEventListener('controllerchange', () => done(true));
navigator.serviceWorker.register('/worker.js');";

const UNREGISTER: &str = "
const done = arguments[arguments.length - 1];
navigator.serviceWorker.getRegistrations()
  .then((all) => Promise.all(all.map((one) => one.unregister())))
  .then(() => done(true));";

const WARNINGS: &str = "
return [...document.querySelectorAll('get-through')]
  .map((one) => one.shadowRoot.querySelectorAll('.notice').length);";

/// Calls its last argument once all elements show their first view.
const READY: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const all = [...document.querySelectorAll('get-through')];
  if (all.every((one) => one.dataset.state === 'idle')) done(true); else setTimeout(look, 20);
};
look();";

/// The language of each element's view.
const LANGUAGES: &str = "
return [...document.querySelectorAll('get-through')]
  .map((one) => one.shadowRoot.querySelector('.view').lang);";

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
  meaning: root.querySelector('.meaning')?.textContent ?? '',
};";

#[derive(Debug, Deserialize)]
struct Found {
    verdicts: Vec<String>,
    told: Vec<String>,
    headline: String,
    meaning: String,
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
    cases
        .run(
            "self-hosted: the page's language",
            async |driven, findings| in_their_languages(driven, findings).await,
        )
        .await?;
    Ok(())
}

/// Only an element that follows its page's address speaks the language that is asked for there, and
/// an attribute of its own comes first. Nothing but the element is in the page: it knows by itself,
/// and from the start.
async fn in_their_languages(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    let elements = ["links", "", r#"links lang="uk""#];
    let page = of_elements(&script(driven).await?, &elements);
    world
        .others
        .put(SELF_HOSTER, "/check", OtherPage::html(page, OPEN));
    let address = format!("https://{SELF_HOSTER}/check?lang=fa");
    browser.open(&address).await?;
    browser
        .script_until(READY, vec![])
        .await
        .context("waiting for the elements")?;
    let found = browser.script(LANGUAGES, vec![]).await?;
    findings.same("their languages", found, json!(["fa", "en", "uk"]));
    Ok(())
}

async fn visit(driven: &Driven, suite: &Suite, host: &Host, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    let page = magazine(&script(driven).await?);
    visit_page(driven, suite, host, page, findings).await
}

/// Puts a page of two elements at the host's address and presses their buttons.
pub async fn visit_page(
    driven: &Driven,
    suite: &Suite,
    host: &Host,
    page: String,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let mut page = OtherPage::html(page, host.policy);
    let more = host.headers.iter();
    page.headers
        .extend(more.map(|(name, value)| (*name, (*value).to_owned())));
    world.others.put(SELF_HOSTER, "/check", page);
    let address = format!("https://{SELF_HOSTER}/check");
    if host.worker {
        let worker = OtherPage::script(WORKER);
        world.others.put(SELF_HOSTER, "/worker.js", worker);
        browser.open(&address).await?;
        browser
            .script_until(REGISTER, vec![])
            .await
            .context("waiting for the service worker")?;
    }
    world.log.clear();
    let visited = with_both(driven, suite, host, &address, findings).await;
    if host.worker {
        browser.script_until(UNREGISTER, vec![]).await?;
    }
    visited
}

async fn with_both(
    driven: &Driven,
    suite: &Suite,
    host: &Host,
    address: &str,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    browser.open(address).await?;
    browser
        .script_until(READY, vec![])
        .await
        .context("waiting for both elements")?;
    let strange = traffic::nobody_but(world, &[SELF_HOSTER], "before the press");
    findings.add(strange.into_iter().map(|finding| finding.what));
    let warnings = browser.script(WARNINGS, vec![]).await?;
    let count = u32::from(host.warns);
    findings.same("warnings before the press", warnings, json!([count, count]));
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
    if host.told == Some("page_csp") {
        let meaning = &found.meaning;
        findings.check(
            meaning.is_empty(),
            format!("the device is blamed: {meaning}"),
        );
    }
    let blamed = found.told.iter().find(|kind| LINE.contains(&kind.as_str()));
    findings.same("the line that works is blamed", blamed, None);
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
    of_elements(script, &[r#"platforms="x,facebook,bbc""#; 2])
}

/// A page with an element for each of these attributes.
fn of_elements(script: &str, attributes: &[&str]) -> String {
    let one = |attributes: &&str| format!("<get-through {attributes}></get-through>");
    let elements: Vec<_> = attributes.iter().map(one).collect();
    let elements = elements.join("\n");
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A magazine</title>
<link rel="icon" href="data:,">
<script type="module" src="{script}"></script>
<h1>A magazine</h1>
{elements}
"#
    )
}
