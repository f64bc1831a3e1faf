//! Names: how a request comes to an address, and what happens where questions are lost.

use getthrough::run::RequestId;

use crate::exchange::Stage;
use crate::host::Interference;
use crate::line::between;
use crate::world::{Event, World};

/// No question is asked later than this after the first, milliseconds.
const PATIENCE_MS: f64 = 10_000.0;
/// How long the system's resolver waits for an answer, milliseconds. It asks twice: Firefox's request
/// fails after 10.01 s then, and so does what began meanwhile.
const SYSTEM_RETRY_MS: f64 = 5_000.0;

/// A name that is looked up once for all requests that want it meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LookUp {
    until: f64,
    /// The time of the question that was answered; `None` where none was.
    took: Option<f64>,
}

impl World {
    pub(crate) fn ask_name(&mut self, id: RequestId, now: f64) {
        let host = self.live[&id].host;
        let loopback = host.is_some_and(|h| self.does(h, Interference::Loopback));
        if let Some(h) = host.filter(|h| self.resolved[*h]) {
            return if self.does(h, Interference::NoSuchName) {
                // Something nearby remembers the answer.
                let after = between(&mut self.rng, 1.0, 4.0);
                self.fail(id, false, now + after);
            } else if loopback {
                let after = between(&mut self.rng, 0.5, 2.5);
                self.fail(id, false, now + after);
            } else {
                self.enter(id, Stage::Connect, now);
            };
        }
        let Some(looked) = self.live[&id].look_up else {
            let under_way = host.and_then(|h| self.look_ups[h]);
            let look_up = under_way
                .filter(|look_up| look_up.until > now)
                .unwrap_or_else(|| self.look_up(now));
            if let Some(h) = host {
                self.look_ups[h] = Some(look_up);
            }
            self.with(id, |live| live.look_up = Some(look_up));
            return self.push(look_up.until, Event::Go(id));
        };
        let Some(took) = looked.took else {
            return self.fail(id, false, now);
        };
        let missing = host.is_none_or(|h| self.does(h, Interference::NoSuchName));
        if let Some(h) = host {
            self.resolved[h] = !missing || self.line().names.remembers_missing;
        }
        if missing {
            let further_rounds = self.browser.name_rounds() - 1.0;
            self.fail(id, false, now + took * further_rounds);
        } else if loopback {
            let after = between(&mut self.rng, 0.5, 2.5);
            self.fail(id, false, now + after);
        } else {
            self.enter(id, Stage::Connect, now);
        }
    }

    /// Asks the name server until it answers or the resolver gives up.
    fn look_up(&mut self, now: f64) -> LookUp {
        let retry = self.line().names.retry_ms;
        let (mut asked, mut round) = (now, 0);
        loop {
            if let Some(took) = self.link.ask_names(asked) {
                let until = asked + took;
                return LookUp {
                    until,
                    took: Some(took),
                };
            }
            // A browser's own resolver waits longer each time, the system's always as long.
            let patient = if retry < SYSTEM_RETRY_MS {
                1 << round
            } else {
                1
            };
            asked += retry * f64::from(patient);
            round += 1;
            if asked - now >= PATIENCE_MS {
                let until = asked + between(&mut self.rng, 5.0, 15.0);
                return LookUp { until, took: None };
            }
        }
    }
}
