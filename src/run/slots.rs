//! Slots: which request is made next, how long it may hold its place, and when the run has to be
//! woken.

use super::attempt::{Attempt, Target};
use super::queue::Job;
use super::{Command, Form, Millis, Phase, Purpose, Request, RequestId, Run, ladder};
use crate::result::TryOutcome;
use crate::thresholds::{
    CONCURRENCY, CONTROL_EVERY, CONTROL_PERIOD, OUTSTANDING, PARK_BLIND, PARK_COLD_TIMES, PARK_MAX,
    PARK_MIN, TROUBLE_PATIENCE, TROUBLE_PERIOD, WINDOW,
};
use crate::verdict::stats;

impl Run {
    /// Requests whose deadline is over.
    pub(super) fn expire(&mut self, now: Millis) {
        for id in 0..self.attempts.len() {
            let attempt = &mut self.attempts[id];
            if attempt.is_open() && now - attempt.start >= attempt.deadline {
                attempt.outcome = Some(TryOutcome::TimedOut);
                attempt.ms = attempt.deadline;
                self.commands.push(Command::Abort(id as RequestId));
                self.follow(id, now);
            }
        }
    }

    /// How long a request may hold a slot.
    fn patience(&self, attempt: &Attempt) -> Millis {
        if attempt.purpose == Purpose::Object {
            return self.objects.patience();
        }
        match stats::median(&self.cold_times()) {
            Some(cold) => (cold * PARK_COLD_TIMES).clamp(PARK_MIN, PARK_MAX),
            None if self.phase == Phase::Opening => PARK_MAX,
            None => PARK_BLIND,
        }
    }

    /// What is silent for too long gives its slot back, and goes on.
    pub(super) fn park(&mut self, now: Millis) {
        for id in 0..self.attempts.len() {
            let attempt = &self.attempts[id];
            if attempt.is_open() && !attempt.parked && now - attempt.start >= self.patience(attempt)
            {
                let (target, host) = (attempt.target, attempt.host);
                self.plan.hosts[host].met = true;
                self.attempts[id].parked = true;
                self.count_event(target, host);
            }
        }
    }

    /// Asks a control between the platforms every so often, and several while the line is in
    /// trouble.
    pub(super) fn keep_watch(&mut self, now: Millis) {
        let asking = matches!(self.phase, Phase::First | Phase::Closer);
        if !asking || now - self.last_control < self.watch_period() {
            return;
        }
        if self.is_held(now) {
            for _ in 0..WINDOW as usize {
                self.ask_a_control(Purpose::Check, now);
            }
        } else if self.attempts.iter().any(Attempt::is_open) {
            self.ask_a_control(Purpose::Between, now);
        }
    }

    fn watch_period(&self) -> Millis {
        if self.line.in_trouble() {
            TROUBLE_PERIOD
        } else {
            CONTROL_PERIOD
        }
    }

    /// The platforms wait for a line in trouble.
    fn is_held(&self, now: Millis) -> bool {
        self.line.in_trouble() && now - self.trouble_since < TROUBLE_PATIENCE
    }

    /// Starts what is due while there are slots.
    pub(super) fn start_due(&mut self, now: Millis) {
        loop {
            let open = || self.attempts.iter().filter(|a| a.is_open());
            let busy: Vec<usize> = open().map(|a| a.host).collect();
            let active = open().filter(|a| !a.parked).count();
            let large = open().any(|a| !a.parked && a.purpose == Purpose::Object);
            let held = self.is_held(now);
            let next = (0..self.queue.len())
                .filter(|&i| {
                    let job = &self.queue[i];
                    job.due <= now
                        && (!held || job.rank() == 0)
                        && (active < CONCURRENCY as usize || job.is_slotless())
                        && (busy.len() < OUTSTANDING as usize || job.rank() < 2)
                        && !(large && job.is_large())
                        && !busy.contains(&job.host)
                        && !self.waits_for_sibling(job)
                })
                .min_by_key(|&i| self.queue[i].rank());
            match next {
                Some(i) => {
                    let job = self.queue.remove(i);
                    self.start(job, now);
                }
                None => break,
            }
        }
    }

    fn waits_for_sibling(&self, job: &Job) -> bool {
        match job.target {
            Target::Spot(spot) => job.purpose == Purpose::First && self.plan.must_wait(spot),
            _ => false,
        }
    }

    fn start(&mut self, job: Job, now: Millis) {
        let (protocol, hello) = match job.target {
            Target::Spot(spot) if job.form == Form::Websocket => {
                let endpoint = self.plan.endpoint(spot);
                (endpoint.protocol.clone(), endpoint.hello)
            }
            _ => (None, false),
        };
        if matches!(job.target, Target::Control(_)) {
            self.last_control = now;
            self.since_control = 0.0;
        } else if job.purpose != Purpose::Device {
            self.since_control += 1.0;
        }
        self.count_event(job.target, job.host);
        let id = self.attempts.len() as RequestId;
        self.attempts.push(Attempt {
            target: job.target,
            host: job.host,
            purpose: job.purpose,
            form: job.form,
            start: now,
            deadline: ladder::deadline(job.purpose),
            ms: 0.0,
            entry_ms: None,
            bytes: None,
            outcome: None,
            touched: None,
            parked: job.is_slotless(),
        });
        self.commands.push(Command::Start(Request {
            id,
            url: job.url,
            form: job.form,
            protocol,
            hello,
        }));
        if self.since_control >= CONTROL_EVERY && self.phase == Phase::First {
            self.ask_a_control(Purpose::Between, now);
        }
    }

    /// When something is due, or gives up, whichever comes first.
    pub(super) fn next_wake(&self, now: Millis) -> Option<Millis> {
        if self.ended.is_some() {
            return None;
        }
        if self.hidden_since.is_some() {
            return Some(now + self.bound());
        }
        let open = self.attempts.iter().filter(|a| a.is_open());
        let ends = open.map(|a| {
            let patience = if a.parked {
                a.deadline
            } else {
                self.patience(a).min(a.deadline)
            };
            a.start + patience
        });
        let due = self
            .queue
            .iter()
            .map(|job| job.due)
            .filter(|&due| due > now);
        let watch = Some(self.last_control + self.watch_period());
        let bound = Some(now + (self.bound() - self.elapsed(now)).max(0.0));
        let next = ends
            .chain(due)
            .chain(watch)
            .chain(bound)
            .min_by(f64::total_cmp);
        // Never in the past: what cannot start now waits for an answer or a deadline.
        next.map(|at| if at > now { at } else { now + 50.0 })
    }

    /// Has a request made, as soon as it is due and there is a slot for it.
    pub(super) fn push(
        &mut self,
        target: Target,
        purpose: Purpose,
        url: String,
        form: Form,
        due: Millis,
    ) {
        let operator = match target {
            Target::Object(p) => self.plan.platforms[p].operator.clone(),
            _ => None,
        };
        let host = self.plan.host(&url, operator.as_deref());
        self.queue.push(Job {
            target,
            host,
            purpose,
            url,
            form,
            due,
        });
    }
}
