//! What goes in: votes.

use std::ops::AddAssign;

use getthrough::report::Slot;

use crate::cell::Row;
use crate::networks::Network;

/// Votes of one cell. A vote is what one prefix of addresses (/24; IPv6: /48) says of a platform,
/// at most once in each full hour. `browser_blocked` and `inconclusive` are no votes: they neither accuse a
/// network nor clear it; nor is anything of a report whose controls did not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// It gets through.
    pub reachable: u32,
    /// It is slow.
    pub slow: u32,
    /// Part of it gets through.
    pub partly: u32,
    /// It does not get through.
    pub unreachable: u32,
    /// Bit *n* is set where a vote that is not `reachable` came from the *n*-th of eight groups,
    /// into which a keyed hash puts the /16 (IPv6: /32) of addresses.
    pub places: u8,
}

impl Counts {
    /// All votes.
    pub fn votes(&self) -> u32 {
        self.reachable + self.bad()
    }

    /// Those that say that something is wrong.
    pub fn bad(&self) -> u32 {
        self.slow + self.partly + self.unreachable
    }

    /// The bad share; `None` without votes.
    pub fn share(&self) -> Option<f64> {
        let votes = self.votes();
        (votes > 0).then(|| f64::from(self.bad()) / f64::from(votes))
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.reachable += other.reachable;
        self.slow += other.slow;
        self.partly += other.partly;
        self.unreachable += other.unreachable;
        self.places |= other.places;
    }
}

/// Votes for one platform from one network in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The platform's code.
    pub platform: u16,
    /// Where the votes came from.
    pub network: Network,
    /// When the runs were.
    pub slot: Slot,
    /// The votes.
    pub counts: Counts,
}

/// What a store keeps of a cell, as votes.
impl From<&Row> for Tally {
    fn from(row: &Row) -> Self {
        let [reachable, slow, partly, unreachable] = row.counters.hourly;
        let bit = |(n, &count): (usize, &u32)| u8::from(count > 0) << n;
        let places = row.counters.places.iter().enumerate().map(bit);
        Self {
            platform: row.platform,
            network: row.network,
            slot: row.slot,
            counts: Counts {
                reachable,
                slow,
                partly,
                unreachable,
                places: places.fold(0, |all, bit| all | bit),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use getthrough::verdict::PlatformVerdict as V;

    use super::*;
    use crate::cell::{Counters, PLACES, VERDICTS};
    use crate::window::Width;

    #[test]
    fn a_row_s_votes_are_those_of_the_hour() {
        // The order of the counters, on which the row relies.
        let first = [V::Reachable, V::Slow, V::Partly, V::Unreachable];
        assert_eq!(VERDICTS[..4], first);
        assert_eq!(PLACES, 8, "a bit each");
        let counters = Counters {
            votes: 90,
            hourly: [1, 2, 3, 4],
            places: [0, 9, 0, 0, 0, 0, 0, 1],
            ..Counters::default()
        };
        let tally = Tally::from(&Row {
            slot: Slot(5),
            level: Width::Slot,
            platform: 7,
            network: Network::UNKNOWN,
            counters,
        });
        assert_eq!((tally.platform, tally.slot), (7, Slot(5)));
        let counts = tally.counts;
        assert_eq!((counts.votes(), counts.bad()), (10, 9));
        assert_eq!((counts.slow, counts.partly, counts.unreachable), (2, 3, 4));
        assert_eq!(counts.places, 0b1000_0010);
    }
}
