//! Who has voted already, without knowing who.
//!
//! For each day (UTC, of the run) there is a random key that is never written anywhere. Under it
//! a prefix becomes a number, and beside that number stands in which slots of the day it voted.
//! A day's key and numbers are dropped when no more reports of that day are taken, which is a day
//! after its end. Nothing connects a prefix of one day with the same prefix on another.

use getthrough::report::{LATE_SLOTS, Slot};
use siphasher::sip::SipHasher24;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hasher;

use crate::cell::PLACES;
use crate::networks::Network;
use crate::prefix::Prefix;
use crate::window::{Width, day_of};

/// So many numbers are remembered for a day: about 200 MB. An attacker who has more prefixes
/// than this gets no further votes, and neither does anybody who is new on that day.
const MOST: usize = 4_000_000;

/// For which windows a vote is the first of its prefix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// The slot: it is a vote.
    pub slot: bool,
    /// The hour.
    pub hour: bool,
    /// Six hours.
    pub quarter: bool,
    /// The day.
    pub day: bool,
    /// The group of its larger block of addresses, below [`PLACES`].
    pub group: u8,
}

/// What a number stands for; the same bytes give another number for each.
#[derive(Clone, Copy)]
enum Kind {
    Prefix,
    Block,
    LineDown,
}

struct Day {
    number: u32,
    key: [u8; 16],
    /// A bit for each slot of the day.
    voted: HashMap<u64, u128>,
}

/// All votes that are remembered.
#[derive(Default)]
pub struct Votes {
    days: Vec<Day>,
}

impl Votes {
    /// Takes the vote of a prefix, and says for which windows it is the first.
    pub fn cast(&mut self, prefix: &Prefix, network: Network, slot: Slot, now: Slot) -> Fresh {
        self.drop_old(now);
        let day = self.day(slot);
        let before = day.mark(Kind::Prefix, prefix.bytes(), network, slot);
        let group = day.hash(Kind::Block, prefix.block(), network) % PLACES as u64;
        Fresh {
            slot: is_first(before, slot, Width::Slot),
            hour: is_first(before, slot, Width::Hour),
            quarter: is_first(before, slot, Width::Quarter),
            day: is_first(before, slot, Width::Day),
            group: group as u8,
        }
    }

    /// Whether a prefix whose line is down says so for the first time in a slot.
    pub fn line_down(&mut self, prefix: &Prefix, network: Network, slot: Slot, now: Slot) -> bool {
        self.drop_old(now);
        let before = self
            .day(slot)
            .mark(Kind::LineDown, prefix.bytes(), network, slot);
        is_first(before, slot, Width::Slot)
    }

    /// How many numbers are remembered.
    pub fn len(&self) -> usize {
        self.days.iter().map(|day| day.voted.len()).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Drops the days of which nothing is taken any more.
    pub fn drop_old(&mut self, now: Slot) {
        let oldest = day_of(Slot(now.0.saturating_sub(LATE_SLOTS)));
        self.days.retain(|day| day.number >= oldest);
    }

    fn day(&mut self, slot: Slot) -> &mut Day {
        let number = day_of(slot);
        let place = self.days.iter().position(|day| day.number == number);
        let place = place.unwrap_or_else(|| {
            self.days.push(Day::new(number));
            self.days.len() - 1
        });
        &mut self.days[place]
    }
}

/// Whether there was none in the window around the slot. `None`: nothing more is remembered, and
/// who is not remembered has no vote.
fn is_first(before: Option<u128>, slot: Slot, width: Width) -> bool {
    let in_day = slot.0 % Width::Day.slots();
    let start = in_day - in_day % width.slots();
    let window = ((1_u128 << width.slots()) - 1) << start;
    before.is_some_and(|before| before & window == 0)
}

impl Day {
    fn new(number: u32) -> Self {
        let mut key = [0; 16];
        // There is no going on without randomness: the numbers could be turned back.
        getrandom::fill(&mut key).expect("the system gives random bytes");
        let voted = HashMap::new();
        Self { number, key, voted }
    }

    fn hash(&self, kind: Kind, bytes: &[u8], network: Network) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write_u8(kind as u8);
        hasher.write(&network.country.letters());
        hasher.write_u32(network.asn);
        hasher.write(bytes);
        hasher.finish()
    }

    /// Marks a slot, and returns what was marked before.
    fn mark(&mut self, kind: Kind, bytes: &[u8], network: Network, slot: Slot) -> Option<u128> {
        let hash = self.hash(kind, bytes, network);
        let full = self.voted.len() >= MOST;
        let bit = 1_u128 << (slot.0 % Width::Day.slots());
        match self.voted.entry(hash) {
            Entry::Occupied(mut entry) => {
                let before = *entry.get();
                entry.insert(before | bit);
                Some(before)
            }
            Entry::Vacant(_) if full => None,
            Entry::Vacant(entry) => {
                entry.insert(bit);
                Some(0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Slot = Slot(96 * 20_000 + 48);

    fn prefix(n: u8) -> Prefix {
        Prefix::V4([192, 0, n])
    }

    fn cast(votes: &mut Votes, n: u8, slot: Slot) -> Fresh {
        votes.cast(&prefix(n), Network::UNKNOWN, slot, NOON)
    }

    #[test]
    fn a_prefix_has_one_vote_in_a_slot_and_is_new_once_in_a_window() {
        let mut votes = Votes::default();
        let first = cast(&mut votes, 1, NOON);
        assert!(first.slot && first.hour && first.quarter && first.day);
        assert!(!cast(&mut votes, 1, NOON).slot);
        let next = cast(&mut votes, 1, Slot(NOON.0 + 1));
        assert!(next.slot && !next.hour && !next.quarter && !next.day);
        let later = cast(&mut votes, 1, Slot(NOON.0 + 4));
        assert!(later.hour && !later.quarter);
        assert!(cast(&mut votes, 1, Slot(NOON.0 + 24)).quarter);
    }

    #[test]
    fn a_late_vote_is_held_against_the_slot_of_its_run() {
        let mut votes = Votes::default();
        cast(&mut votes, 1, NOON);
        let earlier = cast(&mut votes, 1, Slot(NOON.0 - 48));
        assert!(earlier.slot && earlier.quarter && !earlier.day);
        assert!(!cast(&mut votes, 1, NOON).slot);
    }

    #[test]
    fn prefixes_of_one_block_are_told_apart_and_stand_in_one_group() {
        let mut votes = Votes::default();
        let first = cast(&mut votes, 1, NOON);
        let second = cast(&mut votes, 2, NOON);
        assert!(second.slot && second.day && second.group == first.group);
    }

    #[test]
    fn midnight_gives_no_second_vote_for_the_day_before() {
        let mut votes = Votes::default();
        cast(&mut votes, 1, NOON);
        let after = Slot(NOON.0 + 90);
        let again = votes.cast(&prefix(1), Network::UNKNOWN, NOON, after);
        assert!(!again.slot && !again.day);
    }

    #[test]
    fn a_day_is_forgotten_when_nothing_of_it_is_taken_any_more() {
        let mut votes = Votes::default();
        cast(&mut votes, 1, NOON);
        votes.drop_old(Slot(NOON.0 + 48 + LATE_SLOTS - 1));
        assert!(!votes.is_empty());
        votes.drop_old(Slot(NOON.0 + 48 + LATE_SLOTS));
        assert!(votes.is_empty());
    }

    #[test]
    fn another_day_has_another_key() {
        let one = Day::new(1);
        assert_ne!(one.key, Day::new(1).key);
    }
}
