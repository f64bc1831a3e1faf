//! The votes of one cell over the last day, and when they changed.

use std::collections::BTreeMap;

use getthrough::report::Slot;

use super::counts::Counts;
use super::thresholds::{
    CHANGED, LONG_WINDOW, MIDDLE_WINDOW, MIN_VOTES, SHORT_WINDOW, USUAL, slots,
};

/// Votes by slot; slots without votes are not kept.
#[derive(Clone, Debug, Default)]
pub(super) struct History(BTreeMap<Slot, Counts>);

impl History {
    pub fn add(&mut self, slot: Slot, counts: Counts) {
        *self.0.entry(slot).or_default() += counts;
    }

    /// Drops what no window reaches any more.
    pub fn forget(&mut self, now: Slot) {
        let first = first_of(slots(LONG_WINDOW), now);
        self.0 = self.0.split_off(&first);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All votes from a slot to another, both with it.
    pub fn sum(&self, from: Slot, to: Slot) -> Counts {
        let mut all = Counts::default();
        if from <= to {
            for (_, counts) in self.0.range(from..=to) {
                all += *counts;
            }
        }
        all
    }

    /// The latest slot with a vote.
    pub fn latest(&self) -> Option<Slot> {
        self.0.last_key_value().map(|(slot, _)| *slot)
    }

    /// The shortest window up to `now` that has enough votes, none of it before `floor`.
    pub fn window(&self, floor: Slot, now: Slot) -> Option<Counts> {
        let windows = [SHORT_WINDOW, MIDDLE_WINDOW, LONG_WINDOW];
        let sums = windows.map(|hours| {
            let from = first_of(slots(hours), now).max(floor);
            self.sum(from, now)
        });
        let enough = |counts: &Counts| f64::from(counts.votes()) >= MIN_VOTES;
        sums.into_iter().find(enough)
    }

    /// When the bad votes began: a cumulative sum (Page 1954) of how much better each vote fits the
    /// changed share than the usual one; it began where the sum last left zero.
    pub fn onset(&self, floor: Slot, now: Slot) -> Slot {
        let bad = (CHANGED / USUAL).ln();
        let good = ((1.0 - CHANGED) / (1.0 - USUAL)).ln();
        let (mut sum, mut began) = (0.0, now);
        if floor > now {
            return now;
        }
        for (&slot, counts) in self.0.range(floor..=now) {
            let gain = f64::from(counts.bad()) * bad + f64::from(counts.reachable) * good;
            if sum <= 0.0 {
                began = slot;
            }
            sum = f64::max(0.0, sum + gain);
        }
        began
    }
}

/// The first of so many slots that end with `now`.
pub(super) fn first_of(count: u32, now: Slot) -> Slot {
    Slot(now.0.saturating_sub(count - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(reachable: u32, unreachable: u32) -> Counts {
        Counts {
            reachable,
            unreachable,
            ..Counts::default()
        }
    }

    #[test]
    fn a_window_grows_until_it_has_enough_votes_and_does_not_reach_before_the_floor() {
        let mut history = History::default();
        for slot in 100..120 {
            history.add(Slot(slot), votes(1, 0));
        }
        let window = |floor| history.window(Slot(floor), Slot(119)).map(|c| c.votes());
        assert_eq!(window(0), Some(20), "six hours: one has four votes");
        assert_eq!(window(108), Some(12));
        assert_eq!(window(111), None);
    }

    #[test]
    fn it_began_where_bad_votes_began_to_outweigh_the_good() {
        let mut history = History::default();
        for slot in 100..140 {
            let bad = if slot >= 130 { 4 } else { slot % 10 / 9 };
            history.add(Slot(slot), votes(5 - bad, bad));
        }
        assert_eq!(history.onset(Slot(0), Slot(139)), Slot(130));
    }

    #[test]
    fn a_day_is_kept() {
        let mut history = History::default();
        history.add(Slot(1_000), votes(1, 0));
        history.forget(Slot(1_095));
        assert!(!history.is_empty());
        history.forget(Slot(1_096));
        assert!(history.is_empty());
    }
}
