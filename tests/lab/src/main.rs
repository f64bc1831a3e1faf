//! The lab's command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use getthrough_lab::addresses::PAGE;
use getthrough_lab::browser::{Engine, Guard};
use getthrough_lab::run::{self, Count, Server, Suite};
use getthrough_lab::scenario::{BLOCKED_BY_EXTENSION, Guarded, Scenario, Target, guarded, table};
use getthrough_lab::{bench, check, demo, looks, netns, pages, story, tools};

/// The real page, in real browsers, on a network with a censor.
#[derive(Parser)]
#[command(name = "getthrough-lab")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the scenarios
    Run {
        #[command(flatten)]
        common: Common,
        /// Only these scenarios
        #[arg(long, value_name = "NAME", num_args = 1..)]
        scenario: Vec<String>,
        /// How often to run each
        #[arg(long, default_value_t = 1)]
        repeat: usize,
        /// Who serves the page
        #[arg(long, value_enum, default_value_t)]
        server: Server,
    },
    /// Share, open, embed and carry away the page, as visitors and readers do
    Pages {
        #[command(flatten)]
        common: Common,
        /// A page that was built with the npm package: `cargo xtask package-page` makes it
        #[arg(long, value_name = "DIR", default_value = "target/npm-page/dist")]
        package_page: PathBuf,
        /// So many bytes of its own files may a first run load: wasm-pack.toml has the budget
        #[arg(long, value_name = "BYTES")]
        first_run: u64,
        /// Only cases that have one of these in their name
        #[arg(long, value_name = "PART", num_args = 1..)]
        case: Vec<String>,
    },
    /// Look at every page and state: axe's rules, widths, schemes, languages, the keyboard
    Looks {
        #[command(flatten)]
        common: Common,
        /// axe-core as one script; without it, only widths are looked at
        #[arg(long, value_name = "FILE")]
        axe: Option<PathBuf>,
        /// Where pictures of all of it go
        #[arg(long, value_name = "DIR")]
        pictures: Option<PathBuf>,
        /// The program `getthrough-collector`, for what shows public figures
        #[arg(long, value_name = "PATH")]
        collector: PathBuf,
        /// In these languages
        #[arg(long, value_name = "TAG", num_args = 1.., default_values_t = ["en".to_owned()])]
        language: Vec<String>,
        /// Only states that have one of these in their name
        #[arg(long, value_name = "PART", num_args = 1..)]
        state: Vec<String>,
    },
    /// Report to a collector, and tell the story that the project comes from
    Story {
        #[command(flatten)]
        common: Common,
        /// The program `getthrough-collector`
        #[arg(long, value_name = "PATH")]
        collector: PathBuf,
        /// Only cases that have one of these in their name
        #[arg(long, value_name = "PART", num_args = 1..)]
        case: Vec<String>,
    },
    /// Run scenarios in browsers that are set to protect their visitor
    Guarded {
        #[command(flatten)]
        common: Common,
    },
    /// Check, with a page of the lab's own, that each interference is what it says
    World {
        #[command(flatten)]
        common: Common,
    },
    /// Measure how long a run takes
    Bench {
        #[command(flatten)]
        common: Common,
    },
    /// Open the page in a window on this screen, with a scenario's interference
    Demo {
        #[command(flatten)]
        common: Common,
        /// Which one; `list` names them
        #[arg(long, value_name = "NAME", default_value = "connections")]
        scenario: String,
    },
    /// List the scenarios
    List,
}

/// What every command takes.
#[derive(Args)]
struct Common {
    /// Only these browsers: chromium, firefox, webkit
    #[arg(long, value_name = "NAME", num_args = 1..)]
    engine: Vec<Engine>,
    /// The built site
    #[arg(long, value_name = "DIR", default_value = "target/site")]
    site: PathBuf,
    /// The catalogue, instead of the site's own
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// The round-trip time of the wire
    #[arg(long, value_name = "MS", default_value_t = 40)]
    rtt: u64,
    /// All browsers at the same time: quicker, and harder on the page, which then has to do with a
    /// part of the machine
    #[arg(long)]
    together: bool,
    /// Where evidence of failures goes
    #[arg(long, value_name = "DIR", default_value = "target/lab")]
    evidence: PathBuf,
}

fn main() -> ExitCode {
    match command(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(command: Command) -> Result<bool> {
    match command {
        Command::List => {
            for scenario in table() {
                println!("{}", scenario.name);
            }
            Ok(true)
        }
        Command::Guarded { common } => {
            prepare()?;
            let is_asked =
                |one: &Guarded| common.engine.is_empty() || common.engine.contains(&one.engine);
            let suites = guarded().into_iter().filter(is_asked).map(|one| {
                let mut suite = suite(&common, one.scenarios, 1)?;
                suite.guard = one.guard;
                Ok((one.engine, Arc::new(suite)))
            });
            let suites: Vec<_> = suites.collect::<Result<_>>()?;
            each(common.together, &suites, |(engine, suite)| {
                run::engine(suite, *engine)
            })
        }
        Command::World { common } => {
            prepare()?;
            each_engine(&common, &Engine::BOTH, |engine| {
                check::check(engine, Duration::from_millis(common.rtt), &common.evidence)
            })
        }
        Command::Bench { common } => {
            prepare()?;
            let suite = Arc::new(suite(&common, Vec::new(), 1)?);
            each_engine(&common, &Engine::BOTH, |engine| {
                bench::bench(&suite, engine)
            })
        }
        Command::Run {
            common,
            scenario,
            repeat,
            server,
        } => {
            prepare()?;
            let scenarios = chosen(&scenario)?;
            let elsewhere = scenarios.iter().find(|scenario| scenario.page != PAGE);
            if let (Server::Nginx, Some(scenario)) = (server, elsewhere) {
                bail!("{} is not for nginx: it serves {PAGE} only", scenario.name);
            }
            let mut suite = suite(&common, scenarios, repeat)?;
            suite.server = server;
            let suite = Arc::new(suite);
            let engines = match server {
                Server::Lab => &Engine::ALL[..],
                Server::Nginx => &Engine::BOTH,
            };
            let passed = each_engine(&common, engines, |engine| run::engine(&suite, engine))?;
            // What the lab serves it reads itself: there is nothing to find out.
            if server == Server::Nginx {
                run::headers(&suite)?;
            }
            Ok(passed)
        }
        Command::Pages {
            common,
            package_page,
            first_run,
            case,
        } => {
            prepare()?;
            let suite = Arc::new(suite(&common, Vec::new(), 1)?);
            let asked = Arc::new(pages::Asked {
                only: case,
                package_page,
                first_run,
            });
            each_engine(&common, &Engine::BOTH, |engine| {
                pages::engine(&suite, engine, &asked)
            })
        }
        Command::Demo { common, scenario } => {
            prepare()?;
            let scenarios = chosen(&[scenario])?;
            let suite = suite(&common, scenarios, 1)?;
            demo::show(&suite, &suite.scenarios[0])?;
            Ok(true)
        }
        Command::Looks {
            common,
            axe,
            pictures,
            collector,
            language,
            state,
        } => {
            prepare()?;
            let suite = Arc::new(suite(&common, Vec::new(), 1)?);
            let asked = Arc::new(looks::Asked {
                axe,
                pictures,
                collector,
                only: state,
            });
            each(common.together, &language, |language| {
                looks::look(&suite, &asked, language)
            })
        }
        Command::Story {
            common,
            collector,
            case,
        } => {
            prepare()?;
            let suite = Arc::new(suite(&common, Vec::new(), 1)?);
            let case = Arc::new(case);
            each_engine(&common, &Engine::BOTH, |engine| {
                story::engine(&suite, engine, &collector, &case)
            })
        }
    }
}

/// These browsers, or the one that was asked for, each in a world of its own.
fn each_engine(
    common: &Common,
    engines: &[Engine],
    work: impl Fn(Engine) -> Result<Count> + Sync,
) -> Result<bool> {
    let engines = if common.engine.is_empty() {
        engines
    } else {
        &common.engine
    };
    each(common.together, engines, |engine| work(*engine))
}

/// Does the work for each, all at once or one after the other, and adds up what came of it.
fn each<T: Sync>(
    together: bool,
    all: &[T],
    work: impl Fn(&T) -> Result<Count> + Sync,
) -> Result<bool> {
    let counts: Vec<Result<Count>> = if together {
        std::thread::scope(|scope| {
            let threads: Vec<_> = all.iter().map(|one| scope.spawn(|| work(one))).collect();
            let ended = threads.into_iter().map(|thread| thread.join());
            ended
                .map(|ended| ended.unwrap_or_else(|_| bail!("a browser's thread panicked")))
                .collect()
        })
    } else {
        all.iter().map(work).collect()
    };
    let mut total = Count::default();
    for count in counts {
        let count = count?;
        total.passed += count.passed;
        total.failed += count.failed;
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0 && total.passed > 0)
}

/// What has to be there, and what must not be left when a signal ends the lab.
fn prepare() -> Result<()> {
    tools::check()?;
    netns::remove_leftovers()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            runtime.block_on(async {
                use tokio::signal::unix::{SignalKind, signal};
                // Installing a handler for these two signals cannot fail.
                let mut end = signal(SignalKind::terminate()).expect("a handler for SIGTERM");
                tokio::select! {
                    _ = end.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
            });
            netns::remove_all();
            std::process::exit(130);
        })?;
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<Scenario>> {
    let all = table();
    if let Some(unknown) = names
        .iter()
        .find(|name| all.iter().all(|one| one.name != **name))
    {
        bail!("there is no scenario {unknown}; `list` names them");
    }
    let is_chosen = |one: &Scenario| names.is_empty() || names.iter().any(|name| name == one.name);
    Ok(all.into_iter().filter(is_chosen).collect())
}

fn suite(common: &Common, scenarios: Vec<Scenario>, repeat: usize) -> Result<Suite> {
    let own = common.site.join("catalogue.json");
    let file = common.catalogue.as_ref().unwrap_or(&own);
    let text = std::fs::read_to_string(file).with_context(|| {
        format!(
            "reading {}; `cargo xtask build` makes the site",
            file.display()
        )
    })?;
    let catalogue = serde_json::from_str(&text)
        .with_context(|| format!("{} is no catalogue", file.display()))?;
    for scenario in &scenarios {
        scenario.check(&catalogue)?;
    }
    let blocked = BLOCKED_BY_EXTENSION.map(|id| Target::Platform(id).hosts(&catalogue));
    let blocked: Vec<_> = blocked.into_iter().collect::<Result<_>>()?;
    Ok(Suite {
        catalogue,
        blocked: blocked.into_iter().flatten().collect(),
        site: common.site.clone(),
        evidence: common.evidence.clone(),
        round_trip: Duration::from_millis(common.rtt),
        scenarios,
        repeat,
        server: Server::default(),
        guard: Guard::None,
    })
}
