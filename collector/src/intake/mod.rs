//! From a report to counters: checked, counted and gone.

mod known;
mod tally;

pub use known::{Known, Named};
pub use tally::Tally;

use getthrough::report::{Invalid, Report};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::cell::Row;
use crate::clock::Clock;
use crate::networks::Network;
use crate::prefix::Prefix;
use crate::votes::Votes;
use crate::window::Window;

/// A line on which fewer than so many of five controls answered says nothing of a platform.
const LINE_UP: (u16, u16) = (3, 5);

/// So many cells may wait for a store that is away, beside those that it is being given: about
/// 130 MB together. Beyond that, reports are refused with the request to come again.
pub const MOST_WAITING: usize = 300_000;

/// Why a report is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No page could have made it, or it comes too late.
    Invalid(Invalid),
    /// The store is away, and too much waits for it.
    Full,
}

/// Takes reports.
pub struct Intake {
    known: Known,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    votes: Votes,
    tally: Tally,
}

impl Intake {
    /// One that knows some catalogues.
    pub fn new(known: Known) -> Self {
        Self {
            known,
            inner: Mutex::default(),
        }
    }

    /// Counts a report. Whether it was a vote is nobody's to know.
    ///
    /// # Errors
    /// Where the report is not one that a page could have made now, or where it cannot be kept.
    pub fn take(
        &self,
        report: &Report,
        prefix: &Prefix,
        network: Network,
        clock: &dyn Clock,
    ) -> Result<(), Refused> {
        self.known.check(report).map_err(Refused::Invalid)?;
        let mut inner = self.inner();
        // After the lock: what is taken before a window closes is in the next flush.
        let (now_s, now) = (clock.now_s(), clock.slot());
        report.check_time(now).map_err(Refused::Invalid)?;
        let Inner { votes, tally } = &mut *inner;
        if tally.len() >= MOST_WAITING {
            return Err(Refused::Full);
        }
        let level = Window::open_around(report.slot, now_s).width;
        let (share, of) = LINE_UP;
        let up = u16::from(report.controls.ok) * of >= u16::from(report.controls.total) * share;
        if up {
            let fresh = votes.cast(prefix, network, report.slot, now);
            let vote = fresh.slot.then_some(fresh);
            tally.count(report, level, network, |counters, judged| {
                vote.into_iter()
                    .for_each(|fresh| counters.vote(judged, fresh));
            });
        } else {
            let first = votes.line_down(prefix, network, report.slot, now);
            tally.count(report, level, network, |counters, _| {
                counters.line_down += u32::from(first);
            });
        }
        Ok(())
    }

    /// The catalogues that it knows.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Takes all that was counted since the last time.
    pub fn drain(&self) -> Vec<Row> {
        // Reports wait for the lock only, and not for the rows to be made.
        let tally = std::mem::take(&mut self.inner().tally);
        tally.into_rows()
    }

    /// How many cells wait for the store.
    pub fn waiting(&self) -> usize {
        self.inner().tally.len()
    }

    /// Drops what is remembered of days that are over; returns how many prefixes are left.
    pub fn forget(&self, clock: &dyn Clock) -> usize {
        let mut inner = self.inner();
        inner.votes.drop_old(clock.slot());
        inner.votes.len()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Nothing that runs under the lock panics half-way through a change.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
