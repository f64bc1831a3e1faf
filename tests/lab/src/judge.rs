//! Compares what a run found with what its scenario demands.

use std::collections::BTreeSet;

use getthrough::catalogue::Catalogue;
use getthrough::result::{EndpointResult, PlatformResult, RunResult};
use getthrough::verdict::{CaveatKind, EndpointVerdict, HeadlineKind, PlatformVerdict};
use serde::Serialize;

use crate::browser::Engine;
use crate::page::Shown;
use crate::scenario::{
    Expected, Line, Others, Scenario, Target, domestic, hosts_of, hosts_of_control, ticked, urls_of,
};

/// One difference, with what it was judged by.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// What is wrong, in a sentence.
    pub what: String,
    /// The platform's part of the result, where one platform is wrong.
    pub evidence: Option<PlatformResult>,
}

impl Finding {
    /// A difference that concerns no single platform.
    pub fn plain(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            evidence: None,
        }
    }

    fn of(what: String, evidence: &PlatformResult) -> Self {
        Self {
            what,
            evidence: Some(evidence.clone()),
        }
    }
}

/// Caveats that say that the line, or the page, is unfit: a scenario without them must not have
/// them.
const GRAVE: [CaveatKind; 9] = [
    CaveatKind::Offline,
    CaveatKind::ControlsFailed,
    CaveatKind::InternationalCut,
    CaveatKind::Intercepted,
    CaveatKind::PageCsp,
    CaveatKind::RequireCorp,
    CaveatKind::ServiceWorker,
    CaveatKind::Stopped,
    CaveatKind::OutOfTime,
];

/// Everything that is not as it must be.
pub fn judge(
    scenario: &Scenario,
    engine: Engine,
    catalogue: &Catalogue,
    shown: &Shown,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let result = &shown.result;
    // WebDriver does not keep the order of an object's members.
    let ticked: BTreeSet<&str> = ticked(catalogue)
        .map(|platform| platform.id.as_str())
        .collect();
    let got: BTreeSet<&str> = result
        .platforms
        .iter()
        .map(|platform| platform.id.as_str())
        .collect();
    if ticked != got {
        let differ: Vec<_> = ticked.symmetric_difference(&got).collect();
        let what = format!("the result and what was ticked differ in {differ:?}");
        findings.push(Finding::plain(what));
    }
    for platform in &result.platforms {
        let expected = scenario
            .expected
            .iter()
            .find(|expected| expected.platform == platform.id);
        findings.extend(match expected {
            Some(expected) => as_expected(expected, engine, platform),
            None if is_stopped(scenario, catalogue, &platform.id) => {
                as_stopped(scenario, engine, catalogue, platform)
            }
            None => as_the_others(scenario, catalogue, platform),
        });
        let row = shown.rows.get(&platform.id).cloned().flatten();
        if row.as_deref() != Some(&wire_name(platform.verdict)) {
            let what = format!("the row of {} shows {row:?}", platform.id);
            findings.push(Finding::of(what, platform));
        }
    }
    findings.extend(caveats(scenario, engine, result));
    if let Some(headline) = scenario.headline {
        let kind = result.headline.kind;
        let is_unsure = cannot_compare(engine)
            && (headline, kind) == (HeadlineKind::BrowserBlocked, HeadlineKind::Unsure);
        if kind != headline && !is_unsure {
            let what = format!("the headline is {kind:?}, not {headline:?}");
            findings.push(Finding::plain(what));
        }
    }
    if shown.headline.is_empty() {
        findings.push(Finding::plain("the page shows no headline"));
    }
    findings
}

fn as_expected(expected: &Expected, engine: Engine, got: &PlatformResult) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Expected { platform, why, .. } = expected;
    let verdicts = match expected.but {
        Some((one, verdicts)) if one == engine => verdicts,
        _ => expected.verdicts,
    };
    if !verdicts.contains(&got.verdict) {
        let what = format!("{platform} is {:?}, not {verdicts:?} ({why})", got.verdict);
        findings.push(Finding::of(what, got));
    }
    let hows = (expected.how)(engine);
    if got.verdict == PlatformVerdict::Unreachable
        && !got.how.is_some_and(|how| hows.contains(&how))
    {
        let what = format!("{platform} is unreachable by {:?}, not {hows:?}", got.how);
        findings.push(Finding::of(what, got));
    }
    if let Some((id, verdict)) = expected.endpoint {
        let found = got.endpoints.iter().find(|endpoint| endpoint.id == id);
        if found.is_none_or(|endpoint| endpoint.verdict != verdict) {
            let found = found.map(|endpoint| endpoint.verdict);
            let what = format!("{platform}'s endpoint {id} is {found:?}, not {verdict:?}");
            findings.push(Finding::of(what, got));
        }
    }
    findings
}

/// WebKit has no refusal that surely stays on the device, with which a blocker's could be compared:
/// on a busy device those accuse nobody (docs/design/DEVICE.md).
fn cannot_compare(engine: Engine) -> bool {
    engine == Engine::Webkit
}

/// Whether something on the device stops some request to a platform.
fn is_stopped(scenario: &Scenario, catalogue: &Catalogue, id: &str) -> bool {
    let stops = |url: &str| scenario.stopped.iter().any(|filter| filter.stops(url));
    let mut named = catalogue.platforms.iter().filter(|one| one.id == id);
    named.any(|platform| {
        let object = platform.object.iter().map(|object| object.url.as_str());
        let mut urls = platform.endpoints.iter().flat_map(urls_of).chain(object);
        urls.any(stops)
    })
}

/// What the device stops is stopped on the device, and nothing else is said of it; what it lets
/// pass gets through.
fn as_stopped(
    scenario: &Scenario,
    engine: Engine,
    catalogue: &Catalogue,
    got: &PlatformResult,
) -> Vec<Finding> {
    use EndpointVerdict as E;
    let stops = |url: &&str| scenario.stopped.iter().any(|filter| filter.stops(url));
    let mut findings = Vec::new();
    let mut open = 0;
    let named = catalogue.platforms.iter().filter(|one| one.id == got.id);
    for endpoint in named.flat_map(|platform| &platform.endpoints) {
        let urls: Vec<&str> = urls_of(endpoint).collect();
        let right: &[E] = match urls.iter().filter(|url| stops(url)).count() {
            0 => &[E::Reachable],
            n if n == urls.len() => &[E::BrowserBlocked],
            _ => &[E::Reachable, E::BrowserBlocked],
        };
        open += usize::from(right.contains(&E::Reachable));
        let found = got.endpoints.iter().find(|one| one.id == endpoint.id);
        let is_unsure = |one: &EndpointResult| {
            cannot_compare(engine)
                && !right.contains(&E::Reachable)
                && one.verdict == E::Inconclusive
        };
        if !found.is_some_and(|one| right.contains(&one.verdict) || is_unsure(one)) {
            let found = found.map(|one| one.verdict);
            let what = format!(
                "{}'s endpoint {} is {found:?}, not {right:?}",
                got.id, endpoint.id
            );
            findings.push(Finding::of(what, got));
        }
    }
    let right: &[PlatformVerdict] = match open {
        0 => &[PlatformVerdict::BrowserBlocked],
        _ => &[PlatformVerdict::BrowserBlocked, PlatformVerdict::Reachable],
    };
    let is_unsure = cannot_compare(engine) && got.verdict == PlatformVerdict::Inconclusive;
    if !right.contains(&got.verdict) && !is_unsure {
        let what = format!("{} is {:?}, not {right:?}", got.id, got.verdict);
        findings.push(Finding::of(what, got));
    }
    findings
}

fn as_the_others(scenario: &Scenario, catalogue: &Catalogue, got: &PlatformResult) -> Vec<Finding> {
    let right = allowed(scenario, catalogue, &got.id);
    if right.contains(&got.verdict) {
        return Vec::new();
    }
    vec![Finding::of(
        format!("{} is {:?}, not {right:?}", got.id, got.verdict),
        got,
    )]
}

/// The verdicts that are right for a platform that the scenario does not name.
fn allowed(scenario: &Scenario, catalogue: &Catalogue, id: &str) -> &'static [PlatformVerdict] {
    use PlatformVerdict::{Inconclusive, Reachable};
    let platform = catalogue
        .platforms
        .iter()
        .find(|platform| platform.id == id);
    let hosts = platform.map(hosts_of).unwrap_or_default();
    let shares = |others: BTreeSet<String>| others.intersection(&hosts).next().is_some();
    let controls = catalogue
        .controls
        .iter()
        .flat_map(hosts_of_control)
        .collect();
    let controls_are_hit = scenario
        .interference
        .iter()
        .any(|(target, _)| matches!(target, Target::Controls));
    match scenario.others {
        Others::Reachable if controls_are_hit && shares(controls) => &[Reachable, Inconclusive],
        Others::Reachable => &[Reachable],
        Others::Unaccused => &[Reachable, Inconclusive],
        Others::Inconclusive
            if scenario.line == Line::ForeignCut && shares(domestic(catalogue)) =>
        {
            &[Reachable, Inconclusive]
        }
        Others::Inconclusive => &[Inconclusive],
    }
}

fn caveats(scenario: &Scenario, engine: Engine, result: &RunResult) -> Vec<Finding> {
    let kinds: Vec<CaveatKind> = result.caveats.iter().map(|caveat| caveat.kind).collect();
    let wanted = scenario.caveats;
    let mut findings = Vec::new();
    let not_hidden = wanted == [CaveatKind::Hidden] && !engine.hides();
    if !wanted.is_empty() && !not_hidden && !wanted.iter().any(|kind| kinds.contains(kind)) {
        findings.push(Finding::plain(format!(
            "the caveats are {kinds:?}, without {wanted:?}"
        )));
    }
    // A line without controls may be described by more than one of them.
    let strange = kinds
        .iter()
        .filter(|kind| GRAVE.contains(kind) && !wanted.contains(kind));
    if scenario.others != Others::Inconclusive {
        findings.extend(strange.map(|kind| Finding::plain(format!("there is a caveat {kind:?}"))));
    }
    findings
}

fn wire_name(verdict: PlatformVerdict) -> String {
    // A unit variant always serializes, and to a string.
    serde_json::to_value(verdict)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}
