//! Runs the scenarios in the browsers, and says what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use getthrough::catalogue::Catalogue;
use getthrough::verdict::PlatformVerdict;
use serde::Serialize;

use crate::browser::{Browser, Engine, write_extension};
use crate::censor::Action;
use crate::judge::{Finding, judge};
use crate::page::{self, Shown};
use crate::scenario::{During, Line, Scenario, Target, domestic, hosts_of, hosts_of_control};
use crate::traffic;
use crate::world::{Plan, World};

/// No run lasts longer than this, whatever happens.
const RUN_LIMIT: Duration = Duration::from_secs(180);

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

/// Runs every scenario in one browser.
pub fn engine(suite: &Arc<Suite>, engine: Engine) -> Result<Count> {
    let session = Session::start(suite, engine)?;
    let count = session.drive(suite.clone(), |session, suite| async move {
        let mut count = Count::default();
        for repeat in 1..=suite.repeat {
            for scenario in &suite.scenarios {
                match session.scenario(&suite, scenario, repeat).await? {
                    true => count.passed += 1,
                    false => count.failed += 1,
                }
            }
        }
        Ok(count)
    });
    count.with_context(|| format!("the lab broke in {engine}"))
}

/// A world, and the folder of the browser in it.
pub struct Session {
    world: Arc<World>,
    engine: Engine,
    folder: PathBuf,
}

/// A browser in its world.
pub struct Driven {
    /// The world.
    pub world: Arc<World>,
    /// The browser.
    pub browser: Browser,
    /// The run before may have left the browser's resolver without answers.
    asks_on: AtomicBool,
}

impl Session {
    /// Makes the world.
    pub fn start(suite: &Suite, engine: Engine) -> Result<Self> {
        let world = World::start(Plan {
            catalogue: suite.catalogue.clone(),
            site: suite.site.clone(),
            round_trip: suite.round_trip,
            seed: 1,
        })?;
        let folder =
            std::env::temp_dir().join(format!("getthrough-lab-{}-{engine}", std::process::id()));
        Ok(Self {
            world: Arc::new(world),
            engine,
            folder,
        })
    }

    /// Starts the browser, and does `work` on a thread that is inside the client's namespace.
    pub fn drive<T, W, F>(&self, suite: Arc<Suite>, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(Arc<Driven>, Arc<Suite>) -> F + Send + 'static,
        F: Future<Output = Result<T>>,
    {
        let (world, engine, folder) = (self.world.clone(), self.engine, self.folder.clone());
        let thread = self.world.client().spawn("driver", move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let extension = folder.join("extension");
                write_extension(&extension, &suite.blocked)?;
                let browser = Browser::start(engine, &world, &folder, &extension).await?;
                let driven = Arc::new(Driven {
                    world,
                    browser,
                    asks_on: AtomicBool::new(false),
                });
                let done = work(driven.clone(), suite).await;
                if let Some(driven) = Arc::into_inner(driven) {
                    driven.browser.quit().await?;
                }
                done
            })
        })?;
        thread
            .join()
            .map_err(|_| anyhow!("the driver of {engine} panicked"))?
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Nothing but the browser's own files; what is left in the temporary folder is no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Driven {
    /// Runs one scenario and prints its row; true where all is as it must be.
    async fn scenario(&self, suite: &Suite, scenario: &Scenario, repeat: usize) -> Result<bool> {
        let (engine, started) = (self.browser.engine, Instant::now());
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
        let passed = findings.is_empty();
        print_row(
            scenario.name,
            engine,
            repeat,
            started.elapsed(),
            shown.as_ref(),
            &findings,
        );
        if !passed {
            let report = Report {
                scenario: scenario.name,
                engine: engine.to_string(),
                repeat,
                findings,
                result: shown.map(|shown| shown.result),
                log: self.world.log.entries(),
            };
            let stem = format!("{}-{engine}-{repeat}", scenario.name);
            self.keep(&suite.evidence, &stem, &report).await?;
        }
        Ok(passed)
    }

    /// Prepares the network, presses the button, and waits for the end.
    pub async fn press(
        &self,
        suite: &Suite,
        scenario: &Scenario,
        findings: &mut Vec<Finding>,
    ) -> Result<Shown> {
        let (world, browser) = (&self.world, &self.browser);
        let catalogue = &suite.catalogue;
        world.reset()?;
        browser.forget().await?;
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
        if let Ok(picture) = self.browser.picture().await {
            std::fs::write(folder.join(format!("{stem}.png")), picture)?;
        }
        Ok(())
    }
}

fn disturb(world: &World, catalogue: &Catalogue, line: Line) -> Result<()> {
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

fn print_row(
    name: &str,
    engine: Engine,
    repeat: usize,
    took: Duration,
    shown: Option<&Shown>,
    findings: &[Finding],
) {
    let word = if findings.is_empty() { "ok" } else { "FAILED" };
    let run = shown.map_or_else(String::new, |shown| {
        let result = &shown.result;
        let first = result
            .first_headline_ms
            .map_or("-".into(), |ms| format!("{:.1}", ms / 1000.0));
        let seconds = result.duration_ms / 1000.0;
        format!(
            "run {seconds:5.1} s, headline {first:>4} s, {}",
            counts(shown)
        )
    });
    println!(
        "{word:6} {name:17} {engine:9} #{repeat} {:5.1} s  {run}",
        took.as_secs_f64()
    );
    for finding in findings {
        println!("    {}", finding.what);
        let Some(platform) = &finding.evidence else {
            continue;
        };
        for endpoint in &platform.endpoints {
            println!(
                "      {} {} is {:?} {:?}",
                endpoint.id, endpoint.host, endpoint.verdict, endpoint.how
            );
            for one in &endpoint.tries {
                println!(
                    "        at {:6.0} ms: {:?} {:?} took {:.1} ms, {:?}, void {:?}, entry {:?}, bytes {:?}",
                    one.at_ms,
                    one.purpose,
                    one.form,
                    one.ms,
                    one.outcome,
                    one.void,
                    one.entry_ms,
                    one.bytes
                );
            }
        }
    }
    if !findings.is_empty()
        && let Some(shown) = shown
    {
        println!("    caveats: {:?}", shown.result.caveats);
        println!(
            "    headline: {:?}, shown as “{}”",
            shown.result.headline, shown.headline
        );
    }
}

fn counts(shown: &Shown) -> String {
    use PlatformVerdict::*;
    let all = [
        (Reachable, "reachable"),
        (Slow, "slow"),
        (Partly, "partly"),
        (Unreachable, "unreachable"),
        (BrowserBlocked, "blocked by the browser"),
        (Inconclusive, "inconclusive"),
    ];
    let count = |verdict| {
        shown
            .result
            .platforms
            .iter()
            .filter(|p| p.verdict == verdict)
            .count()
    };
    let some = all
        .iter()
        .map(|(verdict, word)| (count(*verdict), word))
        .filter(|(n, _)| *n > 0);
    some.map(|(n, word)| format!("{n} {word}"))
        .collect::<Vec<_>>()
        .join(", ")
}
