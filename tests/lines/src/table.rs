//! The tables of `docs/METHODOLOGY.md`, and the bounds they must keep.

use std::fmt::Write;

use crate::accuracy::{Lengths, Tally, Verdicts, tally};
use crate::experiment::{Bench, Experiment};
use crate::host::Interference;

/// What is measured on lines that nothing is done to: a multiple of the grid each.
const UNDISTURBED: [(Experiment, &str, u64); 3] = [
    (Experiment::Undisturbed, "undisturbed, loss up to 5 %", 2940),
    (Experiment::HeavyLoss, "undisturbed, loss 6–15 %", 980),
    (
        Experiment::Stirred,
        "page hidden, device asleep or clock set midway",
        420,
    ),
];

/// Lines on which nothing can be known.
const CONTROLLESS: [(Experiment, &str, u64); 2] = [
    (
        Experiment::ControlsBlocked,
        "every control blocked, and six platforms",
        245,
    ),
    (Experiment::Portal, "captive portal", 147),
];

/// Trials of each kind of interference, six platforms or half of all in each.
const DETECTION_TRIALS: u64 = 245;

const DETECTION: [(Experiment, &str); 16] = [
    (
        Experiment::Interfered(Interference::NoSuchName),
        "name does not exist",
    ),
    (Experiment::CoarseClock, "the same, clock steps of 16.67 ms"),
    (Experiment::RememberedMissing, "the same, remembered nearby"),
    (
        Experiment::Interfered(Interference::Refused),
        "connection refused",
    ),
    (
        Experiment::Interfered(Interference::Reset),
        "reset when the host is named",
    ),
    (
        Experiment::Interfered(Interference::ConnectDropped),
        "connection dropped",
    ),
    (Experiment::DroppedUnderLoss, "the same, loss 6–15 %"),
    (
        Experiment::Interfered(Interference::NameDropped),
        "dropped when the host is named",
    ),
    (
        Experiment::Interfered(Interference::Silent),
        "connected, never answered",
    ),
    (Experiment::HalfBlackHoled, "half of all platforms dropped"),
    (
        Experiment::MediaOnly,
        "only its pictures and scripts blocked",
    ),
    (
        Experiment::Interfered(Interference::Stall),
        "16 KB and then nothing, good line",
    ),
    (Experiment::PolicedOnGoodLine, "140 kbit/s, good line"),
    (
        Experiment::Interfered(Interference::Policed),
        "140 kbit/s, any line",
    ),
    (
        Experiment::Interfered(Interference::Extension),
        "refused by an extension",
    ),
    (
        Experiment::Interfered(Interference::Loopback),
        "name leads to the device",
    ),
];

/// What was counted.
pub struct Report {
    undisturbed: Vec<(&'static str, Tally)>,
    controlless: Vec<(&'static str, Tally)>,
    detection: Vec<(&'static str, Experiment, Tally)>,
}

impl Report {
    /// Runs every experiment. `share` scales the number of trials; 1.0 is what the document holds.
    pub fn run(bench: &Bench, share: f64) -> Self {
        let runs = |n: u64| ((n as f64 * share) as u64).max(1);
        let undisturbed = UNDISTURBED.map(|(e, name, n)| (name, tally(bench, e, runs(n))));
        let controlless = CONTROLLESS.map(|(e, name, n)| (name, tally(bench, e, runs(n))));
        let detection =
            DETECTION.map(|(e, name)| (name, e, tally(bench, e, runs(DETECTION_TRIALS))));
        Self {
            undisturbed: undisturbed.into(),
            controlless: controlless.into(),
            detection: detection.into(),
        }
    }

    /// The tables.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        self.write_false(&mut text);
        self.write_detection(&mut text);
        self.write_lengths(&mut text);
        line(&mut text, "");
        line(
            &mut text,
            "A good line carries 2 Mbit/s or more, with a round trip up to 120 ms and loss up to 1 %; an ordinary one 5 Mbit/s or more, and does not drop out. All other lines go down to 256 kbit/s and up to 800 ms, and every fourth of them drops out every 8 to 45 s. What is done to a platform is done to all its hosts; `140 kbit/s` and `16 KB` only to platforms with an object of 64 KB or more.",
        );
        text
    }

    /// The bounds that are not kept, each as a sentence; empty where all are.
    pub fn broken_bounds(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let mut must = |holds: bool, sentence: String| {
            if !holds {
                broken.push(sentence);
            }
        };
        for (name, tally) in &self.undisturbed {
            let runs = u64::from(tally.runs);
            let bounds = [
                ("unreachable", &tally.false_unreachable, 1000),
                ("slow or partly", &tally.false_slow, 50),
            ];
            for (word, trials, one_in) in bounds {
                let wrong = trials.len() as u64;
                must(
                    wrong * one_in < runs,
                    format!("{name}: {wrong} of {runs} runs call a platform {word}"),
                );
            }
        }
        for (name, tally) in &self.controlless {
            let unreachable = tally.others.unreachable + tally.victims.unreachable;
            must(
                unreachable == 0,
                format!("{name}: {unreachable} platforms called unreachable"),
            );
        }
        for (name, experiment, tally) in &self.detection {
            let right = tally.victims.of(experiment.expects());
            let total = tally.victims.total();
            let bound = least_percent(*experiment);
            must(
                right * 100 >= total * bound,
                format!("{name}: {right} of {total} platforms told, {bound} % are required"),
            );
        }
        broken
    }

    fn write_false(&self, out: &mut String) {
        line(
            out,
            "| line | runs | runs with a false `unreachable` | with a false `slow` or `partly` | with a false `browser_blocked` | platforms | of these `inconclusive` |",
        );
        line(out, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (name, t) in &self.undisturbed {
            let (unreachable, slow) = (t.false_unreachable.len(), t.false_slow.len());
            let Verdicts {
                browser_blocked, ..
            } = t.runs_with;
            let (total, open) = (t.others.total(), t.others.inconclusive);
            line(
                out,
                &format!(
                    "| {name} | {} | {unreachable} | {slow} | {browser_blocked} | {total} | {open} |",
                    t.runs
                ),
            );
        }
        for (name, t) in &self.controlless {
            let mut all = t.others;
            all.add(&t.victims);
            let (slow, blocked) = (t.false_slow.len(), t.runs_with.browser_blocked);
            let (total, open) = (all.total(), all.inconclusive);
            line(
                out,
                &format!(
                    "| {name} | {} | {} | {slow} | {blocked} | {total} | {open} |",
                    t.runs,
                    all.unreachable.min(t.runs)
                ),
            );
        }
        line(out, "");
    }

    fn write_detection(&self, out: &mut String) {
        line(
            out,
            "| interference | right verdict | platforms | told right | `inconclusive` | `reachable` | other |",
        );
        line(out, "| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        for (name, experiment, t) in &self.detection {
            let expected = experiment.expects();
            let (v, right) = (t.victims, t.victims.of(expected));
            let wire = wire_name(expected);
            let other = v.total() - right - v.inconclusive - v.reachable;
            line(
                out,
                &format!(
                    "| {name} | `{wire}` | {} | {right} | {} | {} | {other} |",
                    v.total(),
                    v.inconclusive,
                    v.reachable
                ),
            );
        }
        line(out, "");
    }

    fn write_lengths(&self, out: &mut String) {
        let head = "| length of a run | runs | first sentence, median | whole, median | 95 of 100 within | longest |";
        line(out, head);
        line(out, "| --- | ---: | ---: | ---: | ---: | ---: |");
        let half = |e: &Experiment| *e == Experiment::HalfBlackHoled;
        let black = self
            .detection
            .iter()
            .filter(|(_, e, _)| half(e))
            .map(|(n, _, t)| (*n, t));
        for (name, tally) in self.undisturbed.iter().map(|(n, t)| (*n, t)).chain(black) {
            for (kind, lengths) in [("ordinary line", &tally.ordinary), ("all", &tally.all)] {
                let Lengths {
                    took_ms,
                    headline_ms,
                } = lengths;
                if took_ms.is_empty() {
                    continue;
                }
                let (runs, first) = (took_ms.len(), seconds(headline_ms, 50));
                let whole = [50, 95, 100]
                    .map(|percent| seconds(took_ms, percent))
                    .join(" | ");
                line(
                    out,
                    &format!("| {name}; {kind} | {runs} | {first} | {whole} |"),
                );
            }
        }
    }
}

/// What share of the platforms must be told right; 0 where the table only reports.
fn least_percent(experiment: Experiment) -> u32 {
    use Interference::{ConnectDropped, NameDropped, NoSuchName, Refused, Reset, Silent};
    match experiment {
        Experiment::Interfered(
            NoSuchName | Refused | Reset | ConnectDropped | NameDropped | Silent,
        ) => 99,
        Experiment::PolicedOnGoodLine => 95,
        _ => 0,
    }
}

fn wire_name(verdict: getthrough::verdict::PlatformVerdict) -> String {
    // A unit variant always has a name.
    let value = serde_json::to_value(verdict).expect("a verdict is a string in JSON");
    value.as_str().unwrap_or_default().to_owned()
}

/// The value that so many of a hundred do not exceed, in seconds.
fn seconds(sorted_ms: &[f64], percent: usize) -> String {
    let last = sorted_ms.len().saturating_sub(1);
    sorted_ms
        .get(last * percent / 100)
        .map_or("–".to_owned(), |ms| format!("{:.1} s", ms / 1000.0))
}

fn line(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    writeln!(out, "{text}").expect("a String takes what is written");
}
