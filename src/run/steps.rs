//! What follows an answer or a failure.

use super::attempt::Target;
use super::ladder::{Step, next_step};
use super::{Attempt, Form, Millis, Phase, Purpose, Run};
use crate::catalogue::ProbeKind;
use crate::result::TryOutcome;
use crate::thresholds::{DEVICE_BESIDE, DEVICE_QUICK, LOCAL_CHECK, QUICK, WINDOW};

impl Run {
    /// Takes the consequences of a request that has ended.
    pub(super) fn follow(&mut self, id: usize, now: Millis) {
        let attempt = &self.attempts[id];
        let (target, host, end) = (attempt.target, attempt.host, attempt.end());
        let (answered, void) = (attempt.answered(), attempt.void().is_some());
        let (clean, took) = (attempt.clean_time(), attempt.time());
        let (outcome, purpose) = (attempt.outcome, attempt.purpose);
        let is_foreign = matches!(target, Target::Spot(_) | Target::Object(_));
        if is_foreign && attempt.is_local(&self.env) && now - self.last_control > LOCAL_CHECK {
            self.ask_a_control(Purpose::Check, now);
        }
        self.plan.hosts[host].met = true;
        self.count_event(target, host);
        if is_foreign && outcome == Some(TryOutcome::Failed) {
            // Quick repeats follow each other, and so does what is caused beside them.
            let is_quick = purpose == Purpose::Quick || took < QUICK && purpose == Purpose::First;
            let number = if is_quick {
                DEVICE_QUICK
            } else {
                DEVICE_BESIDE
            };
            self.ask_device(number, now);
        }
        match target {
            Target::Control(c) if c < self.plan.controls.len() => {
                if !self.line.speaks(c) && self.cold[c].is_none() {
                    self.cold[c] = clean;
                }
                if void {
                    self.again(id, now);
                } else {
                    self.follow_control(c, end, answered, now);
                }
            }
            Target::Control(c) if answered => self.domestic_ok.push(c - self.plan.controls.len()),
            Target::Canary => self.intercepted |= answered,
            Target::Spot(spot) => self.follow_spot(id, spot, now),
            Target::Object(p) => self.follow_object(p, now),
            Target::ControlObject(c) => self.follow_control_object(c, now),
            Target::Device if !void => self.follow_device(end, took, answered),
            Target::Control(_) | Target::Own | Target::Device => {}
        }
    }

    fn follow_control(&mut self, control: usize, end: Millis, answered: bool, now: Millis) {
        let was_in_trouble = self.line.in_trouble();
        if self.line.saw(control, end, answered) {
            self.ask_others(control, now);
        }
        match (was_in_trouble, self.line.in_trouble()) {
            (false, true) => self.trouble_since = now,
            (true, false) => self.climb_all(now),
            _ => {}
        }
    }

    fn follow_spot(&mut self, id: usize, spot: usize, now: Millis) {
        let attempt = &self.attempts[id];
        let host = attempt.host;
        let on_ladder = attempt.is_of_ladder();
        if attempt.answered() && !self.plan.hosts[host].answered {
            self.plan.hosts[host].answered = true;
            if self.tries_of_host(host).any(Attempt::timed_out) {
                // It was the line: others may need to be asked once more to tell.
                self.lossy_hosts += 1;
                self.climb_all(now);
            }
            self.follow_late_answer(host, now);
            for sibling in self.plan.siblings(spot) {
                if self.tries_of_spot(sibling).next().is_none() {
                    self.ask_first(sibling, now);
                }
            }
        }
        if attempt_is_sample_source(&self.attempts[id]) {
            self.sample_platform(spot, now);
        }
        if on_ladder && self.plan.first_of(host) == Some(spot) {
            self.plan.hosts[host].laddered = false;
            // While the line itself is in doubt, repeats would tell nothing; they follow when it is
            // in order again.
            if self.line.has_panel() && !self.line.in_trouble() {
                self.climb(host, now);
            }
        }
    }

    /// Every host that was asked before goes on.
    fn climb_all(&mut self, now: Millis) {
        for host in 0..self.plan.hosts.len() {
            if self.plan.hosts[host].met {
                self.climb(host, now);
            }
        }
    }

    /// Queues a host's next attempt, if there is one to be made now.
    pub(super) fn climb(&mut self, host: usize, now: Millis) {
        if self.plan.hosts[host].laddered {
            return;
        }
        if let Step::Ask(purpose, wait) = self.step_of(host) {
            let last = self
                .tries_of_host(host)
                .map(Attempt::end)
                .fold(now, f64::max);
            self.ask_host(host, purpose, last + wait);
        }
    }

    pub(super) fn step_of(&self, host: usize) -> Step {
        let Some(spot) = self.plan.first_of(host) else {
            return Step::Done;
        };
        let tries: Vec<&Attempt> = self
            .tries_of_host(host)
            .filter(|a| self.may_count(a))
            .collect();
        let other_kind = self.plan.other_kind(spot);
        let quiet = |form| form != Form::Image || self.env.image_is_quiet;
        next_step(
            &tries,
            &self.env,
            &self.device,
            self.timeouts_needed(),
            other_kind.is_some_and(|(_, form)| quiet(form)),
        )
    }

    /// The failure of an attempt counts, or may still turn out to.
    fn may_count(&self, attempt: &Attempt) -> bool {
        if attempt.answered() {
            return true;
        }
        let operator = self.plan.hosts[attempt.host].operator.as_deref();
        attempt.failed()
            && attempt.void().is_none()
            && self.line.counts(attempt.start, attempt.end(), operator) != Some(false)
    }

    /// The attempts at a host's platforms by which it is judged, in order; without the samples.
    pub(super) fn tries_of_host(&self, host: usize) -> impl Iterator<Item = &Attempt> {
        self.attempts
            .iter()
            .filter(move |a| a.host == host && !a.is_open() && a.is_of_ladder())
    }

    pub(super) fn tries_of_spot(&self, spot: usize) -> impl Iterator<Item = &Attempt> {
        self.attempts
            .iter()
            .filter(move |a| a.target == Target::Spot(spot))
    }

    pub(super) fn ask_first(&mut self, spot: usize, due: Millis) {
        let endpoint = self.plan.endpoint(spot);
        let (url, form) = (endpoint.url.clone(), form_of(endpoint.probe));
        self.push(Target::Spot(spot), Purpose::First, url, form, due);
    }

    pub(super) fn ask_host(&mut self, host: usize, purpose: Purpose, due: Millis) {
        let Some(spot) = self.plan.first_of(host) else {
            return;
        };
        let endpoint = self.plan.endpoint(spot);
        let own = (endpoint.url.clone(), form_of(endpoint.probe));
        let (url, form) = match purpose {
            Purpose::Third if own.1 == Form::Fetch => {
                (self.plan.other_path(spot).to_owned(), Form::Fetch)
            }
            Purpose::OtherKind => self.plan.other_kind(spot).unwrap_or(own),
            _ => own,
        };
        self.plan.hosts[host].laddered = true;
        self.push(Target::Spot(spot), purpose, url, form, due);
    }

    /// Begins a request anew that did not count.
    pub(super) fn again(&mut self, id: usize, now: Millis) {
        let attempt = &self.attempts[id];
        let (target, purpose) = (attempt.target, attempt.purpose);
        match target {
            Target::Control(c) => self.ask_control(c, purpose, now),
            Target::Spot(spot) => {
                let host = attempt.host;
                match purpose {
                    Purpose::Warm | Purpose::Sample => self.ask_sample(spot, purpose, now),
                    _ if self.plan.first_of(host) == Some(spot) => {
                        self.ask_host(host, purpose, now);
                    }
                    _ => self.ask_first(spot, now),
                }
            }
            Target::Object(p) => self.follow_object(p, now),
            Target::ControlObject(c) => self.follow_control_object(c, now),
            Target::Own | Target::Canary | Target::Device => {}
        }
    }

    /// Whether the others see what a failing control saw.
    fn ask_others(&mut self, but: usize, now: Millis) {
        let mut others: Vec<usize> = self.line.panel().filter(|&c| c != but).collect();
        self.rng.shuffle(&mut others);
        for &control in others.iter().take(WINDOW as usize) {
            self.ask_control(control, Purpose::Check, now);
        }
    }

    /// The next control of the panel, in turn.
    pub(super) fn ask_a_control(&mut self, purpose: Purpose, now: Millis) {
        let panel: Vec<usize> = self.line.panel().collect();
        if !panel.is_empty() {
            self.next_control += 1;
            self.ask_control(panel[self.next_control % panel.len()], purpose, now);
        }
        self.last_control = now;
        self.since_control = 0.0;
    }

    pub(super) fn ask_control(&mut self, control: usize, purpose: Purpose, due: Millis) {
        let foreign = self.plan.controls.len();
        let found = match control.checked_sub(foreign) {
            None => &self.plan.controls[control],
            Some(i) => &self.plan.domestic[i],
        };
        let url = found.url.clone();
        self.push(Target::Control(control), purpose, url, Form::Fetch, due);
    }

    /// The platform has its first answers: nothing of it is still to be asked for the first time.
    pub(super) fn first_pass_is_over(&self) -> bool {
        let queued = self.queue.iter().any(|j| j.purpose == Purpose::First);
        let open = self
            .attempts
            .iter()
            .any(|a| a.is_open() && !a.parked && a.purpose == Purpose::First);
        self.phase != Phase::Opening && !queued && !open
    }
}

pub(super) fn form_of(probe: ProbeKind) -> Form {
    match probe {
        ProbeKind::Fetch | ProbeKind::Image => Form::Fetch,
        ProbeKind::Websocket => Form::Websocket,
    }
}

/// A first answer over HTTP leaves a connection open, on which a further request takes one round
/// trip.
fn attempt_is_sample_source(attempt: &Attempt) -> bool {
    attempt.answered() && attempt.form == Form::Fetch && attempt.purpose == Purpose::First
}
