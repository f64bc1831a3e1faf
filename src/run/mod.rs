//! The run: a state machine without I/O.
//!
//! Whoever drives it (the browser shell, or a simulated line in a test) calls [`Run::poll`] and
//! does the [`Command`]s it returns, tells what came of each request with [`Run::observe`], what
//! happened to the page with [`Run::signal`], and calls `poll` again after each of these and at
//! [`Run::wake_at`]. Deadlines are the run's own: it gives out [`Command::Abort`].
//!
//! This file keeps the clock and what happened; `slots` the requests that wait and are under way;
//! `steps` has what follows an answer or a failure, `phases` what follows when a part of the run is
//! over, `judge` what all of it means, `updates` what of that the visitor is told meanwhile.

mod attempt;
mod device;
mod environment;
mod judge;
mod ladder;
mod line;
mod objects;
mod phases;
mod plan;
mod probe;
mod queue;
mod samples;
mod silence;
mod slots;
mod steps;
mod updates;

pub(crate) use attempt::Attempt;
pub(crate) use device::{Device, failures, stayed};
pub use environment::{Engine, Environment};
pub use probe::{
    Command, Form, Observation, Options, Phase, Purpose, Request, RequestId, Seen, Signal, Update,
};
pub(crate) use silence::is_silent;

use attempt::Target;
use line::Line;
use plan::Plan;
use queue::Job;

use crate::catalogue::Catalogue;
use crate::result::{RunResult, TryOutcome, Void};
use crate::rng::Rng;
use crate::thresholds::{LATE_TIMER, LOCAL};
use crate::verdict::{How, PlatformVerdict, stats};

/// Milliseconds, on a clock that only grows; where it starts does not matter.
pub type Millis = f64;

/// One press of the button.
#[derive(Clone, Debug)]
pub struct Run {
    plan: Plan,
    options: Options,
    env: Environment,
    device: Device,
    rng: Rng,
    line: Line,
    /// Hosts that missed a deadline and answered then.
    lossy_hosts: usize,
    phase: Phase,
    started: Millis,
    ended: Option<Millis>,
    /// Every request so far; a [`RequestId`] is a place in it.
    attempts: Vec<Attempt>,
    queue: Vec<Job>,
    commands: Vec<Command>,
    /// When the driver was last told to wake the run.
    wake: Option<Millis>,
    hidden_since: Option<Millis>,
    /// How long the page was hidden in all.
    hidden_ms: Millis,
    late_timers: u32,
    clock_jumped: bool,
    was_hidden: bool,
    intercepted: bool,
    /// Hosts that the page's own policy refused.
    refused_by_page: Vec<String>,
    trouble_since: Millis,
    /// The first answer of each control, where nothing disturbed it.
    cold: Vec<Option<Millis>>,
    /// Rounds of opening controls so far.
    openings: u8,
    domestic_ok: Vec<usize>,
    next_control: usize,
    since_control: f64,
    last_control: Millis,
    sampled: bool,
    objects: objects::Progress,
    /// How often the closing controls were asked, and since when.
    closing_rounds: u32,
    closing_since: Millis,
    chances: f64,
    stopped: bool,
    out_of_time: bool,
    first_headline: Option<Millis>,
    shown: Vec<Option<(PlatformVerdict, Option<How>)>>,
    /// Per platform: how old the line was, and how many requests it had, when it was last judged.
    judged: Vec<Option<(usize, u32)>>,
    /// Per platform: how many of its requests have begun or ended.
    events: Vec<u32>,
    shown_progress: Option<(Phase, u32)>,
    shown_headline: Option<crate::verdict::Headline>,
}

impl Run {
    /// A run over the chosen platforms.
    pub fn new(catalogue: Catalogue, options: Options, env: Environment, now: Millis) -> Self {
        let plan = Plan::new(catalogue, &options, env.country.as_deref());
        let line = Line::new(plan.controls.iter().map(|c| c.operator.clone()));
        let platforms = plan.platforms.len();
        let mut run = Self {
            rng: Rng::new(u64::from(options.seed)),
            plan,
            options,
            env,
            device: Device::default(),
            line,
            lossy_hosts: 0,
            phase: Phase::Opening,
            started: now,
            ended: None,
            attempts: Vec::new(),
            queue: Vec::new(),
            commands: Vec::new(),
            wake: None,
            hidden_since: None,
            hidden_ms: 0.0,
            late_timers: 0,
            clock_jumped: false,
            was_hidden: false,
            intercepted: false,
            refused_by_page: Vec::new(),
            trouble_since: now,
            cold: Vec::new(),
            openings: 0,
            domestic_ok: Vec::new(),
            next_control: 0,
            since_control: 0.0,
            last_control: now,
            sampled: false,
            objects: objects::Progress::default(),
            closing_rounds: 0,
            closing_since: now,
            chances: 0.0,
            stopped: false,
            out_of_time: false,
            first_headline: None,
            shown: vec![None; platforms],
            judged: vec![None; platforms],
            events: vec![0; platforms],
            shown_progress: None,
            shown_headline: None,
        };
        run.cold.resize(run.plan.controls.len(), None);
        run.open(now);
        run
    }

    /// What is to be done now.
    pub fn poll(&mut self, now: Millis) -> Vec<Command> {
        self.notice_lateness(now);
        if self.ended.is_none() && self.hidden_since.is_none() {
            self.expire(now);
            self.park(now);
            self.keep_watch(now);
            self.advance(now);
            self.start_due(now);
        }
        self.wake = self.next_wake(now);
        std::mem::take(&mut self.commands)
    }

    /// When to call [`Run::poll`] next, whatever happens before. `None`: the run has ended.
    pub fn wake_at(&self) -> Option<Millis> {
        self.wake
    }

    /// What came of a request. Of one that was aborted, or that the run never made, nothing is
    /// taken.
    pub fn observe(&mut self, id: RequestId, seen: Observation, now: Millis) {
        self.notice_lateness(now);
        let floor = self.local_floor();
        let engine = self.env.engine;
        match self.attempts.get_mut(id as usize) {
            Some(attempt) if attempt.is_open() => attempt.close(&seen, engine, floor, now),
            _ => return,
        }
        self.refuse_by_page(id as usize);
        self.follow(id as usize, now);
    }

    /// What happened to the page.
    pub fn signal(&mut self, signal: Signal, now: Millis) {
        match signal {
            Signal::Hidden if self.hidden_since.is_none() && self.ended.is_none() => {
                self.hidden_since = Some(now);
                self.was_hidden = true;
                self.touch(Void::Hidden);
            }
            Signal::Visible => self.resume(now),
            Signal::ClockJump => {
                self.clock_jumped = true;
                self.touch(Void::Late);
            }
            Signal::CspViolation(url) => {
                let host = crate::catalogue::host_of(&url).unwrap_or(&url).to_owned();
                self.refused_by_page.push(host);
                for id in 0..self.attempts.len() {
                    self.refuse_by_page(id);
                }
            }
            Signal::Hidden => {}
        }
    }

    /// Ends the run with what there is; the next [`Run::poll`] gives out the aborts.
    pub fn stop(&mut self, now: Millis) {
        if self.ended.is_none() {
            self.stopped = true;
            self.finish(now);
        }
    }

    /// True once there is nothing left to do; [`Run::result`] is final then.
    pub fn is_done(&self) -> bool {
        self.ended.is_some()
    }

    /// What is known. Before the end, what is still open is `inconclusive`.
    pub fn result(&self) -> RunResult {
        judge::result(self)
    }

    /// Milliseconds since the start, without the time in which the page was hidden.
    fn elapsed(&self, now: Millis) -> Millis {
        let hidden = self.hidden_since.map_or(0.0, |since| now - since);
        now - self.started - self.hidden_ms - hidden
    }

    fn finish(&mut self, now: Millis) {
        for id in 0..self.attempts.len() {
            self.abort(id, now);
        }
        self.queue.clear();
        self.phase = Phase::Done;
        self.ended = Some(now);
        if let Some(since) = self.hidden_since.take() {
            self.hidden_ms += now - since;
        }
    }

    /// Breaks a request off, if it is under way.
    fn abort(&mut self, id: usize, now: Millis) {
        let attempt = &mut self.attempts[id];
        if attempt.is_open() {
            attempt.outcome = Some(TryOutcome::Aborted);
            attempt.ms = now - attempt.start;
            self.commands.push(Command::Abort(id as RequestId));
        }
    }

    /// A driver that comes much later than it was asked to has had no clock meanwhile.
    fn notice_lateness(&mut self, now: Millis) {
        let late = self.wake.is_some_and(|wake| now > wake + LATE_TIMER);
        if late && self.hidden_since.is_none() && self.ended.is_none() {
            self.late_timers += 1;
            self.touch(Void::Late);
            self.wake = Some(now);
        }
    }

    /// Marks everything under way: a failure of it will not count.
    fn touch(&mut self, why: Void) {
        for attempt in self.attempts.iter_mut().filter(|a| a.is_open()) {
            attempt.touched = Some(why);
        }
    }

    /// The page is visible again: what is still under way is begun anew.
    fn resume(&mut self, now: Millis) {
        let Some(since) = self.hidden_since.take() else {
            return;
        };
        self.hidden_ms += now - since;
        self.last_control = now;
        for id in 0..self.attempts.len() {
            if self.attempts[id].is_open() {
                self.abort(id, now);
                self.again(id, now);
            }
        }
    }

    fn refuse_by_page(&mut self, id: usize) {
        let attempt = &mut self.attempts[id];
        if attempt.outcome == Some(TryOutcome::Failed) {
            let host = &self.plan.hosts[attempt.host].name;
            if self.refused_by_page.iter().any(|h| h == host) {
                attempt.outcome = Some(TryOutcome::RefusedByPage);
                let (target, host) = (attempt.target, attempt.host);
                self.count_event(target, host);
            }
        }
    }

    /// An answer faster than this did not come from the network: half the time of the fastest
    /// first answer of a control, and never more than what no network is below.
    fn local_floor(&self) -> Millis {
        stats::least(&self.cold_times()).map_or(LOCAL, |fastest| (fastest / 2.0).min(LOCAL))
    }

    /// Something about the platforms of a host, or of an object, is not as it was.
    fn count_event(&mut self, target: Target, host: usize) {
        match target {
            Target::Object(platform) => self.events[platform] += 1,
            Target::Spot(_) => {
                for spot in self.plan.spots.iter().filter(|s| s.host == host) {
                    self.events[spot.platform] += 1;
                }
            }
            _ => {}
        }
    }
}
