//! From votes to incidents, quarter of an hour by quarter of an hour.

use std::collections::{BTreeMap, BTreeSet};

use getthrough::report::Slot;

use super::brands::{Names, is_judged};
use super::counts::Tally;
use super::history::History;
use super::incident::{Affected, End, Incident, Kind, Share};
use super::thresholds::{HEADLINE_BRANDS, HEADLINE_NETWORKS};
use super::watch::{Restriction, State, Watch};
use super::world::World;
use crate::networks::{Country, Network};

/// A platform's code and a network.
type Key = (u16, Network);

/// The votes of the last day, and the incidents.
#[derive(Clone, Debug, Default)]
pub struct Detector {
    votes: BTreeMap<Key, History>,
    /// What is more to remember; most cells have nothing.
    watches: BTreeMap<Key, Watch>,
    incidents: Vec<Incident>,
}

impl Detector {
    /// Goes on with incidents of before. The votes of the last day must be added again before the
    /// next [`Self::close`].
    pub fn resume(incidents: Vec<Incident>) -> Self {
        let mut detector = Self::default();
        for incident in incidents.iter().filter(|i| i.ended.is_none()) {
            for affected in incident.networks.iter().filter(|a| a.ended.is_none()) {
                let network = Network {
                    country: incident.country,
                    asn: affected.asn,
                };
                let watch = Watch::restricted(affected.since);
                detector.watches.insert((incident.platform, network), watch);
            }
        }
        detector.incidents = incidents;
        detector
    }

    /// Counts votes; they may be late, and are added to what is there.
    pub fn add(&mut self, tally: &Tally) {
        let history = self.votes.entry((tally.platform, tally.network));
        history.or_default().add(tally.slot, tally.counts);
    }

    /// All incidents, those that ended too, until they are forgotten.
    pub fn incidents(&self) -> &[Incident] {
        &self.incidents
    }

    /// Drops incidents that ended before a slot.
    pub fn forget(&mut self, before: Slot) {
        let ended = |i: &Incident| i.ended.is_some_and(|end| end.at < before);
        self.incidents.retain(|i| !ended(i));
    }

    /// Looks at everything at the end of a slot; gives the incidents that began, changed or ended.
    pub fn close(&mut self, now: Slot, names: &impl Names) -> Vec<Incident> {
        let ended = self.look(now, names);
        let mut changed = BTreeSet::new();
        for ((platform, network), end) in ended {
            changed.extend(self.end(platform, network, end));
        }
        changed.extend(self.begin_or_update());
        for &index in &changed {
            self.sum_up(index, names);
        }
        changed.iter().map(|&i| self.incidents[i].clone()).collect()
    }

    /// Looks at each cell; gives those that ended.
    fn look(&mut self, now: Slot, names: &impl Names) -> Vec<(Key, End)> {
        self.votes.retain(|_, history| {
            history.forget(now);
            !history.is_empty()
        });
        // Also those of which only silence has been heard.
        let mut keys: BTreeSet<Key> = self.watches.keys().copied().collect();
        keys.extend(self.votes.keys());
        let nothing = History::default();
        // What other countries say of a platform since a slot: many cells ask for the same.
        let mut worlds: BTreeMap<(u16, Slot), World> = BTreeMap::new();
        let mut ended = Vec::new();
        for key in keys.into_iter().filter(|(_, n)| is_judged(*n, names)) {
            let (platform, network) = key;
            let votes = &self.votes;
            let mut watch = self.watches.remove(&key).unwrap_or_default();
            let end = watch.look(votes.get(&key).unwrap_or(&nothing), now, |since| {
                let known = worlds.entry((platform, since));
                let world = known.or_insert_with(|| world(votes, platform, since, now));
                world.without(network.country)
            });
            ended.extend(end.map(|end| (key, end)));
            if !watch.is_idle(now) {
                self.watches.insert(key, watch);
            }
        }
        ended
    }

    fn open(&self, platform: u16, country: Country) -> Option<usize> {
        let is = |i: &Incident| i.ended.is_none() && i.platform == platform && i.country == country;
        self.incidents.iter().position(is)
    }

    fn end(&mut self, platform: u16, network: Network, end: End) -> Option<usize> {
        let index = self.open(platform, network.country)?;
        let networks = &mut self.incidents[index].networks;
        let mut open = networks.iter_mut().filter(|a| a.ended.is_none());
        if let Some(affected) = open.find(|a| a.asn == network.asn) {
            affected.ended = Some(end);
        }
        Some(index)
    }

    /// Brings what is restricted into incidents; gives those that are new or have new figures.
    fn begin_or_update(&mut self) -> Vec<usize> {
        let restricted: Vec<(Key, Restriction)> = self
            .watches
            .iter()
            .filter_map(|(key, watch)| match watch.state {
                State::Restricted(restriction) => Some((*key, restriction)),
                _ => None,
            })
            .collect();
        let mut changed = Vec::new();
        for ((platform, network), restriction) in restricted {
            let index = self.open(platform, network.country).unwrap_or_else(|| {
                let begun = Incident::begun(platform, network.country, restriction.since);
                self.incidents.push(begun);
                self.incidents.len() - 1
            });
            if self.incidents[index].note(network.asn, &restriction) {
                changed.push(index);
            }
        }
        changed
    }

    /// What holds of all networks of an incident together.
    fn sum_up(&mut self, index: usize, names: &impl Names) {
        let incident = &mut self.incidents[index];
        let open = || incident.networks.iter().filter(|a| a.ended.is_none());
        let latest = incident.networks.iter().filter_map(|a| a.ended);
        let Some(first) = open().next() else {
            // The last one to end says why.
            incident.ended = latest.max_by_key(|end| end.at);
            return;
        };
        incident.since = incident
            .networks
            .iter()
            .map(|a| a.since)
            .min()
            .unwrap_or(first.since);
        let (mut votes, mut bad) = (0, 0);
        let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
        let mut brands = BTreeSet::new();
        for affected in open() {
            votes += affected.share.votes;
            bad += affected.share.bad;
            *kinds.entry(affected.kind).or_default() += affected.share.bad;
            brands.insert(match names.brand(affected.asn) {
                Some(brand) => brand.to_owned(),
                None => affected.asn.to_string(),
            });
        }
        let networks = open().count() as f64;
        let wide = networks >= HEADLINE_NETWORKS && brands.len() as f64 >= HEADLINE_BRANDS;
        incident.share = Share::of(bad, votes);
        incident.country_wide |= wide;
        // Of kinds that are level the first, which is the graver.
        let most = kinds.iter().rev().max_by_key(|(_, bad)| **bad);
        incident.kind = most.map_or(first.kind, |(kind, _)| *kind);
    }
}

impl Incident {
    fn begun(platform: u16, country: Country, since: Slot) -> Self {
        Self {
            platform,
            country,
            since,
            ended: None,
            kind: Kind::Unreachable,
            country_wide: false,
            networks: Vec::new(),
            share: Share::of(0, 0),
            elsewhere: None,
        }
    }

    /// Notes a network that restricts; whether anything differs from before.
    fn note(&mut self, asn: u32, restriction: &Restriction) -> bool {
        let window = &restriction.window;
        let is = |a: &Affected| a.asn == asn && a.ended.is_none();
        let place = self.networks.iter().position(is);
        if window.votes() == 0 && place.is_some() {
            return false; // Known from before, and nothing new is.
        }
        let affected = Affected {
            asn,
            since: restriction.since,
            ended: None,
            kind: Kind::of(window),
            share: Share::of(window.bad(), window.votes()),
        };
        let elsewhere = restriction.elsewhere.or(self.elsewhere);
        let mut differs = elsewhere != self.elsewhere;
        self.elsewhere = elsewhere;
        match place {
            Some(place) => {
                differs |= self.networks[place] != affected;
                self.networks[place] = affected;
            }
            None => {
                differs = true;
                let place = self.networks.partition_point(|a| a.asn <= asn);
                self.networks.insert(place, affected);
            }
        }
        differs
    }
}

/// What every country said of a platform from a slot on.
fn world(votes: &BTreeMap<Key, History>, platform: u16, since: Slot, now: Slot) -> World {
    let first = (platform, Network::FIRST);
    let of_platform = votes
        .range(first..)
        .take_while(|((p, _), _)| *p == platform);
    let mut world = World::default();
    for ((_, network), history) in of_platform {
        world.add(network.country, history.sum(since, now));
    }
    world
}
