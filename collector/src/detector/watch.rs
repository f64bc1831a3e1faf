//! Whether one platform is restricted on one network: what is remembered from slot to slot.

use getthrough::report::Slot;

use super::counts::Counts;
use super::history::History;
use super::incident::{End, Ended};
use super::rule::{Finding, judge};
use super::thresholds::{
    CONFIRM_VOTES, FORGET_HOURS, LONG_WINDOW, OFF_BOUND, OFF_HOURS, ON_BOUND, slots,
};
use super::wilson;

/// What is remembered of one platform on one network.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    pub state: State,
    /// Windows do not reach before this: what ended is not found again.
    floor: Slot,
}

/// Whether it is restricted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum State {
    #[default]
    Clear,
    /// A window that ended with this slot said so.
    Suspected(Slot),
    Restricted(Restriction),
}

/// A restriction that lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Restriction {
    pub since: Slot,
    /// Since when it has been calm without a break.
    calm: Option<Slot>,
    /// When the latest vote was.
    heard: Slot,
    /// The latest window that says so by itself.
    pub window: Counts,
    /// The bad share elsewhere at that time.
    pub elsewhere: Option<f64>,
}

impl Watch {
    /// Of something that is known from before to be restricted.
    pub fn restricted(since: Slot) -> Self {
        Self {
            state: State::Restricted(Restriction {
                since,
                calm: None,
                heard: since,
                window: Counts::default(),
                elsewhere: None,
            }),
            floor: Slot(0),
        }
    }

    /// It says nothing that an empty one would not.
    pub fn is_idle(&self, now: Slot) -> bool {
        self.state == State::Clear && self.floor.0 + slots(LONG_WINDOW) <= now.0
    }

    /// Looks at the votes up to the end of `now`; the end of a restriction, where it ended.
    /// `elsewhere` gives the bad share in other countries since a slot.
    pub fn look(
        &mut self,
        history: &History,
        now: Slot,
        elsewhere: impl FnOnce(Slot) -> Option<f64>,
    ) -> Option<End> {
        let window = history.window(self.floor, now);
        // Nearly always: asking elsewhere is only worth it where something is wrong.
        let quiet = window.is_some_and(|w| wilson::lower(w.bad(), w.votes()) < OFF_BOUND);
        match self.state {
            State::Restricted(mut restriction) => {
                if let Some(window) = window {
                    // Over the same time, so that an outage that came later is not mixed in.
                    let around = || elsewhere(history.onset(self.floor, now));
                    restriction.hear(now, window, quiet, around);
                }
                restriction.heard = history.latest().unwrap_or(Slot(0)).max(restriction.heard);
                let end = restriction.end(now, quiet);
                self.state = match end {
                    Some(_) => State::Clear,
                    None => State::Restricted(restriction),
                };
                self.floor = end.map_or(self.floor, |end| end.at);
                end
            }
            _ if quiet => {
                self.state = State::Clear;
                None
            }
            _ => {
                self.state = self.begin(history, now, window, elsewhere);
                None
            }
        }
    }

    /// Nothing was restricted so far.
    fn begin(
        &self,
        history: &History,
        now: Slot,
        window: Option<Counts>,
        elsewhere: impl FnOnce(Slot) -> Option<f64>,
    ) -> State {
        let suspected = match self.state {
            State::Suspected(at) if at.0 + slots(LONG_WINDOW) > now.0 => Some(at),
            _ => None,
        };
        let waiting = suspected.map_or(State::Clear, State::Suspected);
        let Some(window) = window else {
            return waiting;
        };
        let since = history.onset(self.floor, now);
        let elsewhere = elsewhere(since);
        let restricted = State::Restricted(Restriction {
            since,
            calm: None,
            heard: history.latest().unwrap_or(now),
            window,
            elsewhere,
        });
        // Good votes from before it began would hide it for most of an hour.
        let alone = judge(&history.sum(since, now), elsewhere);
        match (judge(&window, elsewhere), suspected) {
            _ if alone == Finding::Surely => restricted,
            (Finding::Surely, _) => restricted,
            (Finding::Restricted, None) => State::Suspected(now),
            (Finding::Restricted, Some(at)) => {
                let fresh = history.sum(Slot(at.0 + 1), now);
                let enough = f64::from(fresh.votes()) >= CONFIRM_VOTES;
                match fresh.share() {
                    Some(share) if enough && share >= ON_BOUND => restricted,
                    Some(_) if enough => State::Clear,
                    _ => waiting,
                }
            }
            (Finding::Insufficient, _) => waiting,
            (Finding::Calm | Finding::Unclear, _) => State::Clear,
        }
    }
}

impl Restriction {
    fn hear(
        &mut self,
        now: Slot,
        window: Counts,
        quiet: bool,
        elsewhere: impl FnOnce() -> Option<f64>,
    ) {
        let share = if quiet { None } else { elsewhere() };
        let finding = judge(&window, share);
        if quiet || finding == Finding::Calm {
            self.calm = self.calm.or(Some(now));
            return;
        }
        self.calm = None;
        if finding >= Finding::Restricted || self.window.votes() == 0 {
            self.window = window;
            self.elsewhere = share.or(self.elsewhere);
        }
    }

    fn end(&self, now: Slot, quiet: bool) -> Option<End> {
        match self.calm {
            Some(at) if now.0 >= at.0 + slots(OFF_HOURS) => Some(End {
                at,
                why: if quiet {
                    Ended::Recovered
                } else {
                    Ended::Everywhere
                },
            }),
            _ if now.0 >= self.heard.0 + slots(FORGET_HOURS) => Some(End {
                at: self.heard,
                why: Ended::Silent,
            }),
            _ => None,
        }
    }
}
