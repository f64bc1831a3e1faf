//! What is counted: a platform, as seen from a network of a country, in a slot.

use getthrough::report::{Judged, LatencyBucket, RateBucket, RatioBucket, Slot};
use getthrough::verdict::PlatformVerdict;

use crate::networks::Network;
use crate::votes::Fresh;
use crate::window::Width;

/// All networks of a country that are too small to stand alone, together. No network has this
/// number (RFC 7300).
pub const OTHERS: u32 = u32::MAX;

/// The verdicts, in the order of their counters.
pub const VERDICTS: [PlatformVerdict; 6] = [
    PlatformVerdict::Reachable,
    PlatformVerdict::Slow,
    PlatformVerdict::Partly,
    PlatformVerdict::Unreachable,
    PlatformVerdict::BrowserBlocked,
    PlatformVerdict::Inconclusive,
];

const LATENCIES: usize = LatencyBucket::BUCKETS as usize;
const RATIOS: usize = RatioBucket::BUCKETS as usize;
/// Into so many groups a keyed hash puts the /16 (IPv6: /32) of addresses.
pub const PLACES: usize = 8;
const RATES: usize = RateBucket::BUCKETS as usize;

/// Sums. Every number is only ever added to, so counters of one cell add up in any order, in
/// memory and in any store.
///
/// A *vote* is the first report of a prefix (/24 or /48) in a slot whose controls answered. The
/// verdicts and buckets are those of votes. How many prefixes stand behind a window wider than a
/// slot cannot be had by adding up slots, so the first vote of a prefix in each window is counted
/// as it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// All reports, also those that were no vote.
    pub reports: u32,
    /// Prefixes whose controls failed in this slot: the line is down, which says nothing of a
    /// platform.
    pub line_down: u32,
    /// Votes: the prefixes of the slot.
    pub votes: u32,
    /// Votes of prefixes that had none in the hour, by the order of arrival.
    pub hour: u32,
    /// The same for six hours.
    pub quarter: u32,
    /// The same for a day.
    pub day: u32,
    /// Votes by verdict, in the order of [`VERDICTS`].
    pub verdicts: [u32; 6],
    /// Votes by [`LatencyBucket`].
    pub latency: [u32; LATENCIES],
    /// Votes by [`RatioBucket`].
    pub ratio: [u32; RATIOS],
    /// Votes by [`RateBucket`].
    pub rate: [u32; RATES],
    /// Votes of prefixes that had none in the hour, by the first four of [`VERDICTS`]: those that
    /// say something of the network. The detector goes by these, so that nobody votes often.
    pub hourly: [u32; 4],
    /// The bad ones of these, by a group of blocks of addresses: whether they are one owner's.
    pub places: [u32; PLACES],
}

impl Counters {
    /// How many numbers there are.
    pub const LEN: usize = 6 + 6 + LATENCIES + RATIOS + RATES + 4 + PLACES;

    /// The numbers' names in a store, in the order of [`Self::numbers`].
    pub fn names() -> [String; Self::LEN] {
        let single = ["reports", "line_down", "votes", "hour", "quarter", "day"];
        let many = |name: &'static str, n: usize| (0..n).map(move |i| format!("{name}{i}"));
        let mut all = single.into_iter().map(String::from).chain(
            many("verdict", 6)
                .chain(many("latency", LATENCIES))
                .chain(many("ratio", RATIOS))
                .chain(many("rate", RATES))
                .chain(many("hourly", 4))
                .chain(many("place", PLACES)),
        );
        std::array::from_fn(|_| all.next().unwrap_or_default())
    }

    fn each(&mut self) -> impl Iterator<Item = &mut u32> {
        let Self {
            reports,
            line_down,
            votes,
            hour,
            quarter,
            day,
            ..
        } = self;
        [reports, line_down, votes, hour, quarter, day]
            .into_iter()
            .chain(&mut self.verdicts)
            .chain(&mut self.latency)
            .chain(&mut self.ratio)
            .chain(&mut self.rate)
            .chain(&mut self.hourly)
            .chain(&mut self.places)
    }

    /// All numbers.
    pub fn numbers(mut self) -> [u32; Self::LEN] {
        let mut all = self.each().map(|number| *number);
        std::array::from_fn(|_| all.next().unwrap_or_default())
    }

    /// From all numbers.
    pub fn of_numbers(numbers: [u32; Self::LEN]) -> Self {
        let mut counters = Self::default();
        counters
            .each()
            .zip(numbers)
            .for_each(|(to, from)| *to = from);
        counters
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        let numbers = other.numbers();
        for (to, from) in self.each().zip(numbers) {
            *to = to.saturating_add(from);
        }
    }

    /// Adds what one vote says of one platform.
    pub fn vote(&mut self, judged: &Judged, fresh: Fresh) {
        self.votes += 1;
        self.hour += u32::from(fresh.hour);
        self.quarter += u32::from(fresh.quarter);
        self.day += u32::from(fresh.day);
        let bump = |counter: Option<&mut u32>| counter.into_iter().for_each(|n| *n += 1);
        let verdict = VERDICTS.iter().position(|&v| v == judged.verdict);
        bump(verdict.and_then(|n| self.verdicts.get_mut(n)));
        if let Some(n) = verdict.filter(|&n| fresh.hour && n < self.hourly.len()) {
            self.hourly[n] += 1;
            let bad = u32::from(VERDICTS[n] != PlatformVerdict::Reachable);
            self.places[usize::from(fresh.group) % PLACES] += bad;
        }
        let latency = judged.latency.map(|b| usize::from(b.bucket()));
        bump(latency.and_then(|n| self.latency.get_mut(n)));
        let ratio = judged.ratio.map(|b| usize::from(b.bucket()));
        bump(ratio.and_then(|n| self.ratio.get_mut(n)));
        let rate = judged.rate.map(|b| usize::from(b.bucket()));
        bump(rate.and_then(|n| self.rate.get_mut(n)));
    }

    /// How many prefixes at least stand behind these counters, when all of them come from one
    /// window of this width.
    pub fn prefixes(&self, width: Width) -> u32 {
        match width {
            Width::Slot => self.votes,
            Width::Hour => self.hour,
            Width::Quarter => self.quarter,
            Width::Day => self.day,
        }
    }

    /// Votes of one verdict.
    pub fn of_verdict(&self, verdict: PlatformVerdict) -> u32 {
        let n = VERDICTS.iter().position(|&v| v == verdict);
        n.map_or(0, |n| self.verdicts[n])
    }

    /// Votes that say something of the network: what a blocker on the device stopped, and what
    /// could not be judged, does not.
    pub fn judged(&self) -> u32 {
        self.verdicts[..4].iter().sum()
    }

    /// Votes by which the platform did not get through, or slowly, or in part.
    pub fn bad(&self) -> u32 {
        self.verdicts[1..4].iter().sum()
    }
}

/// The counters of one cell, as a store keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// When the runs began.
    pub slot: Slot,
    /// The narrowest window around the slot that still took reports when these came.
    pub level: Width,
    /// The platform's code in the catalogue.
    pub platform: u16,
    /// Where.
    pub network: Network,
    /// What was counted.
    pub counters: Counters,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_counters_are_the_same_thing() {
        let numbers: [u32; Counters::LEN] = std::array::from_fn(|n| n as u32 + 1);
        let mut counters = Counters::of_numbers(numbers);
        assert_eq!(counters.numbers(), numbers);
        counters.add(&Counters::of_numbers(numbers));
        assert_eq!(counters.numbers(), numbers.map(|n| n * 2));
        let names = Counters::names();
        assert_eq!(names[0], "reports");
        assert_eq!(names[Counters::LEN - 1], "place7");
    }
}
