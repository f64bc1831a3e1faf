//! One visitor and one collector: nothing leaves before its press, what leaves is what was shown,
//! and it becomes a figure.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use getthrough::verdict::PlatformVerdict;
use serde_json::Value;

use super::collector::{self, Collector};
use super::networks::ROSTELECOM;
use super::{Place, panel};
use crate::addresses::{COLLECTOR, PAGE};
use crate::browser::Browser;
use crate::censor::Action;
use crate::log::Event;
use crate::page;
use crate::pages::cases::{Cases, Findings};
use crate::pages::frame;
use crate::pages::hosts::{Article, WORDPRESS};
use crate::run::Suite;
use crate::scenario::Target;
use crate::session::Driven;
use crate::world::World;

/// The option with which a figure of one visitor is published.
const ONE: [&str; 2] = ["--insecure-test-k", "1"];
/// A figure is there within so many questions.
const QUESTIONS: i64 = 40;
/// The time between them.
const BETWEEN: Duration = Duration::from_millis(500);

/// Leaves one platform ticked.
const TICK_ONE: &str = "
const root = document.querySelector('get-through').shadowRoot;
for (const box of root.querySelectorAll('[data-choice]')) {
  if (box.checked !== (box.dataset.choice === 'bbc')) box.click();
}";

/// Whether there is an element for a selector.
const HAS: &str = "
const [selector] = arguments;
return document.querySelector('get-through').shadowRoot.querySelector(selector) !== null;";

/// The check in a frame of a site whose system leaves it no rights.
const SANDBOXED: Article = Article {
    name: "",
    frame: WORDPRESS,
    queries: &["collector=https://collect.example/"],
    policy: "",
    html: r#"lang="en""#,
    before: "",
    listens: false,
    style_is_late: false,
};

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite, place: &Place) -> Result<()> {
    let folder = place.folder.join("submit");
    let world = &cases.driven.world;
    let collector = Collector::start(world, &place.program, &place.site, &folder, &ONE, 0)?;
    cases
        .run("report: a press sends it", async |driven, findings| {
            pressed(driven, suite, &collector, findings).await
        })
        .await?;
    cases.run("report: a list of one's own", chosen).await?;
    cases.run("report: kept and sent later", later).await?;
    cases.run("report: from a sandbox", sandboxed).await?;
    cases.driven.browser.leave_all().await
}

async fn pressed(
    driven: &Driven,
    suite: &Suite,
    collector: &Collector,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let loud = collector.said();
    findings.check(
        loud.contains("INSECURE: cells of 1 prefixes are published"),
        format!("it does not say that its figures are insecure: {loud}"),
    );
    fresh(driven).await?;
    for host in Target::Platform("x").hosts(&suite.catalogue)? {
        world.censor.apply(&host, Action::SniReset);
    }
    page::open(browser, COLLECTOR).await?;
    page::approach(browser).await?;
    let early = asked(world, "/v1/");
    findings.check(early.is_empty(), "the collector is asked before the press");
    let slot = collector::now()?;
    page::start(browser).await?;
    let shown = page::ended(browser).await?;
    let x = shown.rows.get("x").cloned().flatten();
    findings.same("X", x.as_deref(), Some("unreachable"));
    let text = panel::text(browser).await?;
    findings.check(
        asked(world, "/v1/").is_empty() && world.behind.take_passed().is_empty(),
        format!("sent before the press: {:?}", asked(world, "/")),
    );
    panel::press(browser, "submit", "[data-sent=taken]").await?;
    sent_once(world, &text, findings);
    let again = browser
        .script(HAS, vec!["[data-action=submit]".into()])
        .await?;
    findings.same("it can be sent again", again, Value::Bool(false));
    findings.note(format!("{} bytes", text.len()));

    collector.move_clock(2)?;
    let cell = figure(collector, slot.0).await;
    collector.move_clock(0)?;
    let cell = cell?;
    let verdict = serde_json::to_value(PlatformVerdict::Unreachable)?;
    findings.same(
        "the country",
        cell["country"].as_str(),
        Some(ROSTELECOM.country),
    );
    findings.same(
        "the brand",
        cell["network"]["brand"].as_str(),
        Some(ROSTELECOM.name),
    );
    findings.same("the bad share", cell["bad"]["share"].as_f64(), Some(1.0));
    findings.check(
        cell["verdicts"]
            .get(verdict.as_str().unwrap_or_default())
            .is_some(),
        format!("the cell has no {verdict}: {cell}"),
    );
    Ok(())
}

/// The figure of X on the visitor's network, once it is there.
async fn figure(collector: &Collector, slot: u32) -> Result<Value> {
    for question in 0..QUESTIONS {
        // Another question each time: answers are kept for a while.
        let from = i64::from(slot) - question;
        let from = time::OffsetDateTime::from_unix_timestamp(from * 900)?;
        let from = from.format(&time::format_description::well_known::Rfc3339)?;
        let asn = ROSTELECOM.asn;
        let path = format!("/v1/cells?platform=x&network={asn}&from={from}");
        let told = collector.ask(&path).await?;
        if let Some(cell) = told["cells"].as_array().and_then(|cells| cells.last()) {
            return Ok(cell.clone());
        }
        tokio::time::sleep(BETWEEN).await;
    }
    bail!("the report does not become a figure")
}

async fn chosen(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    fresh(driven).await?;
    page::open(browser, COLLECTOR).await?;
    browser.script(TICK_ONE, vec![]).await?;
    page::approach(browser).await?;
    page::start(browser).await?;
    page::ended(browser).await?;
    let why = panel::appears(browser, "[data-refusal=chosen_list]").await?;
    findings.check(!why.is_empty(), "the page does not say why");
    let offered = browser
        .script(HAS, vec!["[data-action=submit]".into()])
        .await?;
    findings.same("it is offered", offered, Value::Bool(false));
    Ok(())
}

async fn later(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let url = format!("https://{PAGE}/embed.html?collector=https://{COLLECTOR}/");
    fresh(driven).await?;
    browser.open(&url).await?;
    frame::settled(browser).await?;
    frame::run(browser).await?;
    let text = panel::text(browser).await?;
    world.censor.apply(COLLECTOR, Action::Refused);
    panel::press(browser, "submit", "[data-sent=away]").await?;
    panel::press(browser, "keep", "[data-sent=kept]").await?;
    let passed = world.behind.take_passed();
    findings.check(
        passed.is_empty(),
        "something was sent while the collector was away",
    );

    fresh(driven).await?;
    offered_again(browser, &url).await?;
    let kept = panel::appears(browser, "[data-part=kept] [data-part=report]").await?;
    findings.same("what was kept", kept.as_str(), text.as_str());
    findings.check(
        asked_of(world, COLLECTOR, "/").is_empty(),
        "the collector is asked without a press",
    );
    panel::press(browser, "submit_kept", "[data-sent=taken]").await?;
    sent_once(world, &text, findings);
    offered_again(browser, &url).await?;
    panel::appears(browser, "[data-action=start]").await?;
    let kept = browser.script(HAS, vec!["[data-part=kept]".into()]).await?;
    findings.same("it is offered once more", kept, Value::Bool(false));
    Ok(())
}

/// Opens the frame's page anew, and its list.
async fn offered_again(browser: &Browser, url: &str) -> Result<()> {
    browser.open("about:blank").await?;
    browser.open(url).await?;
    frame::settled(browser).await?;
    let choose = "return document.querySelector('[data-action=choose]')";
    browser.click(choose).await.context("opening the list")
}

async fn sandboxed(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    fresh(driven).await?;
    let url = SANDBOXED.publish(world);
    browser.open(&url).await?;
    frame::enter(browser, 0).await?;
    frame::settled(browser).await?;
    frame::run(browser).await?;
    let text = panel::text(browser).await?;
    world.censor.apply(COLLECTOR, Action::Refused);
    panel::press(browser, "submit", "[data-sent=away]").await?;
    panel::press(browser, "keep", "[data-sent=not_kept]").await?;
    world.censor.clear();
    panel::press(browser, "submit", "[data-sent=taken]").await?;
    let passed = world.behind.take_passed();
    let origins: Vec<_> = passed.iter().map(|one| one.headers.get("origin")).collect();
    findings.same("the origin", origins, vec![Some(&"null".parse()?)]);
    findings.same("what was sent", passed[0].body.as_str(), text.as_str());
    browser.leave_all().await
}

/// A visitor in Russia whose browser has seen nothing yet.
async fn fresh(driven: &Driven) -> Result<()> {
    driven.world.reset()?;
    driven.world.move_to(ROSTELECOM.browser())?;
    driven.browser.forget().await?;
    driven.world.log.clear();
    driven.world.behind.take_passed();
    Ok(())
}

/// What was sent is what was shown, once, and nothing that tells the visitor from others.
fn sent_once(world: &World, text: &str, findings: &mut Findings) {
    let passed = world.behind.take_passed();
    let sent: Vec<_> = passed
        .iter()
        .map(|one| (one.body.as_str(), one.status))
        .collect();
    findings.same("what was sent", sent, vec![(text, 202)]);
    for one in &passed {
        findings.same("from where", one.from, ROSTELECOM.browser());
        for name in ["cookie", "referer", "authorization"] {
            let told = one.headers.get(name);
            findings.check(told.is_none(), format!("{name}: {told:?}"));
        }
    }
}

/// Paths of the collector that begin so and were asked for.
fn asked(world: &World, path: &str) -> Vec<String> {
    asked_of(world, COLLECTOR, path)
}

fn asked_of(world: &World, wanted: &str, begin: &str) -> Vec<String> {
    let entries = world.log.entries().into_iter();
    let of = |event| match event {
        Event::Request { host, path } => {
            (host == wanted && path.starts_with(begin)).then_some(path)
        }
        _ => None,
    };
    entries.filter_map(|entry| of(entry.event)).collect()
}
