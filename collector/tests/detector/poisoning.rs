//! What it takes to make an open network look restricted.

use crate::support::*;
use getthrough_collector::detector::thresholds::ON_BOUND;
use getthrough_collector::detector::{Counts, Kind, wilson};

/// So many honest prefixes, of which some fail for reasons of their own, and so many liars.
fn poisoned(honest: u32, liars: u32) -> Counts {
    let bad = (f64::from(honest) * USUAL).round() as u32 + liars;
    counts(honest + liars, bad, Kind::Unreachable)
}

fn flips(honest: u32, liars: u32) -> bool {
    let counts = poisoned(honest, liars);
    wilson::lower(counts.bad(), counts.votes()) >= ON_BOUND
}

#[test]
fn a_few_liars_among_twenty_do_not_flip_the_bound() {
    for (liars, percent) in [(2, 14), (5, 24), (10, 37)] {
        assert!(!flips(20, liars), "{liars}");
        let share = poisoned(20, liars).share().expect("votes");
        assert_eq!((share * 100.0).round() as u32, percent);
    }
}

#[test]
fn so_many_prefixes_are_needed_to_flip_the_bound() {
    let needed = |honest| {
        (0..)
            .find(|&liars| flips(honest, liars))
            .expect("enough do")
    };
    let measured: Vec<(u32, u32)> = [10, 20, 50, 100, 200]
        .map(|honest| (honest, needed(honest)))
        .into();
    let row = |name: &str, of: fn(&(u32, u32)) -> u32| {
        let cells: Vec<String> = measured.iter().map(|pair| of(pair).to_string()).collect();
        format!("| {name} | {} |\n", cells.join(" | "))
    };
    let doc = include_str!("../../../docs/DETECTOR.md");
    assert!(doc.contains(&row("honest prefixes", |pair| pair.0)));
    assert!(doc.contains(&row("lying prefixes", |pair| pair.1)));
    println!("honest prefixes, prefixes that flip the bound: {measured:?}");
    assert_eq!(
        measured,
        [(10, 10), (20, 15), (50, 28), (100, 48), (200, 84)]
    );
}

/// An hour of honest votes and lies on one network; the others are in order.
fn attack(honest: u32, liars: u32, lie: impl Fn(Counts) -> Counts, hours: u32) -> usize {
    let mut world = World::new(1);
    world.run(hours * HOUR, |w| {
        w.elsewhere(5, USUAL);
        let share = |n: u32| n / HOUR + u32::from(w.now.0 % HOUR < n % HOUR);
        let (honest, liars) = (share(honest), share(liars));
        w.vote(MTS, honest, USUAL, Kind::Unreachable);
        w.add(MTS, lie(counts(liars, liars, Kind::Unreachable)));
    });
    world.incidents().len()
}

#[test]
fn liars_below_the_bound_do_nothing_however_long_they_lie() {
    assert_eq!(attack(20, 5, |lie| lie, 48), 0);
    assert_eq!(attack(100, 30, |lie| lie, 48), 0);
}

#[test]
fn any_number_of_liars_out_of_one_block_or_two_does_nothing() {
    for places in [0b1, 0b1000_0001] {
        let one_block = |lie| Counts { places, ..lie };
        assert_eq!(attack(0, 200, one_block, 24), 0);
    }
}

/// What the rule cannot prevent, said plainly: enough prefixes of many blocks do look like visitors.
#[test]
fn as_many_liars_of_many_blocks_as_visitors_are_believed() {
    assert_eq!(attack(20, 40, |lie| lie, 24), 1);
}

/// Lies that a restricted platform opens are as dear: they must outnumber the visitors.
#[test]
fn a_few_liars_do_not_hide_a_restriction() {
    let mut world = World::new(2);
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
        w.add(MTS, counts(8, 0, Kind::Unreachable));
    });
    assert_eq!(asns(world.incident()), [8_359]);
}

/// Lies from elsewhere that the platform is down there would hide a restriction behind an outage.
#[test]
fn one_poisoned_country_does_not_hide_a_restriction() {
    let mut world = World::new(3);
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.add(("NL", 64_520), counts(500, 500, Kind::Unreachable));
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
    });
    let found = world
        .incidents()
        .iter()
        .find(|i| i.country == country("RU"));
    assert_eq!(found.map(asns), Some(vec![8_359]));
}
