//! A first look at accuracy, small enough for every `cargo test`. The whole measurement, its
//! bounds and the tables in the documentation are `cargo xtask accuracy`.

use getthrough_lines::accuracy::tally;
use getthrough_lines::experiment::{Bench, Experiment};
use getthrough_lines::host::Interference;
use getthrough_lines::table::Report;

#[test]
fn no_undisturbed_line_makes_anything_unreachable() {
    let seen = tally(&Bench::default(), Experiment::Undisturbed, 49);
    assert_eq!(seen.others.total(), 49 * 64);
    assert_eq!(
        seen.false_unreachable,
        Vec::<u64>::new(),
        "the numbers of these trials"
    );
}

#[test]
fn no_line_that_loses_much_makes_anything_unreachable() {
    let seen = tally(&Bench::default(), Experiment::HeavyLoss, 49);
    assert_eq!(
        (seen.others.unreachable, seen.others.partly),
        (0, 0),
        "in trials {:?} and {:?}",
        seen.false_unreachable,
        seen.false_slow
    );
}

#[test]
fn a_black_hole_is_found_on_a_line_that_loses_much() {
    let seen = tally(&Bench::default(), Experiment::DroppedUnderLoss, 12);
    assert_eq!(seen.victims.total(), 72);
    assert!(seen.victims.unreachable >= 60, "{:?}", seen.victims);
}

#[test]
fn without_controls_nothing_is_unreachable() {
    for experiment in [Experiment::ControlsBlocked, Experiment::Portal] {
        let seen = tally(&Bench::default(), experiment, 12);
        assert_eq!(
            seen.others.unreachable + seen.victims.unreachable,
            0,
            "{experiment:?}"
        );
    }
}

#[test]
fn nearly_every_black_hole_is_found() {
    let dropped = Experiment::Interfered(Interference::ConnectDropped);
    let seen = tally(&Bench::default(), dropped, 12);
    assert_eq!(seen.victims.total(), 72);
    assert!(seen.victims.unreachable >= 68, "{:?}", seen.victims);
}

#[test]
fn the_tables_follow_from_the_seeds_alone() {
    let tables = || Report::run(&Bench::default(), 0.002).markdown();
    let first = tables();
    assert!(
        first.contains("| connection dropped | `unreachable` | 6 |"),
        "{first}"
    );
    assert_eq!(first, tables());
}
