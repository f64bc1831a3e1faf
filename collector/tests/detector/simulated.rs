//! The detector on simulated networks: what it must find, and what it must not.

use crate::support::*;
use getthrough::report::Slot;
use getthrough_collector::cell::OTHERS;
use getthrough_collector::detector::thresholds::{FORGET_HOURS, OFF_HOURS, ON_BOUND, TABLE};
use getthrough_collector::detector::{Detector, Ended, Kind, Tally};
use getthrough_collector::networks::Brands;

const STORY: [(&str, u32); 4] = [ROSTELECOM, MTS, BEELINE, MEGAFON];

/// Two hours in which all is well.
fn good_hours(world: &mut World) {
    world.run(2 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        for network in STORY {
            w.vote(network, 10, USUAL, Kind::Unreachable);
        }
    });
    assert_eq!(world.incidents(), []);
}

#[test]
fn four_networks_of_one_country_are_that_country_s() {
    for kind in [Kind::Unreachable, Kind::Slow, Kind::Partly] {
        let mut world = World::new(1);
        good_hours(&mut world);
        let began = world.now;
        world.run(2 * HOUR, |w| {
            w.elsewhere(5, USUAL);
            for network in STORY {
                w.vote(network, 10, 0.9, kind);
            }
        });
        let incident = world.incident();
        assert_eq!((incident.platform, incident.country), (X, country("RU")));
        assert_eq!(incident.kind, kind);
        assert!(incident.country_wide);
        assert_eq!(asns(incident), [3_216, 8_359, 12_389, 31_133]);
        assert!(
            incident.since.0.abs_diff(began.0) <= 1,
            "{:?}",
            incident.since
        );
        assert_eq!(incident.ended, None);
        let share = incident.share;
        assert_eq!(share.votes, 160, "an hour of four networks");
        assert!(share.low < 0.9 && 0.9 < share.high && share.low > 0.75);
        assert!(incident.elsewhere.is_some_and(|share| share < 0.1));
    }
}

#[test]
fn what_is_plain_is_found_within_half_an_hour() {
    let mut world = World::new(2);
    good_hours(&mut world);
    let mut slots = 0;
    while world.incidents().is_empty() {
        world.elsewhere(5, USUAL);
        world.vote(MTS, 10, 0.95, Kind::Unreachable);
        world.close();
        slots += 1;
        assert!(slots <= 2, "not found");
    }
}

#[test]
fn an_outage_everywhere_is_no_country_s() {
    let mut world = World::new(3);
    good_hours(&mut world);
    world.run(6 * HOUR, |w| {
        w.elsewhere(5, 0.95);
        for network in STORY {
            w.vote(network, 10, 0.95, Kind::Unreachable);
        }
    });
    assert_eq!(world.incidents(), []);
}

#[test]
fn an_outage_that_one_country_reports_first_is_no_country_s() {
    let mut world = World::new(4);
    good_hours(&mut world);
    // Half an hour in which only Russia votes; then the others do, and say the same.
    world.run(2, |w| {
        for network in STORY {
            w.vote(network, 10, 1.0, Kind::Unreachable);
        }
    });
    assert_eq!(world.incidents(), [], "the old votes of others say nothing");
    world.run(2 * HOUR, |w| {
        w.elsewhere(5, 1.0);
        for network in STORY {
            w.vote(network, 10, 1.0, Kind::Unreachable);
        }
    });
    assert_eq!(world.incidents(), []);
}

#[test]
fn without_votes_from_elsewhere_nothing_is_said() {
    let mut world = World::new(5);
    world.run(6 * HOUR, |w| {
        w.vote(MTS, 20, 0.95, Kind::Unreachable);
        w.vote(("ZZ", 64_500), 20, 0.0, Kind::Unreachable);
    });
    assert_eq!(world.incidents(), []);
}

#[test]
fn an_incident_of_one_country_ends_where_all_others_join_it() {
    let mut world = World::new(6);
    good_hours(&mut world);
    world.run(2 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
    });
    assert_eq!(world.incident().ended, None);
    world.run(2 * DAY, |w| {
        w.elsewhere(5, 0.95);
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
    });
    let end = world.incident().ended.expect("an end");
    assert_eq!(end.why, Ended::Everywhere);
}

#[test]
fn one_network_alone_is_not_the_country() {
    let mut world = World::new(7);
    good_hours(&mut world);
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.9, Kind::Slow);
        for network in [ROSTELECOM, BEELINE, MEGAFON] {
            w.vote(network, 10, USUAL, Kind::Slow);
        }
    });
    let incident = world.incident();
    assert_eq!(
        (asns(incident), incident.country_wide),
        (vec![8_359], false)
    );
}

#[test]
fn three_networks_of_one_brand_are_not_the_country() {
    let mut world = World::new(8);
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        for network in [MEGAFON, MEGAFON_2, MEGAFON_3] {
            w.vote(network, 10, 0.9, Kind::Slow);
        }
    });
    assert_eq!(asns(world.incident()).len(), 3);
    assert!(!world.incident().country_wide);
    world.run(2 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        for network in [MEGAFON, MEGAFON_2, MEGAFON_3, MTS] {
            w.vote(network, 10, 0.9, Kind::Slow);
        }
    });
    assert!(world.incident().country_wide);
}

#[test]
fn networks_of_servers_and_unknown_ones_restrict_nothing() {
    let mut world = World::new(9);
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        for network in [
            ("DE", 24_940),
            ("RU", 0),
            ("ZZ", 64_499),
            ("ZZ", 0),
            ("RU", OTHERS),
        ] {
            w.vote(network, 20, 0.95, Kind::Unreachable);
        }
    });
    assert_eq!(world.incidents(), []);
}

#[test]
fn a_restriction_that_comes_slowly_is_found_and_began_when_it_was_felt() {
    let mut world = World::new(10);
    good_hours(&mut world);
    let began = world.now;
    let mut chance: f64 = 0.0;
    world.run(DAY / 2, |w| {
        chance = (chance + 0.025).min(0.9);
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, chance, Kind::Slow);
    });
    let since = world.incident().since.0;
    // At a quarter of an hour a step, the bad share passes a tenth after an hour.
    assert!(
        (began.0..began.0 + 4 * HOUR).contains(&since),
        "{}",
        since - began.0
    );
}

#[test]
fn what_gets_through_again_has_recovered_and_is_not_found_anew() {
    let mut world = World::new(11);
    good_hours(&mut world);
    world.run(6 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
    });
    assert_eq!(world.incident().ended, None);
    let recovered = world.now;
    // Fewer votes than a window of an hour needs: only longer ones are left, which must not reach
    // back into the incident.
    world.run(6 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 4, 0.0, Kind::Unreachable);
    });
    world.run(DAY, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 1, 0.0, Kind::Unreachable);
    });
    let incident = world.incident();
    let end = incident.ended.expect("an end");
    assert_eq!(end.why, Ended::Recovered);
    assert!((recovered.0..recovered.0 + HOUR + 1).contains(&end.at.0));
    assert!(
        incident.share.low >= ON_BOUND,
        "it keeps what was seen while it lasted"
    );
}

#[test]
fn what_comes_and_goes_is_one_incident() {
    let mut world = World::new(12);
    good_hours(&mut world);
    let calm = OFF_HOURS as u32 * HOUR - 3;
    for _ in 0..6 {
        world.run(2 * HOUR, |w| {
            w.elsewhere(5, USUAL);
            w.vote(MTS, 10, 0.95, Kind::Unreachable);
        });
        world.run(calm, |w| {
            w.elsewhere(5, USUAL);
            w.vote(MTS, 10, 0.0, Kind::Unreachable);
        });
        assert_eq!(world.incident().ended, None);
        assert_eq!(asns(world.incident()), [8_359]);
    }
}

#[test]
fn an_incident_of_which_nobody_speaks_ends_unknown() {
    let mut world = World::new(13);
    good_hours(&mut world);
    world.run(2 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
    });
    let last = Slot(world.now.0 - 1);
    world.run(FORGET_HOURS as u32 * HOUR - 2, |w| w.elsewhere(5, USUAL));
    assert_eq!(world.incident().ended, None);
    world.run(2, |w| w.elsewhere(5, USUAL));
    let end = world.incident().ended.expect("an end");
    assert_eq!((end.why, end.at), (Ended::Silent, last));
}

#[test]
fn a_burst_of_one_slot_is_not_confirmed_by_itself() {
    let mut world = World::new(14);
    good_hours(&mut world);
    // 9 of 15: restricted if another window agrees. Nobody votes after it.
    world.elsewhere(5, USUAL);
    world.add(("RU", 64_510), counts(15, 9, Kind::Unreachable));
    world.close();
    world.run(DAY, |w| w.elsewhere(5, USUAL));
    assert_eq!(world.incidents(), []);
}

#[test]
fn a_quiet_world_raises_no_alarm() {
    let mut world = World::new(15);
    world.run(3 * DAY, |w| {
        for n in 0..100 {
            let country = ["RU", "DE", "FR", "US", "KZ"][n as usize % 5];
            w.vote((country, 64_512 + n), 4, USUAL, Kind::Unreachable);
        }
    });
    assert_eq!(world.incidents(), []);
}

#[test]
fn the_same_votes_give_the_same_incidents_in_any_order_and_after_a_restart() {
    let mut votes: Vec<Tally> = Vec::new();
    for slot in 0..DAY {
        for (n, of) in STORY.iter().chain(&ELSEWHERE).enumerate() {
            let bad = if n < 4 && slot >= 20 + n as u32 {
                9
            } else {
                slot % 7 / 6
            };
            votes.push(Tally {
                platform: X,
                network: network(*of),
                slot: Slot(START.0 + slot),
                counts: counts(10, bad, Kind::Slow),
            });
        }
    }
    let brands = Brands::own();
    let close = |detector: &mut Detector, slot: u32| {
        detector.close(Slot(START.0 + slot), &brands);
    };
    let run = |backwards: bool, restart: Option<u32>| {
        let mut detector = Detector::default();
        for slot in 0..DAY {
            let mut of_slot: Vec<&Tally> = votes
                .iter()
                .filter(|t| t.slot.0 == START.0 + slot)
                .collect();
            if backwards {
                of_slot.reverse();
            }
            of_slot.into_iter().for_each(|tally| detector.add(tally));
            close(&mut detector, slot);
            if restart == Some(slot) {
                let kept = serde_json::to_string(detector.incidents()).expect("plain data");
                let kept = serde_json::from_str(&kept).expect("it is read back");
                detector = Detector::resume(kept);
                let before = votes.iter().filter(|t| t.slot.0 <= START.0 + slot);
                before.for_each(|tally| detector.add(tally));
            }
        }
        detector.incidents().to_vec()
    };
    let once = run(false, None);
    assert_eq!(once.len(), 1);
    assert_eq!(asns(&once[0]), [3_216, 8_359, 12_389, 31_133]);
    assert_eq!(run(true, None), once);
    assert_eq!(run(false, Some(60)), once);
}

#[test]
fn what_ended_long_ago_is_forgotten_and_what_lasts_is_not() {
    let mut world = World::new(16);
    world.run(2 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.95, Kind::Unreachable);
        w.vote(BEELINE, 10, 0.95, Kind::Unreachable);
    });
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(MTS, 10, 0.0, Kind::Unreachable);
        w.vote(BEELINE, 10, 0.95, Kind::Unreachable);
    });
    let ended: Vec<bool> = world
        .incident()
        .networks
        .iter()
        .map(|a| a.ended.is_some())
        .collect();
    assert_eq!(ended, [false, true]);
    let later = Slot(world.now.0 + 100 * DAY);
    world.detector.forget(later);
    assert_eq!(world.incidents().len(), 1);
    world.run(4 * HOUR, |w| {
        w.elsewhere(5, USUAL);
        w.vote(BEELINE, 10, 0.0, Kind::Unreachable);
    });
    assert!(world.incident().ended.is_some());
    world.detector.forget(later);
    assert_eq!(world.incidents(), []);
}

#[test]
fn the_documented_thresholds_are_those_of_the_code() {
    const DOC: &str = include_str!("../../../docs/DETECTOR.md");
    let mut table = String::from("\n| name | value | why |\n| --- | --- | --- |\n");
    for t in TABLE {
        table += &format!(
            "| `{}` | {} {} | {} |\n",
            t.name,
            t.value,
            t.unit,
            t.why.trim()
        );
    }
    let (_, rest) = DOC
        .split_once("<!-- thresholds:begin -->")
        .expect("a begin");
    let (documented, _) = rest.split_once("<!-- thresholds:end -->").expect("an end");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/DETECTOR.md");
        std::fs::write(path, DOC.replacen(documented, &table, 1)).expect("it can be written");
    } else {
        assert!(
            documented == table,
            "docs/DETECTOR.md has another table; UPDATE_DOCS=1 cargo test writes this one:\n{table}"
        );
    }
}
