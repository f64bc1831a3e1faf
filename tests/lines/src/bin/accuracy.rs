//! Measures the accuracy of the whole run on simulated lines, and writes or checks the tables.

use std::path::PathBuf;
use std::process::ExitCode;

use getthrough_lines::accuracy::tally;
use getthrough_lines::document;
use getthrough_lines::experiment::{Bench, Experiment, Trial};
use getthrough_lines::host::Interference;
use getthrough_lines::table::Report;

const HELP: &str = "\
Measures the accuracy of the whole run on simulated lines.

accuracy                     print the tables; fail where a bound is not kept
  --write FILE               also write them between the markers of the document
  --check FILE               also fail where the document holds others
  --share S                  only this share of the trials (0.1); cannot be written or checked
  --catalogue FILE           a lean catalogue.json in place of the simulated one; the same
accuracy --experiment E      only this one: its false verdicts, by the number of the trial
  --runs N                   how many trials (245)
  --explain N                what happened in trial N to the platforms that were judged wrong
E is Undisturbed, HeavyLoss, Stirred, DroppedUnderLoss, RememberedMissing, CoarseClock, MediaOnly,
PolicedOnGoodLine, ControlsBlocked, Portal, HalfBlackHoled, or an interference: NoSuchName, Loopback, Refused, Reset,
ConnectDropped, NameDropped, Silent, Stall, Policed, Extension
";

#[derive(Default)]
struct Arguments {
    write: Option<PathBuf>,
    check: Option<PathBuf>,
    share: Option<f64>,
    catalogue: Option<PathBuf>,
    experiment: Option<Experiment>,
    runs: Option<u64>,
    explain: Option<u64>,
    help: bool,
}

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("accuracy: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(given: Arguments) -> Result<(), String> {
    if given.help {
        print!("{HELP}");
        return Ok(());
    }
    let bench = bench(&given)?;
    if let Some(experiment) = given.experiment {
        match given.explain {
            Some(n) => explain(experiment, bench.trial(experiment, n)),
            None => summarise(&bench, experiment, given.runs.unwrap_or(245)),
        }
        return Ok(());
    }
    let partial = given.share.is_some() || given.catalogue.is_some();
    if partial && (given.write.is_some() || given.check.is_some()) {
        return Err(
            "the document holds the whole measurement: leave --share and --catalogue out"
                .to_owned(),
        );
    }
    let report = Report::run(&bench, given.share.unwrap_or(1.0));
    let tables = report.markdown();
    print!("{tables}");
    if let Some(path) = &given.write {
        document::write(path, &tables)?;
    }
    if let Some(path) = &given.check {
        document::check(path, &tables)?;
    }
    let broken = report.broken_bounds();
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("not accurate enough:\n{}", broken.join("\n")))
    }
}

fn bench(given: &Arguments) -> Result<Bench, String> {
    let Some(path) = &given.catalogue else {
        return Ok(Bench::default());
    };
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let catalogue = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(Bench::of(catalogue))
}

fn summarise(bench: &Bench, experiment: Experiment, runs: u64) {
    let tally = tally(bench, experiment, runs);
    println!(
        "interfered with, right is {:?}: {:?}",
        experiment.expects(),
        tally.victims
    );
    println!("others: {:?}", tally.others);
    println!("runs with others so: {:?}", tally.runs_with);
    println!("false unreachable in trials {:?}", tally.false_unreachable);
    println!("false slow or partly in trials {:?}", tally.false_slow);
    println!("victims judged wrong in trials {:?}", tally.missed);
    println!(
        "{} of {runs} incomplete; longest {:?} ms",
        tally.incomplete,
        tally.all.took_ms.last()
    );
}

fn explain(experiment: Experiment, mut trial: Trial) {
    println!("{:#?}\n{:?}", trial.line, trial.browser);
    let result = &trial.result;
    println!(
        "{:?}\n{:?}\n{:?}",
        result.headline, result.line, result.caveats
    );
    for platform in &result.platforms {
        let victim = trial.victims.contains(&platform.id);
        let right = if victim {
            experiment.expects()
        } else {
            Experiment::Undisturbed.expects()
        };
        if platform.verdict != right {
            println!("interfered with: {victim}; {}", json(platform));
            for endpoint in &platform.endpoints {
                println!("  in truth {:?}", trial.world.host(&endpoint.host));
            }
        }
    }
    println!("controls {}", json(&result.controls));
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|e| e.to_string())
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut given = Arguments::default();
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .ok_or_else(|| format!("{word} needs a value; see --help"))
        };
        match word.as_str() {
            "--write" => given.write = Some(value()?.into()),
            "--check" => given.check = Some(value()?.into()),
            "--share" => given.share = Some(number(&value()?)?),
            "--catalogue" => given.catalogue = Some(value()?.into()),
            "--experiment" => given.experiment = Some(experiment(&value()?)?),
            "--runs" => given.runs = Some(number(&value()?)?),
            "--explain" => given.explain = Some(number(&value()?)?),
            "--help" => given.help = true,
            other => return Err(format!("{other} is not known; see --help")),
        }
    }
    Ok(given)
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

fn experiment(name: &str) -> Result<Experiment, String> {
    use Interference::{
        ConnectDropped, Extension, Loopback, NameDropped, NoSuchName, Policed, Refused, Reset,
        Silent, Stall,
    };
    let interference = [
        NoSuchName,
        Loopback,
        Refused,
        Reset,
        ConnectDropped,
        NameDropped,
        Silent,
        Stall,
        Policed,
        Extension,
    ];
    let whole = [
        Experiment::Undisturbed,
        Experiment::HeavyLoss,
        Experiment::Stirred,
        Experiment::DroppedUnderLoss,
        Experiment::RememberedMissing,
        Experiment::CoarseClock,
        Experiment::MediaOnly,
        Experiment::PolicedOnGoodLine,
        Experiment::ControlsBlocked,
        Experiment::Portal,
        Experiment::HalfBlackHoled,
    ];
    let interfered = interference.iter().find(|i| format!("{i:?}") == name);
    let found = whole.into_iter().find(|e| format!("{e:?}") == name);
    found
        .or(interfered.map(|i| Experiment::Interfered(*i)))
        .ok_or_else(|| format!("{name} is no experiment; see --help"))
}
