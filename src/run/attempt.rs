//! One request and what came of it.

use super::{Engine, Environment, Form, Millis, Observation, Purpose, Seen};
use crate::result::{Try, TryOutcome, Void};
use crate::thresholds::{LATE_REFUSAL, LOCAL, LONG_DEADLINE};

/// What a request was made for; the numbers are places in the run's [`super::plan::Plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// An endpoint of a platform: a [`super::plan::Spot`].
    Spot(usize),
    /// The larger object of a platform.
    Object(usize),
    /// A control.
    Control(usize),
    /// The object of a control.
    ControlObject(usize),
    /// The page's own server.
    Own,
    /// A name that cannot exist.
    Canary,
    /// Nobody: a refusal on this device.
    Device,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub target: Target,
    pub host: usize,
    pub purpose: Purpose,
    pub form: Form,
    pub start: Millis,
    /// How long it may take.
    pub deadline: Millis,
    pub ms: Millis,
    pub entry_ms: Option<Millis>,
    pub bytes: Option<u32>,
    /// `None` while it is under way.
    pub outcome: Option<TryOutcome>,
    /// Something happened meanwhile that would make a failure of it meaningless.
    pub touched: Option<Void>,
    /// It has no slot (any more).
    pub parked: bool,
}

impl Attempt {
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    pub fn answered(&self) -> bool {
        self.outcome == Some(TryOutcome::Answered)
    }

    /// Refused or not answered, whatever the reason; not what was broken off.
    pub fn failed(&self) -> bool {
        !matches!(
            self.outcome,
            None | Some(TryOutcome::Answered | TryOutcome::Aborted)
        )
    }

    pub fn timed_out(&self) -> bool {
        self.outcome == Some(TryOutcome::TimedOut)
    }

    /// It was silent for longer than the look-up of a name, of which both questions were lost.
    pub fn outlasted_look_ups(&self) -> bool {
        self.timed_out() && self.ms >= LONG_DEADLINE - 1.0
    }

    /// It is one of those by which a platform's host is judged, and no sample of its times.
    pub fn is_of_ladder(&self) -> bool {
        matches!(self.target, Target::Spot(_))
            && !matches!(self.purpose, Purpose::Warm | Purpose::Sample)
    }

    pub fn end(&self) -> Millis {
        self.start + self.ms
    }

    /// The best time there is: Resource Timing's where it has one, since a busy main thread does
    /// not touch it.
    pub fn time(&self) -> Millis {
        self.entry_ms.filter(|&ms| ms > 0.0).unwrap_or(self.ms)
    }

    /// A time that nothing disturbed.
    pub fn clean_time(&self) -> Option<Millis> {
        (self.answered() && self.touched.is_none()).then(|| self.time())
    }

    /// Why its failure does not count, as far as the attempt itself can tell.
    pub fn void(&self) -> Option<Void> {
        self.touched.filter(|_| self.failed())
    }

    /// Refused on this device: faster than any network answers, or answered by something local.
    pub fn is_local(&self, env: &Environment) -> bool {
        match self.outcome {
            Some(TryOutcome::AnsweredLocally) => true,
            Some(TryOutcome::Failed) => {
                let ms = self.time();
                ms < LOCAL || (env.clock_step_ms > LOCAL && ms <= env.clock_step_ms + 0.1)
            }
            _ => false,
        }
    }

    /// Firefox 153: the entry of a failed request has a duration above 0 only where a TLS session
    /// was up. The server was reached then, and what failed may be the browser refusing its answer
    /// (CORP, a redirect to http).
    pub fn reached_server(&self, env: &Environment) -> bool {
        env.engine == Engine::Firefox
            && self.outcome == Some(TryOutcome::Failed)
            && self.entry_ms.is_some_and(|ms| ms > 0.0)
    }

    /// Takes in what the shell saw. `floor`: an answer faster than this did not come from the
    /// network.
    pub fn close(&mut self, seen: &Observation, engine: Engine, floor: Millis, now: Millis) {
        self.ms = now - self.start;
        self.entry_ms = seen.entry_ms;
        self.bytes = seen.bytes;
        if seen.clock_ms > 0.0 && seen.clock_ms < self.ms {
            self.ms = seen.clock_ms;
        }
        let foreign = matches!(self.target, Target::Spot(_) | Target::Object(_));
        let opaque = self.form == Form::Fetch;
        self.outcome = Some(match seen.seen {
            // To an opaque request, Chromium 156 shows a status only for what an extension or a
            // service worker answered.
            Seen::Answered if foreign && opaque && seen.status.is_some() => {
                TryOutcome::AnsweredLocally
            }
            Seen::Answered if foreign && opaque && self.time() < floor => {
                TryOutcome::AnsweredLocally
            }
            Seen::Answered => TryOutcome::Answered,
            // WebKitGTK 2.50: an image's error with an entry means that an HTTP answer came.
            Seen::Failed
                if engine == Engine::Webkit
                    && self.form == Form::Image
                    && matches!(self.target, Target::Spot(_))
                    && seen.entry_ms.is_some() =>
            {
                TryOutcome::Answered
            }
            Seen::Failed if self.ms > LATE_REFUSAL => TryOutcome::TimedOut,
            Seen::Failed => TryOutcome::Failed,
        });
    }

    /// As the result shows it; `origin`: the start of the run.
    pub fn shown(&self, origin: Millis, void: Option<Void>) -> Try {
        Try {
            purpose: self.purpose,
            form: self.form,
            at_ms: tenth(self.start - origin),
            ms: tenth(self.ms),
            outcome: self.outcome.unwrap_or(TryOutcome::Aborted),
            void,
            entry_ms: self.entry_ms.map(tenth),
            bytes: self.bytes,
        }
    }
}

/// No clock of a browser is finer than 0.1 ms.
pub(crate) fn tenth(ms: Millis) -> Millis {
    (ms * 10.0).round() / 10.0
}
