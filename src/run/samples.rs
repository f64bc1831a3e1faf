//! Times: the samples by which a platform is compared with the controls.

use super::attempt::Target;
use super::{Attempt, Form, Millis, Purpose, Run};
use crate::thresholds::{LOSSY_SHARE, RETRANSMISSION, SLOW_CONTROLS, SLOW_SAMPLES, WARM_SAMPLES};
use crate::verdict::latency::{self, ControlTimes};
use crate::verdict::stats::median;

impl Run {
    /// The first endpoint of a platform that answers is the one whose times are taken.
    pub(super) fn sample_platform(&mut self, spot: usize, now: Millis) {
        let platform = self.plan.spots[spot].platform;
        if self.plan.endpoint(spot).once || self.sampled_spot(platform).is_some() {
            return;
        }
        for _ in 0..WARM_SAMPLES as usize {
            self.ask_sample(spot, Purpose::Warm, now);
        }
    }

    pub(super) fn ask_sample(&mut self, spot: usize, purpose: Purpose, due: Millis) {
        let url = self.plan.endpoint(spot).url.clone();
        self.push(Target::Spot(spot), purpose, url, Form::Fetch, due);
    }

    /// The endpoint whose times are taken.
    pub(super) fn sampled_spot(&self, platform: usize) -> Option<usize> {
        let of = |target, purpose| match target {
            Target::Spot(spot) if purpose == Purpose::Warm => {
                (self.plan.spots[spot].platform == platform).then_some(spot)
            }
            _ => None,
        };
        let queued = self.queue.iter().find_map(|j| of(j.target, j.purpose));
        queued.or_else(|| self.attempts.iter().find_map(|a| of(a.target, a.purpose)))
    }

    /// Undisturbed times of one purpose of a target.
    pub(super) fn times(&self, target: Target, purpose: Purpose) -> Vec<f64> {
        let of = |a: &&Attempt| a.target == target && a.purpose == purpose;
        self.attempts
            .iter()
            .filter(of)
            .filter_map(Attempt::clean_time)
            .collect()
    }

    /// The first answer of each control.
    pub(super) fn cold_times(&self) -> Vec<f64> {
        self.cold.iter().copied().flatten().collect()
    }

    /// Undisturbed times of a control's answers after the first. `fresh`: those of stage 2 only.
    fn further_times(&self, control: usize, fresh: bool) -> Vec<f64> {
        let of = |a: &&Attempt| a.target == Target::Control(control) && a.answered();
        let further = self.attempts.iter().filter(of).skip(1);
        further
            .filter(|a| !fresh || a.purpose == Purpose::Sample)
            .filter_map(Attempt::clean_time)
            .collect()
    }

    /// The controls' times. `fresh`: the further requests of stage 2 only.
    pub(super) fn control_times(&self, fresh: bool) -> ControlTimes {
        let warm = (0..self.plan.controls.len()).filter_map(|c| {
            let times = self.further_times(c, fresh);
            median(&times)
        });
        ControlTimes {
            warm: warm.collect(),
            cold: self.cold_times(),
        }
    }

    /// Whether the line holds up so many answers of controls as one that loses packets: a server far
    /// away, or one that opens a connection for each request, suffers much more from that than the
    /// controls do.
    pub(super) fn is_lossy(&self) -> bool {
        let (mut held_up, mut all) = (0, 0);
        for control in 0..self.plan.controls.len() {
            let times = self.further_times(control, false);
            let usual = median(&times).unwrap_or_default();
            let is_late = |ms: &&f64| **ms > usual + RETRANSMISSION;
            held_up += times.iter().filter(is_late).count();
            all += times.len();
        }
        held_up > 0 && held_up as f64 >= all as f64 * LOSSY_SHARE
    }

    fn baseline(&self, spot: usize) -> Option<f64> {
        self.plan.endpoint(spot).baseline
    }

    /// How often slower than the controls a platform's further requests are.
    pub(super) fn latency_ratio(&self, platform: usize) -> Option<f64> {
        let spot = self.sampled_spot(platform)?;
        let warm = self.times(Target::Spot(spot), Purpose::Warm);
        latency::ratio(&warm, &self.control_times(false), self.baseline(spot))
    }

    /// Stage 1 is over: the suspects get fresh samples, between samples of the controls.
    pub(super) fn sample_suspects(&mut self, now: Millis) {
        let controls = self.control_times(false);
        let mut suspects = Vec::new();
        for platform in 0..self.plan.platforms.len() {
            let Some(spot) = self.sampled_spot(platform) else {
                continue;
            };
            let warm = self.times(Target::Spot(spot), Purpose::Warm);
            if latency::is_suspect(&warm, &controls, self.baseline(spot)) {
                suspects.push(spot);
            }
        }
        if suspects.is_empty() {
            return;
        }
        let panel: Vec<usize> = self.line.panel().collect();
        let rounds = SLOW_SAMPLES as usize;
        let controls = (SLOW_CONTROLS as usize).max(panel.len());
        for round in 0..rounds {
            for i in (round..controls).step_by(rounds) {
                if !panel.is_empty() {
                    self.ask_control(panel[i % panel.len()], Purpose::Sample, now);
                }
            }
            for &spot in &suspects {
                self.ask_sample(spot, Purpose::Sample, now);
            }
        }
    }

    /// Stage 2: the fresh samples say that it is slow.
    pub(super) fn is_slow(&self, spot: usize) -> bool {
        let samples = self.times(Target::Spot(spot), Purpose::Sample);
        samples.len() + 1 >= SLOW_SAMPLES as usize
            && latency::is_slow(&samples, &self.control_times(true), self.baseline(spot))
            && !self.is_lossy()
    }
}
