//! The parts of a run, and what follows when one is over.

use super::attempt::Target;
use super::ladder::Step;
use super::{Attempt, Form, Millis, Phase, Purpose, Run};
use crate::thresholds::{
    BOUND, BOUND_MAX, CHANCES, CONCURRENCY, SECOND_WAIT, TROUBLE_PATIENCE, TROUBLE_PERIOD,
    WARM_SAMPLES,
};
use crate::verdict::stats::median;

/// How many names that cannot exist are asked for.
const CANARIES: usize = 3;
/// Letters of such a name: 26^12 of them.
const CANARY_LETTERS: usize = 12;

impl Run {
    /// The first requests: the page's own server, the controls, names that cannot exist.
    pub(super) fn open(&mut self, now: Millis) {
        if let Some(url) = self.options.own_url.clone() {
            self.push(Target::Own, Purpose::Opening, url, Form::Fetch, now);
        }
        self.ask_all_controls(now);
        // One tells whether this browser has them.
        self.ask_device(1.0, now);
        if let Some(domain) = self.plan.canary.clone() {
            for _ in 0..CANARIES {
                let name: String = (0..CANARY_LETTERS)
                    .map(|_| (b'a' + self.rng.below(26) as u8) as char)
                    .collect();
                let url = ["https://", &name, ".", &domain, "/"].concat();
                self.push(Target::Canary, Purpose::Opening, url, Form::Fetch, now);
            }
        }
    }

    fn ask_all_controls(&mut self, due: Millis) {
        let mut order: Vec<usize> = (0..self.plan.controls.len()).collect();
        self.rng.shuffle(&mut order);
        for control in order {
            self.ask_control(control, Purpose::Opening, due);
        }
        self.openings += 1;
    }

    /// Goes on to the next part where one is over.
    pub(super) fn advance(&mut self, now: Millis) {
        let late = self.elapsed(now) >= self.bound();
        match self.phase {
            Phase::Opening => self.advance_opening(now),
            Phase::First if self.first_pass_is_over() => self.phase = Phase::Closer,
            _ => {}
        }
        if self.phase == Phase::Closer {
            self.advance_closer(now);
        }
        if late && !matches!(self.phase, Phase::Closing | Phase::Done) {
            self.run_out(now);
        }
        if self.phase == Phase::Closing {
            self.advance_closing(now);
        }
    }

    fn is_over(&self, purpose: Purpose) -> bool {
        let waits = |a: &&Attempt| a.is_open() && !a.parked && a.purpose == purpose;
        !self.queue.iter().any(|j| j.purpose == purpose) && !self.attempts.iter().any(|a| waits(&a))
    }

    fn advance_opening(&mut self, now: Millis) {
        let open = |a: &Attempt| a.is_open() && matches!(a.target, Target::Control(_));
        let all_ended = !self.attempts.iter().any(open)
            && !self
                .queue
                .iter()
                .any(|j| matches!(j.target, Target::Control(_)));
        if self.line.has_panel() && self.is_over(Purpose::Opening) {
            self.first_pass(now);
        } else if all_ended {
            let is_domestic = |a: &Attempt| match a.target {
                Target::Control(c) => c >= self.plan.controls.len(),
                _ => false,
            };
            let asked_at_home = self.attempts.iter().any(is_domestic);
            let silent = self.attempts.iter().any(Attempt::timed_out);
            if self.openings == 1 && !silent {
                // A blip, or a line that wakes up: once more.
                self.ask_all_controls(now + SECOND_WAIT);
            } else if !asked_at_home && !self.plan.domestic.is_empty() {
                for i in 0..self.plan.domestic.len() {
                    self.ask_control(self.plan.controls.len() + i, Purpose::Opening, now);
                }
            } else {
                self.first_pass(now);
            }
        }
    }

    /// Every host once, the first endpoint of each platform before the rest.
    fn first_pass(&mut self, now: Millis) {
        self.phase = Phase::First;
        self.last_control = now;
        let mut spots: Vec<usize> = (0..self.plan.spots.len())
            .filter(|&s| self.plan.first_of(self.plan.spots[s].host) == Some(s))
            .collect();
        self.rng.shuffle(&mut spots);
        let is_first = |spot: &usize| self.plan.spots[*spot].endpoint == 0;
        let (first, rest): (Vec<usize>, Vec<usize>) = spots.into_iter().partition(is_first);
        for spot in first.into_iter().chain(rest) {
            self.plan.hosts[self.plan.spots[spot].host].laddered = true;
            self.ask_first(spot, now);
        }
        let mut panel: Vec<usize> = self.line.panel().collect();
        for _ in 1..WARM_SAMPLES as usize {
            self.rng.shuffle(&mut panel);
            for &control in &panel {
                self.ask_control(control, Purpose::Warm, now);
            }
        }
    }

    fn advance_closer(&mut self, now: Millis) {
        if !self.is_over(Purpose::Warm) {
            return;
        }
        if !std::mem::replace(&mut self.sampled, true) {
            self.sample_suspects(now);
        }
        if !self.is_over(Purpose::Sample) {
            return;
        }
        self.begin_objects(now);
        let idle = self.queue.is_empty() && !self.attempts.iter().any(Attempt::is_open);
        let only_canaries = self.queue.is_empty()
            && self
                .attempts
                .iter()
                .all(|a| !a.is_open() || a.target == Target::Canary);
        if idle || only_canaries {
            self.close(now);
        }
    }

    /// The last attempts at whatever was refused.
    fn close(&mut self, now: Millis) {
        self.phase = Phase::Closing;
        for host in 0..self.plan.hosts.len() {
            if self.step_of(host) == Step::AtEnd && self.line.has_panel() {
                self.ask_host(host, Purpose::Last, now);
            }
        }
        self.closing_rounds = 0;
    }

    fn advance_closing(&mut self, now: Millis) {
        let platforms = |t: Target| matches!(t, Target::Spot(_));
        let waiting = self.queue.iter().any(|j| platforms(j.target))
            || self
                .attempts
                .iter()
                .any(|a| a.is_open() && platforms(a.target));
        if waiting {
            return;
        }
        if self.closing_rounds == 0 {
            self.closing_since = now;
            self.ask_closing(now);
            return;
        }
        let round = |p: Purpose| matches!(p, Purpose::Closing | Purpose::Check);
        let open = self.queue.iter().any(|j| round(j.purpose))
            || self
                .attempts
                .iter()
                .any(|a| a.is_open() && round(a.purpose));
        if open {
            return;
        }
        // A line that was in order before may be so again in a moment.
        let waits = now - self.closing_since < TROUBLE_PATIENCE;
        if self.line.has_panel() && !self.line.is_good_now() && waits {
            self.ask_closing(now + TROUBLE_PERIOD);
        } else if !self.try_again(now) {
            self.finish(now);
        }
    }

    fn ask_closing(&mut self, due: Millis) {
        self.closing_rounds += 1;
        let mut order: Vec<usize> = (0..self.plan.controls.len())
            .filter(|&c| self.line.speaks(c) || !self.line.has_panel())
            .collect();
        self.rng.shuffle(&mut order);
        for control in order {
            self.ask_control(control, Purpose::Closing, due);
        }
    }

    /// Where attempts did not count because of the line, and the line is in order now, they get
    /// further chances.
    fn try_again(&mut self, now: Millis) -> bool {
        let may = self.chances < CHANCES && !self.out_of_time && self.line.is_good_now();
        let more = (0..self.plan.hosts.len()).filter(|&h| self.step_of(h) != Step::Done);
        let hosts: Vec<usize> = more.collect();
        if !may || hosts.is_empty() {
            return false;
        }
        self.chances += 1.0;
        for host in hosts {
            self.climb(host, now);
        }
        self.phase = Phase::Closer;
        true
    }

    /// The run has taken too long: what is under way is broken off, and the controls are asked
    /// once more, so that what is known can be judged.
    fn run_out(&mut self, now: Millis) {
        self.out_of_time = true;
        self.queue.clear();
        for id in 0..self.attempts.len() {
            self.abort(id, now);
        }
        self.phase = Phase::Closing;
        self.closing_rounds = 0;
    }

    /// How long the run may take before it closes: on a slow line the first requests alone need
    /// their time.
    pub(super) fn bound(&self) -> Millis {
        let cold = median(&self.cold_times()).unwrap_or(0.0);
        let first = self.plan.spots.len() as f64 * cold / CONCURRENCY;
        (BOUND + 4.0 * first).min(BOUND_MAX)
    }
}
