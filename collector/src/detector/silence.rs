//! Networks and countries that fall silent. A shutdown, or a block of the collector, brings no bad
//! votes: it brings none.

use std::collections::{BTreeMap, BTreeSet};

use getthrough::report::Slot;
use serde::{Deserialize, Serialize};

use super::thresholds::{
    SILENCE_DAYS, SILENCE_EXPECTED, SILENCE_OFF, SILENCE_ON, SILENCE_WORLD, SLOTS_PER_HOUR,
};
use crate::networks::{Country, Network};

const DAY: u32 = 24;

/// What fell silent: a country, or one network in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// The country.
    pub country: Country,
    /// The network; `None` for the whole country.
    pub asn: Option<u32>,
}

/// Far fewer reports than are usual at this hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Who is silent.
    pub scope: Scope,
    /// The first slot of the first silent hour.
    pub since: Slot,
    /// The first slot of the hour in which it spoke again.
    pub ended: Option<Slot>,
    /// How many reports were usual in the first silent hour.
    pub expected: u32,
    /// How many came.
    pub seen: u32,
}

/// Reports by hour, and who is silent.
#[derive(Clone, Debug, Default)]
pub struct Silences {
    /// By hour since 1970; hours without reports are not kept.
    reports: BTreeMap<Scope, BTreeMap<u32, u32>>,
    all: Vec<Silence>,
}

impl Silences {
    /// Goes on with silences of before. The reports of the eight days before now, and before the
    /// oldest silence that lasts, must be added again before the next [`Self::close`].
    pub fn resume(all: Vec<Silence>) -> Self {
        Self {
            all,
            ..Self::default()
        }
    }

    /// Counts reports, whatever they say.
    pub fn add(&mut self, network: Network, slot: Slot, reports: u32) {
        let Network { country, asn } = network;
        if !country.is_known() {
            return;
        }
        let hour = slot.0 / SLOTS_PER_HOUR;
        let network = (asn != 0).then_some(Some(asn));
        for asn in [Some(None), network].into_iter().flatten() {
            let hours = self.reports.entry(Scope { country, asn }).or_default();
            *hours.entry(hour).or_default() += reports;
        }
    }

    /// All silences, those that ended too.
    pub fn all(&self) -> &[Silence] {
        &self.all
    }

    /// Looks at the hour that ends with this slot; gives the silences that began or ended.
    pub fn close(&mut self, slot: Slot) -> Vec<Silence> {
        let hour = slot.0 / SLOTS_PER_HOUR;
        if slot.0 % SLOTS_PER_HOUR != SLOTS_PER_HOUR - 1 {
            return Vec::new();
        }
        let lasting = self.all.iter().filter(|s| s.ended.is_none());
        let open: BTreeMap<Scope, Silence> = lasting.map(|s| (s.scope, *s)).collect();
        let known = self.reports.keys().chain(open.keys());
        let scopes: BTreeSet<Scope> = known.copied().collect();
        let mut changed = Vec::new();
        for scope in scopes {
            let silence = open.get(&scope);
            let began = silence.map_or(hour, |s| s.since.0 / SLOTS_PER_HOUR);
            let expected = self.expected(scope, hour, began);
            if f64::from(expected) < SILENCE_EXPECTED {
                continue;
            }
            let seen = self.seen(scope, hour);
            let level = f64::from(seen) / f64::from(expected);
            let now = Slot(hour * SLOTS_PER_HOUR);
            match silence {
                None if level < SILENCE_ON && self.world_speaks(scope.country, hour) => {
                    changed.push(Silence {
                        scope,
                        since: now,
                        ended: None,
                        expected,
                        seen,
                    });
                }
                Some(&silence) if level >= SILENCE_OFF => changed.push(Silence {
                    ended: Some(now),
                    ..silence
                }),
                _ => {}
            }
        }
        for silence in &changed {
            let same = |s: &Silence| s.scope == silence.scope && s.since == silence.since;
            self.all.retain(|s| !same(s));
            self.all.push(*silence);
        }
        self.forget(hour);
        changed
    }

    fn seen(&self, scope: Scope, hour: u32) -> u32 {
        let reports = self.reports.get(&scope);
        reports.and_then(|r| r.get(&hour)).copied().unwrap_or(0)
    }

    /// The median of the same hour of the day over the days before the hour `began`.
    fn expected(&self, scope: Scope, hour: u32, began: u32) -> u32 {
        let latest = (hour - began) / DAY + 1;
        let mut seen: Vec<u32> = (latest..latest + SILENCE_DAYS as u32)
            .map(|day| self.seen(scope, hour.saturating_sub(day * DAY)))
            .collect();
        seen.sort_unstable();
        seen[seen.len() / 2]
    }

    /// Other countries send what they usually do: it is not the collector that is not heard.
    fn world_speaks(&self, country: Country, hour: u32) -> bool {
        let (mut seen, mut expected) = (0, 0);
        let countries = self.reports.keys().filter(|s| s.asn.is_none());
        for &scope in countries.filter(|s| s.country != country) {
            seen += self.seen(scope, hour);
            expected += self.expected(scope, hour, hour);
        }
        expected > 0 && f64::from(seen) >= f64::from(expected) * SILENCE_WORLD
    }

    /// Drops reports that nothing is compared with any more.
    fn forget(&mut self, hour: u32) {
        let lasting = self.all.iter().filter(|s| s.ended.is_none());
        let oldest = lasting.map(|s| s.since.0 / SLOTS_PER_HOUR).min();
        let first = oldest
            .unwrap_or(hour)
            .min(hour)
            .saturating_sub((SILENCE_DAYS as u32 + 1) * DAY);
        self.reports.retain(|_, hours| {
            *hours = hours.split_off(&first);
            !hours.is_empty()
        });
    }
}
