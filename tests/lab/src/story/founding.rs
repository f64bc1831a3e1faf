//! The story that the project comes from. In Russia X stops getting through on four networks, and
//! one of them slows Facebook down; everywhere else all is well. Six browsers and some hundred
//! neighbours say what they see, and the public figures say what happened: that, and nothing else.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use getthrough::catalogue::Catalogue;
use getthrough::verdict::PlatformVerdict::{self, Slow, Unreachable};
use serde_json::{Value, json};

use super::collector::{self, Collector};
use super::neighbours::{Neighbours, Trouble};
use super::networks::{self, BEELINE, MEGAFON, MTS, Network, ROSTELECOM, TELEKOM, VPN};
use super::{Place, panel};
use crate::addresses::COLLECTOR;
use crate::censor::Action;
use crate::page;
use crate::pages::cases::{Cases, Findings};
use crate::run::Suite;
use crate::scenario::Target;
use crate::session::Driven;

/// So many slots of usual days come before.
pub const BEFORE: i64 = 8;
/// And so many with the restrictions follow the one in which they begin.
pub const AFTER: i64 = 4;

/// What a network does, and how: what browsers then see of it.
type Restriction = (&'static str, Action, PlatformVerdict);

const X: Restriction = ("x", Action::SniReset, Unreachable);
const FACEBOOK: Restriction = ("facebook", Action::Late, Slow);

/// Where browsers are, in this order. The last one stays open.
const BROWSERS: [(Network, &[Restriction]); 6] = [
    (TELEKOM, &[]),
    (VPN, &[]),
    (MTS, &[X]),
    (BEELINE, &[X]),
    (MEGAFON, &[X, FACEBOOK]),
    (ROSTELECOM, &[X]),
];

/// The detector looks within this time.
const LOOK_LIMIT: Duration = Duration::from_secs(45);
/// The time between two questions.
const BETWEEN: Duration = Duration::from_secs(1);

/// The incidents of the page of figures, once there are some.
const EXPLORED: &str = "
const done = arguments[arguments.length - 1];
const began = performance.now();
const look = () => {
  const found = [...document.querySelectorAll('[data-incident]')].map((one) => one.textContent);
  if (found.length > 0 || performance.now() - began > 20000) done(found);
  else setTimeout(look, 50);
};
look();";

/// All of it.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite, place: &Place) -> Result<()> {
    if !cases.wants("story") {
        return Ok(());
    }
    let world = &cases.driven.world;
    let folder = place.folder.join("story");
    let catalogue = Arc::new(suite.catalogue.clone());
    let collector = Collector::start(world, &place.program, &place.site, &folder, &[], -BEFORE)?;
    let mut neighbours = Neighbours::new(world.clone(), catalogue);

    let before = async |_: &Driven, _: &mut Findings| {
        for slot in -BEFORE..0 {
            collector.move_clock(slot)?;
            neighbours.report(there(slot)?, &usual()).await?;
        }
        collector.move_clock(0)
    };
    cases.run("story: usual days", before).await?;
    let since = there(0)?;
    let begins = async |_: &Driven, _: &mut Findings| neighbours.report(since, &restricted()).await;
    cases.run("story: it begins", begins).await?;
    for (network, restrictions) in BROWSERS {
        let name = format!("story: {}", network.name);
        let run = async |driven: &Driven, findings: &mut Findings| {
            visit(driven, &suite.catalogue, network, restrictions, findings).await
        };
        cases.run(&name, run).await?;
    }
    let lasts = async |_: &Driven, _: &mut Findings| {
        for slot in 1..=AFTER {
            collector.move_clock(slot)?;
            neighbours.report(there(slot)?, &restricted()).await?;
        }
        collector.move_clock(AFTER + 1)
    };
    cases.run("story: it lasts", lasts).await?;
    let told = async |_: &Driven, findings: &mut Findings| {
        incidents(&collector, since.starts_s(), findings).await
    };
    cases.run("story: what is told", told).await?;
    cases.run("story: elsewhere", elsewhere).await?;
    let explored =
        async |driven: &Driven, findings: &mut Findings| explore(driven, place, findings).await;
    cases.run("story: the page of figures", explored).await?;
    Ok(())
}

/// The slot that is so many after the present one.
pub fn there(slots: i64) -> Result<getthrough::report::Slot> {
    let slot = i64::from(collector::now()?.0) + slots;
    Ok(getthrough::report::Slot(u32::try_from(slot)?))
}

pub fn usual() -> Vec<(Network, Trouble<'static>)> {
    let all = networks::ALL.iter();
    all.map(|network| (*network, &[][..])).collect()
}

/// What neighbours see: what the browsers do, and where there is none, nothing unusual.
pub fn restricted() -> Vec<(Network, Trouble<'static>)> {
    let trouble = |network: Network| -> Trouble<'static> {
        match network {
            MEGAFON => &[("x", Unreachable), ("facebook", Slow)],
            ROSTELECOM | MTS | BEELINE => &[("x", Unreachable)],
            _ => &[],
        }
    };
    let all = networks::ALL.iter();
    all.map(|network| (*network, trouble(*network))).collect()
}

/// A visitor of a network checks, and adds the result.
async fn visit(
    driven: &Driven,
    catalogue: &Catalogue,
    network: Network,
    restrictions: &[Restriction],
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    world.move_to(network.browser())?;
    browser.forget().await?;
    for (platform, action, _) in restrictions {
        for host in Target::Platform(platform).hosts(catalogue)? {
            world.censor.apply(&host, *action);
        }
    }
    world.behind.take_passed();
    page::open(browser, COLLECTOR).await?;
    page::approach(browser).await?;
    page::start(browser).await?;
    let shown = page::ended(browser).await?;
    for found in &shown.result.platforms {
        let named = restrictions.iter().find(|(id, ..)| *id == found.id);
        let wanted = named.map_or(PlatformVerdict::Reachable, |(.., verdict)| *verdict);
        findings.same(&found.id, found.verdict, wanted);
    }
    panel::press(browser, "submit", "[data-sent=taken]").await?;
    let passed = world.behind.take_passed();
    let from: Vec<_> = passed.iter().map(|one| (one.from, one.status)).collect();
    findings.same("who reported", from, vec![(network.browser(), 202)]);
    findings.note(format!("AS{}, {}", network.asn, shown.headline));
    Ok(())
}

/// Exactly what happened.
pub async fn incidents(collector: &Collector, since_s: u64, findings: &mut Findings) -> Result<()> {
    let began = Instant::now();
    let told = loop {
        let told = collector.ask("/v1/incidents").await?;
        if told["incidents"]
            .as_array()
            .is_some_and(|all| all.len() >= 2)
        {
            break told;
        }
        ensure!(
            began.elapsed() < LOOK_LIMIT,
            "nothing is found: {told}; the collector said:\n{}",
            collector.said()
        );
        tokio::time::sleep(BETWEEN).await;
    };
    let since = time::OffsetDateTime::from_unix_timestamp(i64::try_from(since_s)?)?;
    let since = since.format(&time::format_description::well_known::Rfc3339)?;
    let mut all: Vec<Value> = Vec::new();
    for one in told["incidents"].as_array().context("a list")? {
        let networks = one["networks"].as_array().context("networks")?;
        let asns: BTreeSet<u64> = networks
            .iter()
            .filter_map(|n| n["network"]["asn"].as_u64())
            .collect();
        let brands: BTreeSet<&str> = networks
            .iter()
            .filter_map(|n| n["network"]["brand"].as_str())
            .collect();
        let fields = [
            "platform",
            "country",
            "kind",
            "country_wide",
            "since",
            "until",
        ];
        let mut kept: Value = fields
            .iter()
            .map(|name| (*name, one[*name].clone()))
            .collect();
        kept["asns"] = json!(asns);
        kept["brands"] = json!(brands);
        all.push(kept);
    }
    all.sort_by_key(|one| one["platform"].as_str().map(str::to_owned));
    let wanted = vec![
        json!({
            "platform": "facebook", "country": "RU", "kind": "slow", "country_wide": false,
            "since": since, "until": null, "asns": [31_133], "brands": ["MegaFon"],
        }),
        json!({
            "platform": "x", "country": "RU", "kind": "unreachable", "country_wide": true,
            "since": since, "until": null, "asns": [3_216, 8_359, 12_389, 31_133],
            "brands": ["Beeline", "MTS", "MegaFon", "Rostelecom"],
        }),
    ];
    findings.same("the incidents", all, wanted);
    findings.same("the silences", told["silences"].clone(), json!([]));
    findings.note(format!("since {since}"));
    Ok(())
}

/// The visitor of the last network asks whether X works elsewhere.
async fn elsewhere(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    let row = "[data-platform=x] .elsewhere";
    let sentence = panel::press(browser, "elsewhere", row).await?;
    findings.check(
        sentence.contains("Works elsewhere now: in 3 of 3 other countries"),
        format!("the row says: {sentence}"),
    );
    findings.check(
        sentence.contains("In Russia it does not work on 3 of 4 other networks"),
        format!("the row says: {sentence}"),
    );
    findings.note(sentence);
    Ok(())
}

/// The page of figures says the same in sentences.
async fn explore(driven: &Driven, place: &Place, findings: &mut Findings) -> Result<()> {
    let file = place.site.join("explore.html");
    ensure!(
        file.is_file(),
        "the site has no page of figures: {}",
        file.display()
    );
    let browser = &driven.browser;
    browser
        .open(&format!("https://{COLLECTOR}/explore.html"))
        .await?;
    let found = browser.script_until(EXPLORED, vec![]).await?;
    let found: Vec<String> = serde_json::from_value(found)?;
    findings.same("how many incidents", found.len(), 2);
    let names = |sentence: &str, all: &[&str]| all.iter().all(|name| sentence.contains(name));
    let x = ["Rostelecom", "MTS", "Beeline", "MegaFon", "Russia"];
    findings.check(
        found.iter().any(|one| names(one, &x)),
        format!("the page says: {found:?}"),
    );
    let facebook = |one: &&String| one.contains("Facebook");
    let facebook = found.iter().find(facebook).cloned().unwrap_or_default();
    findings.check(
        facebook.contains("MegaFon") && !names(&facebook, &["MTS"]),
        format!("the page says of Facebook: {facebook}"),
    );
    Ok(())
}
