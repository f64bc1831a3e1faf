//! Which cells are published: each vote in one of them at most.
//!
//! A cell with fewer than k prefixes in a slot waits for its hour, which then has what its slots
//! did not publish; then for six hours, then for the day, and at last for the day of all networks
//! of the country that are too small. So no two published cells have a vote in common, and the
//! difference of any of them is a figure of at least k prefixes, or none. What comes late belongs
//! to the first window that was still open then, so a published cell never changes.

use getthrough::report::Slot;
use std::collections::{BTreeMap, BTreeSet};

use crate::cell::{Counters, OTHERS, Row};
use crate::networks::{Country, Network};
use crate::store::Settled;
use crate::window::{Width, Window};

/// What was counted, by the widest window that had room for it.
type Levels = BTreeMap<Window, Counters>;

/// All cells of some rows that are public now. The rows must be of whole days, and of all
/// networks of their countries.
pub fn publish(rows: &[Row], k: u32, now_s: u64) -> Vec<Settled> {
    let mut cells: BTreeMap<(u16, Network), Levels> = BTreeMap::new();
    for row in rows {
        let window = Window::of(row.slot, row.level);
        let levels = cells.entry((row.platform, row.network)).or_default();
        levels.entry(window).or_default().add(&row.counters);
    }
    let mut all = Vec::new();
    let mut others: BTreeMap<(u16, Country, Window), Counters> = BTreeMap::new();
    for ((platform, network), levels) in cells {
        let mut found = Vec::new();
        for (day, rest) in rise(levels, k, now_s, &mut found) {
            let small = others.entry((platform, network.country, day));
            small.or_default().add(&rest);
        }
        all.extend(found.into_iter().map(|(window, counters)| Settled {
            window,
            platform,
            network,
            counters,
        }));
    }
    let enough = others
        .into_iter()
        .filter(|(_, counters)| counters.prefixes(Width::Day) >= k);
    all.extend(
        enough.map(|((platform, country, window), counters)| Settled {
            window,
            platform,
            network: Network {
                country,
                asn: OTHERS,
            },
            counters,
        }),
    );
    all
}

/// Lets what is too little rise to the next wider window. Gives the days' rests.
fn rise(
    mut levels: Levels,
    k: u32,
    now_s: u64,
    found: &mut Vec<(Window, Counters)>,
) -> Vec<(Window, Counters)> {
    let mut rests = Vec::new();
    for (n, width) in Width::ALL.into_iter().enumerate() {
        let windows: BTreeSet<Window> = levels.keys().copied().collect();
        for window in windows.into_iter().filter(|w| w.width == width) {
            // What is open stays as it is, and so does all that is around it.
            if !window.is_public(now_s) {
                continue;
            }
            let Some(counters) = levels.remove(&window) else {
                continue;
            };
            if counters.prefixes(width) >= k {
                found.push((window, counters));
            } else if let Some(&wider) = Width::ALL.get(n + 1) {
                let around = Window::of(window.start, wider);
                levels.entry(around).or_default().add(&counters);
            } else {
                rests.push((window, counters));
            }
        }
    }
    rests
}

/// The slots of a range that no window covers: they were not enough.
pub fn gaps(covered: &[Window], from: Slot, to: Slot) -> Vec<(Slot, Slot)> {
    let mut gaps = Vec::new();
    let mut at = from;
    while at < to {
        let inside = |slot: Slot| covered.iter().find(|w| w.start <= slot && slot < w.end());
        match inside(at) {
            Some(window) => at = window.end(),
            None => {
                let start = at;
                while at < to && inside(at).is_none() {
                    at = Slot(at.0 + 1);
                }
                gaps.push((start, at));
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::votes::Votes;
    use getthrough::report::Judged;
    use getthrough::verdict::PlatformVerdict;
    use proptest::prelude::*;
    use std::collections::HashSet;

    const DAY: Slot = Slot(96 * 20_000);
    const K: u32 = 10;

    fn network(asn: u32) -> Network {
        Network {
            country: "RU".parse().expect("a country"),
            asn,
        }
    }

    /// A vote: who, of which network, for which slot of the day, and how many slots later.
    type Cast = (u8, u32, u32, u32);

    /// Rows as the intake makes them, and who stands behind each.
    fn count(casts: &[Cast]) -> (Vec<Row>, Vec<(Row, u8)>) {
        let mut votes = Votes::default();
        let mut all = Vec::new();
        for &(who, asn, slot, late) in casts {
            let slot = Slot(DAY.0 + slot);
            let now = Slot(slot.0 + late);
            let prefix = crate::prefix::Prefix::V4([10, 0, who]);
            let fresh = votes.cast(&prefix, network(asn), slot, now);
            if !fresh.slot {
                continue;
            }
            let judged = Judged {
                code: 1,
                verdict: PlatformVerdict::Reachable,
                latency: None,
                ratio: None,
                rate: None,
            };
            let mut counters = Counters::default();
            counters.vote(&judged, fresh);
            let level = Window::open_around(slot, now.starts_s()).width;
            let row = Row {
                slot,
                level,
                platform: 1,
                network: network(asn),
                counters,
            };
            all.push((row, who));
        }
        (all.iter().map(|(row, _)| *row).collect(), all)
    }

    fn after(slots: u32) -> u64 {
        Slot(DAY.0 + slots).starts_s() + 200
    }

    #[test]
    fn nine_prefixes_are_never_published_and_ten_are() {
        let casts: Vec<Cast> = (0..9).map(|who| (who, 1, 0, 0)).collect();
        let (rows, _) = count(&casts);
        assert!(publish(&rows, K, after(400)).is_empty());
        let ten: Vec<Cast> = (0..10).map(|who| (who, 1, 0, 0)).collect();
        let (rows, _) = count(&ten);
        assert!(publish(&rows, K, after(0)).is_empty(), "the slot is open");
        let found = publish(&rows, K, after(1));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].window, Window::of(DAY, Width::Slot));
    }

    #[test]
    fn one_prefix_that_votes_in_every_slot_stays_one() {
        let casts: Vec<Cast> = (0..96).map(|slot| (1, 1, slot, 0)).collect();
        let (rows, _) = count(&casts);
        assert!(publish(&rows, 2, after(400)).is_empty());
    }

    #[test]
    fn thin_slots_rise_to_the_hour_and_small_networks_to_the_others() {
        let hour: Vec<Cast> = (0..12).map(|who| (who, 1, u32::from(who) % 4, 0)).collect();
        let (rows, _) = count(&hour);
        let found = publish(&rows, K, after(4));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].window, Window::of(DAY, Width::Hour));

        let small: Vec<Cast> = (0..12).map(|who| (who, u32::from(who), 7, 0)).collect();
        let (rows, _) = count(&small);
        assert!(
            publish(&rows, K, after(190)).is_empty(),
            "late ones may come"
        );
        let found = publish(&rows, K, after(193));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].network.asn, OTHERS);
        assert_eq!(found[0].counters.votes, 12);
    }

    #[test]
    fn what_is_not_covered_is_told() {
        let covered = [
            Window::of(DAY, Width::Hour),
            Window::of(Slot(DAY.0 + 6), Width::Slot),
        ];
        let gaps = gaps(&covered, DAY, Slot(DAY.0 + 8));
        let slots = |n, m| (Slot(DAY.0 + n), Slot(DAY.0 + m));
        assert_eq!(gaps, [slots(4, 6), slots(7, 8)]);
    }

    proptest! {
        /// The heart of it: what is published grows and never changes, and no two published cells
        /// share a vote, so nothing smaller than a cell can be had by taking one from another.
        #[test]
        fn cells_are_frozen_disjoint_and_large_enough(
            casts in prop::collection::vec((0_u8..40, 1_u32..4, 0_u32..96, 0_u32..97), 0..400),
            k in 2_u32..8,
        ) {
            let mut casts = casts;
            casts.sort_by_key(|&(_, _, slot, late)| slot + late);
            let mut before: Vec<Settled> = Vec::new();
            for hour in 0..50_u32 {
                let now_s = after(hour * 4);
                // What had come by then, as a visitor of the public figures could have seen it.
                let come = casts.iter().filter(|(_, _, slot, late)| Slot(DAY.0 + slot + late).starts_s() <= now_s);
                let come: Vec<Cast> = come.copied().collect();
                let (rows, who) = count(&come);
                let now = publish(&rows, k, now_s);
                for cell in &before {
                    prop_assert!(now.contains(cell), "{cell:?} changed");
                }
                let votes: u32 = now.iter().map(|cell| cell.counters.votes).sum();
                prop_assert!(votes as usize <= who.len(), "a vote is in two cells");
                for cell in &now {
                    let inside = who.iter().filter(|(row, _)| {
                        let others = cell.network.asn == OTHERS;
                        cell.window.start <= row.slot && row.slot < cell.window.end()
                            && (others || row.network == cell.network)
                    });
                    let people: HashSet<(u32, u8)> = inside.map(|(row, who)| (row.network.asn, *who)).collect();
                    prop_assert!(people.len() >= k as usize, "{} of {k}", people.len());
                    prop_assert!(cell.counters.votes >= k);
                }
                before = now;
            }
        }
    }
}
