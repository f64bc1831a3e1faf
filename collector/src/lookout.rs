//! Keeps the detector fed, and what it found.

use getthrough::report::Slot;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::cell::{Counters, PLACES, Row};
use crate::detector::{Counts, Detector, Incident, Silence, Silences, Tally};
use crate::networks::{Brands, Country, Network};
use crate::store::{Kept, Query, Result, Store};
use crate::window::{Width, Window, day_of};

/// So many slots back a flush may come that the store was away for.
const LATE_FLUSH: u32 = 8;
/// So many slots back a late report may count.
const DAY: u32 = 96;
/// So many slots are read at once at the start.
const PART: u32 = 4;
/// Silence is held against so many days.
const SILENCE_DAYS: u32 = 9;

/// What is kept of something that was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A platform that networks of a country restrict.
    Incident {
        /// The incident.
        incident: Incident,
        /// The networks that had as many prefixes as may be published.
        shown: BTreeSet<u32>,
    },
    /// A network or country that fell silent.
    Silence(Silence),
}

/// The detector, and what it was given.
#[derive(Default)]
pub struct Lookout {
    detector: Detector,
    silences: Silences,
    /// The last slot that was looked at.
    closed: Slot,
    /// What was given of each row.
    fed: HashMap<(Slot, Width, u16, Network), Counters>,
    /// Prefixes by platform, network and day.
    prefixes: BTreeMap<(u16, Network, u32), u32>,
    /// The incidents that last: one at most of a platform in a country.
    open: HashMap<(u16, Country), Open>,
}

/// What is remembered of an incident that lasts.
struct Open {
    /// Its name in the store. Its beginning may turn out to be earlier; the name stays.
    name: String,
    shown: BTreeSet<u32>,
}

impl Lookout {
    /// Goes on after a start, with what a store has.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn resume(store: &dyn Store, now_s: u64) -> Result<Self> {
        let mut lookout = Self::default();
        let latest = latest_public(now_s);
        lookout.closed = Slot(latest.0.saturating_sub(1));
        let long_ago = Slot(latest.0.saturating_sub(SILENCE_DAYS * DAY));
        let (mut incidents, mut silences) = (Vec::new(), Vec::new());
        for kept in store.kept(long_ago, Slot(u32::MAX)).await? {
            match serde_json::from_str(&kept.text) {
                Ok(Record::Incident { incident, shown }) => {
                    let key = (incident.platform, incident.country);
                    if incident.ended.is_none() {
                        let name = kept.name;
                        lookout.open.insert(key, Open { name, shown });
                    }
                    incidents.push(incident);
                }
                Ok(Record::Silence(silence)) => silences.push(silence),
                Err(error) => {
                    tracing::warn!(%error, "an incident cannot be read, and is left alone")
                }
            }
        }
        lookout.detector = Detector::resume(incidents);
        lookout.silences = Silences::resume(silences);
        for day in 1..=SILENCE_DAYS {
            let from = latest.0.saturating_sub(day * DAY) + 1;
            // In parts: all rows of a day may be more than there is memory for.
            for from in (from..from + DAY).step_by(PART as usize).map(Slot) {
                let rows = store.rows(&Query::of(from, Slot(from.0 + PART))).await?;
                lookout.feed(&rows, latest, day == 1);
            }
        }
        Ok(lookout)
    }

    /// Looks at every slot that became public; gives what was found or changed.
    ///
    /// # Errors
    /// Those of the store; the same slots are looked at again the next time.
    pub async fn advance(
        &mut self,
        store: &dyn Store,
        brands: &Brands,
        k: u32,
        now_s: u64,
    ) -> Result<usize> {
        let latest = latest_public(now_s);
        let first = Slot((self.closed.0 + 1).max(latest.0.saturating_sub(DAY)));
        let mut found = 0;
        for slot in (first.0..=latest.0).map(Slot) {
            let next = Slot(slot.0 + 1);
            let recent = Query::of(Slot(slot.0.saturating_sub(LATE_FLUSH)), next);
            let late = Query {
                from: Slot(slot.0.saturating_sub(DAY)),
                late: true,
                ..recent
            };
            let mut rows = store.rows(&recent).await?;
            rows.extend(store.rows(&late).await?);
            self.feed(&rows, slot, true);
            let records = self.close(slot, brands, k);
            store.keep(&records).await?;
            found += records.len();
            self.closed = slot;
            self.forget(slot);
        }
        Ok(found)
    }

    /// Gives the detector what it has not been given of these rows.
    fn feed(&mut self, rows: &[Row], now: Slot, votes: bool) {
        let mut reports: HashMap<(Network, Slot), u32> = HashMap::new();
        for row in rows {
            let key = (row.slot, row.level, row.platform, row.network);
            let before = if may_grow(row.slot, row.level, now) {
                self.fed.insert(key, row.counters)
            } else {
                self.fed.remove(&key)
            };
            let before = before.unwrap_or_default();
            let new = minus(&row.counters, &before);
            // Every report counts once for each of its platforms.
            let most = reports.entry((row.network, row.slot)).or_default();
            *most = (*most).max(new.reports);
            if votes && new.votes > 0 {
                self.detector.add(&Tally {
                    platform: row.platform,
                    network: row.network,
                    slot: row.slot,
                    counts: counts(&new),
                });
                let key = (row.platform, row.network, day_of(row.slot));
                *self.prefixes.entry(key).or_default() += new.day;
            }
        }
        for ((network, slot), reports) in reports {
            self.silences.add(network, slot, reports);
        }
    }

    fn close(&mut self, slot: Slot, brands: &Brands, k: u32) -> Vec<Kept> {
        let changed = self.detector.close(slot, brands);
        let silences = self.silences.close(slot);
        let incidents = changed
            .into_iter()
            .map(|incident| self.incident(incident, k));
        let mut records: Vec<Kept> = incidents.collect();
        records.extend(silences.into_iter().map(silence));
        records
    }

    fn incident(&mut self, incident: Incident, k: u32) -> Kept {
        let Incident {
            platform,
            country,
            since,
            ended,
            ..
        } = incident;
        let open = self.open.remove(&(platform, country));
        let mut open = open.unwrap_or_else(|| Open {
            name: format!("{platform}-{country}-{}", since.0),
            shown: BTreeSet::new(),
        });
        for affected in &incident.networks {
            let network = Network {
                country,
                asn: affected.asn,
            };
            let first = (platform, network, day_of(affected.since));
            let days = self.prefixes.range(first..=(platform, network, u32::MAX));
            if days.map(|(_, prefixes)| *prefixes).max() >= Some(k) {
                open.shown.insert(affected.asn);
            }
        }
        let record = Record::Incident {
            incident,
            shown: open.shown.clone(),
        };
        let kept = kept(open.name.clone(), since, ended.map(|end| end.at), &record);
        if ended.is_none() {
            self.open.insert((platform, country), open);
        }
        kept
    }

    fn forget(&mut self, now: Slot) {
        self.fed
            .retain(|(slot, level, ..), _| may_grow(*slot, *level, now));
        let week = Slot(now.0.saturating_sub(SILENCE_DAYS * DAY));
        self.prefixes.retain(|(.., day), _| *day >= day_of(week));
        self.detector.forget(week);
    }
}

/// Whether a row will be looked at again, so that what was given of it must be remembered.
fn may_grow(slot: Slot, level: Width, now: Slot) -> bool {
    let back = if level == Width::Slot {
        LATE_FLUSH
    } else {
        DAY + 1
    };
    slot.0 >= now.0.saturating_sub(back)
}

/// The last slot whose figures are in the store.
fn latest_public(now_s: u64) -> Slot {
    let now = u32::try_from(now_s / 900).unwrap_or(u32::MAX);
    let public = |n: u32| Window::of(Slot(now.saturating_sub(n)), Width::Slot);
    // The margin is less than a slot, so it is one of these.
    let found = (1..4).map(public).find(|window| window.is_public(now_s));
    found.map_or(Slot(now.saturating_sub(4)), |window| window.start)
}

fn minus(all: &Counters, part: &Counters) -> Counters {
    let part = part.numbers();
    let mut numbers = all.numbers();
    for (number, part) in numbers.iter_mut().zip(part) {
        *number = number.saturating_sub(part);
    }
    Counters::of_numbers(numbers)
}

/// The votes that the detector goes by.
fn counts(counters: &Counters) -> Counts {
    let [reachable, slow, partly, unreachable] = counters.hourly;
    let places = (0..PLACES).filter(|&n| counters.places[n] > 0);
    Counts {
        reachable,
        slow,
        partly,
        unreachable,
        places: places.fold(0, |bits, n| bits | 1 << n),
    }
}

fn silence(silence: Silence) -> Kept {
    let asn = silence
        .scope
        .asn
        .map_or("all".into(), |asn| asn.to_string());
    let name = format!(
        "silence-{}-{asn}-{}",
        silence.scope.country, silence.since.0
    );
    kept(
        name,
        silence.since,
        silence.ended,
        &Record::Silence(silence),
    )
}

fn kept(name: String, since: Slot, until: Option<Slot>, record: &Record) -> Kept {
    Kept {
        name,
        since,
        until,
        // Numbers and names: it cannot fail.
        text: serde_json::to_string(record).unwrap_or_default(),
    }
}
