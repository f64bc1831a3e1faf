//! Networks that fall silent, simulated.

use crate::support::*;
use getthrough::report::Slot;
use getthrough_collector::detector::{Scope, Silence, Silences};

/// Reports in a slot: more by day than by night.
fn usual(slot: u32, peak: u32) -> u32 {
    let hour = slot / HOUR % 24;
    peak * (3 + hour.min(24 - hour)) / 15
}

/// A slot of usual reports, changed by `level` for each network and slot.
fn add(silences: &mut Silences, slot: u32, level: impl Fn((&str, u32), u32) -> f64) {
    for of in [MTS, ROSTELECOM].into_iter().chain(ELSEWHERE) {
        let reports = f64::from(usual(slot, 60)) * level(of, slot);
        silences.add(network(of), Slot(START.0 + slot), reports as u32);
    }
}

/// So many slots, each closed.
fn run(
    silences: &mut Silences,
    slots: std::ops::Range<u32>,
    level: impl Fn((&str, u32), u32) -> f64,
) -> Vec<Silence> {
    let mut changed = Vec::new();
    for slot in slots {
        add(silences, slot, &level);
        changed.extend(silences.close(Slot(START.0 + slot)));
    }
    changed
}

fn scope(country_code: &str, asn: Option<u32>) -> Scope {
    let country = country(country_code);
    Scope { country, asn }
}

#[test]
fn a_network_that_falls_silent_is_told_and_so_is_its_return() {
    let mut silences = Silences::default();
    assert_eq!(run(&mut silences, 0..7 * DAY, |_, _| 1.0), []);
    let from = 7 * DAY + 12 * HOUR;
    let until = 9 * DAY + 14 * HOUR;
    let down = |of: (&str, u32), slot| match of == MTS && (from..until).contains(&slot) {
        true => 0.0,
        false => 1.0,
    };
    let changed = run(&mut silences, 7 * DAY..10 * DAY, down);
    let [began, ended] = changed[..] else {
        panic!("a begin and an end: {changed:#?}")
    };
    assert_eq!(began.scope, scope("RU", Some(8_359)));
    assert_eq!((began.since, began.ended), (Slot(START.0 + from), None));
    assert_eq!(began.seen, 0);
    assert_eq!(began.expected, usual(from, 60) * HOUR);
    assert_eq!(ended.ended, Some(Slot(START.0 + until)));
    assert_eq!(silences.all(), [ended]);
}

#[test]
fn a_country_that_is_shut_down_is_told_beside_its_networks() {
    let mut silences = Silences::default();
    let from = 8 * DAY + 12 * HOUR;
    let down = |(country, _): (&str, u32), slot| match country == "RU" && slot >= from {
        true => 0.05,
        false => 1.0,
    };
    let changed = run(&mut silences, 0..from + HOUR, down);
    let mut scopes: Vec<Scope> = changed.iter().map(|s| s.scope).collect();
    scopes.sort_unstable();
    let expected = [None, Some(8_359), Some(12_389)].map(|asn| scope("RU", asn));
    assert_eq!(scopes, expected);
}

#[test]
fn where_the_whole_world_is_silent_it_is_the_collector() {
    let mut silences = Silences::default();
    let from = 8 * DAY;
    let down = |_: (&str, u32), slot| if slot >= from { 0.1 } else { 1.0 };
    assert_eq!(run(&mut silences, 0..10 * DAY, down), []);
}

#[test]
fn a_quiet_night_and_a_network_of_few_are_no_silence() {
    let mut silences = Silences::default();
    assert_eq!(run(&mut silences, 0..14 * DAY, |_, _| 1.0), []);
    let mut silences = Silences::default();
    let few = |of: (&str, u32), slot| match of == MTS {
        true if slot >= 8 * DAY => 0.0,
        true => 0.1,
        false => 1.0,
    };
    let changed = run(&mut silences, 0..10 * DAY, few);
    assert_eq!(changed, [], "24 an hour at most are too few to miss");
}

#[test]
fn it_goes_on_after_a_restart() {
    let from = 8 * DAY + 12 * HOUR;
    let down = |of: (&str, u32), slot| if of == MTS && slot >= from { 0.0 } else { 1.0 };
    let mut silences = Silences::default();
    run(&mut silences, 0..9 * DAY, down);
    let kept = silences.all().to_vec();
    assert_eq!(kept.len(), 1);
    let mut resumed = Silences::resume(kept);
    (0..9 * DAY).for_each(|slot| add(&mut resumed, slot, down));
    let again = run(&mut resumed, 9 * DAY..9 * DAY + 14 * HOUR, down);
    assert_eq!(again, [], "what is known is not told again");
    let back = run(&mut resumed, 9 * DAY + 14 * HOUR..10 * DAY, |_, _| 1.0);
    assert_eq!(back.len(), 1);
    assert_eq!(
        back[0].ended.map(|s| s.0 - START.0),
        Some(9 * DAY + 14 * HOUR)
    );
}
