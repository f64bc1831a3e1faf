//! The browser: what its page sees of what happened on the line. The figures are measured ones,
//! per engine.

use getthrough::rng::Rng;
use getthrough::run::{Engine, Environment, Form, Observation, Seen};

use crate::line::{between, heavy_tail, pick};

/// The kinds of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Clock step 0.1 ms; an entry for failures too.
    Chromium,
    /// Clock step 1 ms; the entry of a failure before TLS says 0.
    Firefox,
    /// Firefox with fingerprint resistance: clock step 16.67 ms.
    FirefoxResisting,
    /// Clock step 1 ms; no entry for a failure.
    Webkit,
}

/// All kinds.
pub const KINDS: [Kind; 4] = [
    Kind::Chromium,
    Kind::Firefox,
    Kind::FirefoxResisting,
    Kind::Webkit,
];

/// How a request ended on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ending {
    /// Whether there was an answer.
    pub answered: bool,
    /// A TLS session was up before it ended.
    pub secured: bool,
    /// An HTTP answer came, though the request failed (an `Image` of something else).
    pub responded: bool,
    /// Bytes of the body, where the page may know them.
    pub bytes: Option<u32>,
}

/// A browser on a device that is sometimes busy.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its kind.
    pub kind: Kind,
    /// Share of its events and timers that come late by 20–400 ms.
    pub busy: f64,
    /// How much longer each step of a request takes on average, milliseconds: other programs want
    /// the processor. With four for two cores it was 18 in Firefox.
    pub load_ms: f64,
    rng: Rng,
    /// For what never leaves the device: how often that is asked for must not change what happens
    /// on the line.
    device_rng: Rng,
}

impl Browser {
    /// A browser.
    pub fn new(kind: Kind, busy: f64, seed: u64) -> Self {
        Self {
            kind,
            busy,
            load_ms: 0.0,
            rng: Rng::new(seed),
            device_rng: Rng::new(!seed),
        }
    }

    /// Any browser, mostly on an idle device.
    pub fn draw(kind: Kind, rng: &mut Rng) -> Self {
        let busy = pick(rng, &[0.0, 0.01, 0.05]);
        Self::new(kind, busy, rng.next_u64())
    }

    /// What the shell finds out before the first request.
    pub fn environment(&self) -> Environment {
        Environment {
            engine: match self.kind {
                Kind::Chromium => Engine::Chromium,
                Kind::Firefox | Kind::FirefoxResisting => Engine::Firefox,
                Kind::Webkit => Engine::Webkit,
            },
            clock_step_ms: self.step(),
            require_corp: false,
            service_worker: false,
            image_is_quiet: true,
            country: None,
        }
    }

    /// What the page sees of a request that took this long on the line, and how much later than
    /// it ended it sees it.
    pub fn sees(&mut self, form: Form, took: f64, end: Ending) -> (Observation, f64) {
        let late = self.lateness();
        let entry_ms = self.entry(form, took, end);
        let observation = Observation {
            seen: if end.answered {
                Seen::Answered
            } else {
                Seen::Failed
            },
            clock_ms: self.stepped(took + late),
            entry_ms,
            status: (form == Form::Download && end.answered && self.kind != Kind::Webkit)
                .then_some(200),
            bytes: end.bytes,
        };
        (observation, late)
    }

    /// The Resource Timing duration, where there is an entry.
    fn entry(&mut self, form: Form, took: f64, end: Ending) -> Option<f64> {
        if form == Form::Websocket {
            return None;
        }
        let told = match self.kind {
            // An opaque answer that is not html or json has no entry before its body has ended.
            Kind::Chromium if end.answered && form == Form::Fetch && self.rng.unit() < 0.1 => None,
            Kind::Chromium => Some(took),
            Kind::Firefox | Kind::FirefoxResisting => Some(if end.answered || end.secured {
                took
            } else {
                0.0
            }),
            Kind::Webkit => (end.answered || end.responded).then_some(took),
        };
        told.map(|ms| self.stepped(ms))
    }

    /// How late an event or a timer comes.
    pub fn lateness(&mut self) -> f64 {
        let usual = between(&mut self.rng, 0.0, 2.0);
        if self.rng.unit() < self.busy {
            usual + between(&mut self.rng, 20.0, 400.0)
        } else {
            usual
        }
    }

    /// The browser's own work on a request, milliseconds.
    pub fn overhead(&mut self, cold: bool) -> f64 {
        let (least, spread) = if cold { (3.0, 8.0) } else { (1.0, 2.5) };
        least + spread * heavy_tail(&mut self.rng) + self.wait_for_processor()
    }

    /// How long a refusal takes that never leaves the device: 2 ms mostly, 5 ms at times, much
    /// more on a busy one.
    pub fn own_refusal(&mut self) -> f64 {
        let busy = if self.rng.unit() < self.busy {
            30.0 * self.rng.unit()
        } else {
            0.0
        };
        1.0 + 0.8 * heavy_tail(&mut self.rng).min(5.0) + busy + self.wait_for_processor()
    }

    /// Does something with the chance that is kept for what never leaves the device.
    pub fn on_device<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        std::mem::swap(&mut self.rng, &mut self.device_rng);
        let done = work(self);
        std::mem::swap(&mut self.rng, &mut self.device_rng);
        done
    }

    /// How long other programs keep it from going on, milliseconds.
    fn wait_for_processor(&mut self) -> f64 {
        -self.load_ms * (1.0 - self.rng.unit()).ln()
    }

    /// How often it opens the connection anew when it is reset in the handshake.
    pub fn reconnects(&mut self) -> u32 {
        match self.kind {
            Kind::Chromium => 1,
            Kind::Firefox | Kind::FirefoxResisting => 10,
            Kind::Webkit => self.rng.below(2) as u32,
        }
    }

    /// How many questions it asks before it believes that a name does not exist.
    pub fn name_rounds(&mut self) -> f64 {
        match self.kind {
            Kind::Chromium => between(&mut self.rng, 2.0, 4.0),
            _ => 1.0,
        }
    }

    /// Whether it opens a second connection when the first is not there after 250 ms.
    pub fn has_backup_connect(&self) -> bool {
        self.kind != Kind::Webkit
    }

    /// Whether an `Image` uses other connections than an opaque fetch without credentials.
    pub fn separates_images(&self, http1: bool) -> bool {
        match self.kind {
            Kind::Chromium => true,
            Kind::Firefox | Kind::FirefoxResisting => http1,
            Kind::Webkit => false,
        }
    }

    fn step(&self) -> f64 {
        match self.kind {
            Kind::Chromium => 0.1,
            Kind::Firefox | Kind::Webkit => 1.0,
            Kind::FirefoxResisting => 100.0 / 6.0,
        }
    }

    /// A duration as the difference of two readings of a clock with steps: where the first one
    /// falls within its step is chance.
    fn stepped(&mut self, ms: f64) -> f64 {
        let step = self.step();
        let phase = self.rng.unit() * step;
        ((phase + ms) / step).floor() * step
    }
}
