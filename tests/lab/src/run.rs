//! Runs the scenarios in the browsers, and says what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use getthrough::catalogue::Catalogue;
use serde::Serialize;

use crate::browser::{Engine, Guard};
use crate::censor::Action;
use crate::judge::{Finding, judge};
use crate::page::{self, Shown};
use crate::row;
use crate::scenario::{During, Line, Scenario, Target, domestic, hosts_of, hosts_of_control};
use crate::served;
use crate::session::{Blocker, Driven, Session};
use crate::traffic;
use crate::world::World;

/// No run lasts longer than this, whatever happens.
const RUN_LIMIT: Duration = Duration::from_secs(180);

/// A browser that still works takes its picture within this time.
const PICTURE_LIMIT: Duration = Duration::from_secs(10);

/// What to run.
pub struct Suite {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// The built site.
    pub site: PathBuf,
    /// Where evidence is left.
    pub evidence: PathBuf,
    /// The round-trip time.
    pub round_trip: Duration,
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// How often each is run.
    pub repeat: usize,
    /// The hosts that the browser's extension blocks.
    pub blocked: Vec<String>,
    /// Who serves the page.
    pub server: Server,
    /// How the browser is set.
    pub guard: Guard,
}

/// Who serves the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Server {
    /// The lab, by the site's `_headers`.
    #[default]
    Lab,
    /// nginx, by the site's `nginx.conf`; only the page's first host.
    Nginx,
}

impl Suite {
    /// The scenario of a run, counted from the first; those that are repeated come round again.
    fn of(&self, run: usize) -> &Scenario {
        &self.scenarios[run % self.scenarios.len()]
    }
}

/// What came of one run.
#[derive(Serialize)]
struct Report {
    scenario: &'static str,
    engine: String,
    repeat: usize,
    findings: Vec<Finding>,
    result: Option<getthrough::result::RunResult>,
    log: Vec<crate::log::Entry>,
}

/// How many runs were as they must be, and how many were not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// As they must be.
    pub passed: usize,
    /// Not.
    pub failed: usize,
}

/// What came of one run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything is as it must be.
    Right,
    /// Something is not.
    Wrong,
    /// There was no result, and the browser may be of no more use.
    Broken,
}

/// Runs every scenario in one browser, which is started anew where a run broke it or it cannot forget.
pub fn engine(suite: &Arc<Suite>, engine: Engine) -> Result<Count> {
    let session = Session::start(suite, engine)?;
    let total = suite.scenarios.len() * suite.repeat;
    let mut count = Count::default();
    while count.passed + count.failed < total {
        let done = count;
        let next = count.passed + count.failed;
        // One that forgets does all that is left.
        let runs = next..if engine.forgets() { total } else { next + 1 };
        let blocker = if runs.clone().any(|run| suite.of(run).has_blocker()) {
            Blocker::In
        } else {
            Blocker::Out
        };
        count = session.drive_with(blocker, suite.clone(), move |driven, suite| async move {
            let mut count = done;
            for run in runs {
                let repeat = run / suite.scenarios.len() + 1;
                let outcome = driven.scenario(&suite, suite.of(run), repeat).await?;
                match outcome {
                    Outcome::Right => count.passed += 1,
                    Outcome::Wrong | Outcome::Broken => count.failed += 1,
                }
                if outcome == Outcome::Broken {
                    break;
                }
            }
            Ok(count)
        })?;
    }
    Ok(count)
}

/// Looks at what the server says of each file, and prints a row; an error where not all is as it
/// must be.
pub fn headers(suite: &Suite) -> Result<()> {
    let session = Session::start(suite, Engine::Chromium)?;
    let site = suite.site.clone();
    let (files, findings) =
        session.inside(|world| async move { served::check(&world, &site).await })?;
    let word = if findings.is_empty() { "ok" } else { "FAILED" };
    println!("{word:6} {files} files as {:?} serves them", suite.server);
    for finding in &findings {
        println!("    {}", finding.what);
    }
    let count = findings.len();
    ensure!(
        count == 0,
        "{count} things are not as the site means them to be served"
    );
    Ok(())
}

impl Driven {
    /// Runs one scenario and prints its row.
    async fn scenario(&self, suite: &Suite, scenario: &Scenario, repeat: usize) -> Result<Outcome> {
        let (engine, started) = (self.browser.engine, Instant::now());
        let browser = format!("{engine}{}", suite.guard);
        let mut findings = Vec::new();
        let run = self.press(suite, scenario, &mut findings);
        let shown = match tokio::time::timeout(RUN_LIMIT, run).await {
            Ok(Ok(shown)) => Some(shown),
            Ok(Err(error)) => {
                findings.push(Finding::plain(format!("{error:#}")));
                None
            }
            Err(_) => {
                findings.push(Finding::plain(format!("no end within {RUN_LIMIT:?}")));
                None
            }
        };
        if let Some(shown) = &shown {
            findings.extend(judge(scenario, engine, &suite.catalogue, shown));
            findings.extend(traffic::after_the_press(&self.world, &suite.catalogue));
        }
        let outcome = match (&shown, findings.is_empty()) {
            (None, _) => Outcome::Broken,
            (Some(_), true) => Outcome::Right,
            (Some(_), false) => Outcome::Wrong,
        };
        row::print(
            scenario.name,
            &browser,
            repeat,
            started.elapsed(),
            shown.as_ref(),
            &findings,
        );
        if outcome != Outcome::Right {
            let report = Report {
                scenario: scenario.name,
                engine: browser.clone(),
                repeat,
                findings,
                result: shown.map(|shown| shown.result),
                log: self.world.log.entries(),
            };
            let stem = format!("{}-{browser}-{repeat}", scenario.name);
            self.keep(&suite.evidence, &stem, &report).await?;
        }
        Ok(outcome)
    }

    /// Prepares the network, presses the button, and waits for the end.
    async fn press(
        &self,
        suite: &Suite,
        scenario: &Scenario,
        findings: &mut Vec<Finding>,
    ) -> Result<Shown> {
        let (world, browser) = (&self.world, &self.browser);
        let catalogue = &suite.catalogue;
        world.reset()?;
        browser.forget().await?;
        interfere(world, catalogue, scenario)?;
        world.log.clear();
        page::open(browser, scenario.page).await?;
        page::approach(browser).await?;
        let names = !self.asks_on.load(Ordering::Relaxed);
        findings.extend(traffic::before_the_press(world, scenario.page, names));
        self.asks_on
            .store(scenario.leaves_names_open(), Ordering::Relaxed);
        disturb(world, catalogue, scenario.line)?;
        if let During::ControlDies { after_requests } = scenario.during {
            world
                .censor
                .plan(after_requests, &lone_control(catalogue)?, Action::Refused);
        }
        world.log.clear();
        page::start(browser).await?;
        if let During::Hidden {
            after_requests,
            lasting,
        } = scenario.during
        {
            world.log.requests_reach(after_requests).await;
            let hidden = browser.hide().await?;
            tokio::time::sleep(lasting).await;
            browser.show(hidden).await?;
        }
        page::ended(browser).await
    }

    /// Leaves what is needed to understand a failure.
    async fn keep(&self, folder: &Path, stem: &str, report: &Report) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let file = folder.join(format!("{stem}.json"));
        std::fs::write(&file, serde_json::to_string_pretty(report)?)?;
        println!("    the evidence is in {}", file.display());
        // Best effort: the window may be what broke.
        let picture = tokio::time::timeout(PICTURE_LIMIT, self.browser.picture()).await;
        if let Ok(Ok(picture)) = picture {
            std::fs::write(folder.join(format!("{stem}.png")), picture)?;
        }
        Ok(())
    }
}

/// Does what a scenario does before the page is loaded.
pub fn interfere(world: &World, catalogue: &Catalogue, scenario: &Scenario) -> Result<()> {
    for (target, action) in &scenario.interference {
        for host in target.hosts(catalogue)? {
            world.censor.apply(&host, *action);
        }
    }
    let forbidden = scenario
        .forbidden
        .iter()
        .map(|id| Target::Platform(id).hosts(catalogue));
    let forbidden: Vec<_> = forbidden.collect::<Result<_>>()?;
    world.site.forbid(forbidden.into_iter().flatten());
    Ok(())
}

/// Does to the line what a scenario does once the page has loaded.
pub fn disturb(world: &World, catalogue: &Catalogue, line: Line) -> Result<()> {
    match line {
        Line::Whole => {}
        Line::Lossy(share) => world.censor.lose(share),
        Line::LinkDown => world.set_link(false)?,
        Line::Dark => world.censor.go_dark(),
        Line::Captive => world.censor.capture(),
        Line::ForeignCut => {
            let open = domestic(catalogue);
            world.censor.cut_all_but(open.iter().map(String::as_str));
        }
    }
    Ok(())
}

/// The hosts of the first foreign control that is no platform's too.
fn lone_control(catalogue: &Catalogue) -> Result<Vec<String>> {
    let taken: Vec<String> = catalogue.platforms.iter().flat_map(hosts_of).collect();
    let foreign = catalogue
        .controls
        .iter()
        .filter(|control| control.country.is_none());
    let mut hosts = foreign.map(hosts_of_control);
    let lone = hosts.find(|hosts| hosts.iter().all(|host| !taken.contains(host)));
    Ok(lone
        .context("every control of this catalogue is a platform's host too")?
        .into_iter()
        .collect())
}
