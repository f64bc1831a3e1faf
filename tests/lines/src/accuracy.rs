//! Counting: what the runs of an experiment said, and what they should have said.

use std::num::NonZero;

use getthrough::result::RunResult;
use getthrough::verdict::PlatformVerdict;

use crate::experiment::{Bench, Experiment, Trial};

/// What the trials of one experiment came to. All of it is sums and sorted lists, so it does not
/// matter which thread counted what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Trials.
    pub runs: u32,
    /// Of platforms that nothing was done to.
    pub others: Verdicts,
    /// Of platforms that were interfered with.
    pub victims: Verdicts,
    /// Trials in which a platform that nothing was done to was called so at least once.
    pub runs_with: Verdicts,
    /// How long the trials took.
    pub all: Lengths,
    /// How long those on ordinary lines took.
    pub ordinary: Lengths,
    /// Trials that ended before every planned step was done.
    pub incomplete: u32,
    /// Trials in which a platform that nothing was done to was called unreachable.
    pub false_unreachable: Vec<u64>,
    /// Trials in which one was called slow or partly reachable.
    pub false_slow: Vec<u64>,
    /// Trials in which a platform that was interfered with was judged wrong.
    pub missed: Vec<u64>,
}

/// How long runs took, milliseconds, in rising order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lengths {
    /// The whole run.
    pub took_ms: Vec<f64>,
    /// Until the first sentence could be said.
    pub headline_ms: Vec<f64>,
}

impl Lengths {
    fn count(&mut self, result: &RunResult) {
        self.took_ms.push(result.duration_ms);
        self.headline_ms.extend(result.first_headline_ms);
    }

    fn merge(&mut self, other: Self) {
        self.took_ms.extend(other.took_ms);
        self.headline_ms.extend(other.headline_ms);
        self.took_ms.sort_by(f64::total_cmp);
        self.headline_ms.sort_by(f64::total_cmp);
    }
}

/// How often each verdict was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// It gets through.
    pub reachable: u32,
    /// Slowly.
    pub slow: u32,
    /// Only part of it.
    pub partly: u32,
    /// It does not.
    pub unreachable: u32,
    /// Stopped on the device.
    pub browser_blocked: u32,
    /// Nothing can be said.
    pub inconclusive: u32,
}

impl Verdicts {
    /// How often this one was given.
    pub fn of(&self, verdict: PlatformVerdict) -> u32 {
        let mut copy = *self;
        *copy.slot(verdict)
    }

    /// How many were given.
    pub fn total(&self) -> u32 {
        let ended = self.unreachable + self.browser_blocked + self.inconclusive;
        self.reachable + self.slow + self.partly + ended
    }

    fn slot(&mut self, verdict: PlatformVerdict) -> &mut u32 {
        match verdict {
            PlatformVerdict::Reachable => &mut self.reachable,
            PlatformVerdict::Slow => &mut self.slow,
            PlatformVerdict::Partly => &mut self.partly,
            PlatformVerdict::Unreachable => &mut self.unreachable,
            PlatformVerdict::BrowserBlocked => &mut self.browser_blocked,
            PlatformVerdict::Inconclusive => &mut self.inconclusive,
        }
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: &Self) {
        self.reachable += other.reachable;
        self.slow += other.slow;
        self.partly += other.partly;
        self.unreachable += other.unreachable;
        self.browser_blocked += other.browser_blocked;
        self.inconclusive += other.inconclusive;
    }
}

/// Runs trials `0..runs` of an experiment, on all processors.
pub fn tally(bench: &Bench, experiment: Experiment, runs: u64) -> Tally {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let parts: Vec<Tally> = std::thread::scope(|scope| {
        let count = |first: u64| {
            let mut part = Tally::default();
            for n in (first..runs).step_by(threads as usize) {
                part.count(experiment, n, &bench.trial(experiment, n));
            }
            part
        };
        let started: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || count(first)))
            .collect();
        // A panic in a trial is a finding of its own: it goes on.
        let joined = started.into_iter().map(|part| part.join());
        joined
            .map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut whole = Tally::default();
    for part in parts {
        whole.merge(part);
    }
    whole
}

impl Tally {
    fn count(&mut self, experiment: Experiment, n: u64, trial: &Trial) {
        let mut seen = Verdicts::default();
        let mut missed = false;
        for platform in &trial.result.platforms {
            if trial.victims.contains(&platform.id) {
                *self.victims.slot(platform.verdict) += 1;
                missed |= platform.verdict != experiment.expects();
            } else {
                *seen.slot(platform.verdict) += 1;
            }
        }
        self.runs += 1;
        self.others.add(&seen);
        self.runs_with.add(&Verdicts {
            reachable: seen.reachable.min(1),
            slow: seen.slow.min(1),
            partly: seen.partly.min(1),
            unreachable: seen.unreachable.min(1),
            browser_blocked: seen.browser_blocked.min(1),
            inconclusive: seen.inconclusive.min(1),
        });
        self.all.count(&trial.result);
        if trial.line.is_ordinary() {
            self.ordinary.count(&trial.result);
        }
        self.incomplete += u32::from(!trial.result.complete);
        if seen.unreachable > 0 {
            self.false_unreachable.push(n);
        }
        if seen.slow + seen.partly > 0 {
            self.false_slow.push(n);
        }
        if missed {
            self.missed.push(n);
        }
    }

    fn merge(&mut self, other: Self) {
        self.runs += other.runs;
        self.others.add(&other.others);
        self.victims.add(&other.victims);
        self.runs_with.add(&other.runs_with);
        self.incomplete += other.incomplete;
        self.all.merge(other.all);
        self.ordinary.merge(other.ordinary);
        self.false_unreachable.extend(other.false_unreachable);
        self.false_slow.extend(other.false_slow);
        self.missed.extend(other.missed);
        self.false_unreachable.sort_unstable();
        self.false_slow.sort_unstable();
        self.missed.sort_unstable();
    }
}
