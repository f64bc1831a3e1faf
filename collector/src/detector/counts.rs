//! What goes in: votes.

use std::ops::AddAssign;

use getthrough::report::Slot;

use crate::networks::Network;

/// Votes of one cell. A vote is what one prefix of addresses (/24; IPv6: /48) says of a platform,
/// at most once an hour. `browser_blocked` and `inconclusive` are no votes: they neither accuse a
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
