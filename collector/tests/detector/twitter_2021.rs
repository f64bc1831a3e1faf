//! The detector on what people measured in March 2021, when Russia slowed Twitter down: on all
//! mobile networks and on half of the fixed ones. `tests/data/twitter-2021.csv` says where the
//! figures are from.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::*;
use getthrough_collector::detector::{Counts, Finding, Kind, judge};
use getthrough_collector::networks::Brands;

const TABLE: &str = include_str!("../data/twitter-2021.csv");

/// Throttled, by what the regulator announced: all mobile networks.
const MOBILE: [u32; 7] = [25_159, 31_133, 31_163, 31_213, 8_359, 12_958, 16_345];
/// Fixed networks that were spared.
const SPARED: [u32; 8] = [42_610, 8_402, 3_216, 25_513, 29_497, 12_714, 35_807, 41_733];

/// The votes of a network on a day.
struct Row {
    day: u32,
    country: &'static str,
    asn: u32,
    votes: u32,
    bad: u32,
}

fn table() -> Vec<Row> {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#')).skip(1);
    let row = |line: &'static str| {
        let [day, country, asn, votes, bad] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("five fields: {line}")
        };
        let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("a number: {line}"));
        let day = day.strip_prefix("2021-03-").expect("March");
        Row {
            day: number(day) - 13,
            country,
            asn: number(asn),
            votes: number(votes),
            bad: number(bad),
        }
    };
    lines.map(row).collect()
}

/// One vote for each /24, and of few of them two are of one /16: all come from everywhere.
fn slow(votes: u32, bad: u32) -> Counts {
    counts(votes, bad, Kind::Slow)
}

/// What falls into one of a day's slots where a number is spread evenly over all of them.
fn spread(number: u32, slot: u32) -> u32 {
    number * (slot + 1) / DAY - number * slot / DAY
}

#[test]
fn the_throttled_networks_are_found_and_no_others() {
    let table = table();
    let mut world = World::new(1);
    // The table has days; a day's votes are spread over it evenly, bad ones like the others.
    for slot in 0..12 * DAY {
        for row in table.iter().filter(|row| row.day == slot / DAY) {
            let (good, bad) = (row.votes - row.bad, row.bad);
            let [good, bad] = [good, bad].map(|number| spread(number, slot % DAY));
            let mut counts = slow(good + bad, bad);
            counts.places = counts.places.rotate_left(slot % 8);
            if counts.votes() > 0 {
                world.add((row.country, row.asn), counts);
            }
        }
        world.close();
    }
    let incident = world.incident();
    assert_eq!(incident.country, country("RU"));
    assert_eq!(incident.kind, Kind::Slow);
    assert!(incident.country_wide);
    assert_eq!(incident.ended, None);
    let hours = (incident.since.0 - START.0) / HOUR;
    assert!(hours < 24, "since the first day of the table");
    let found: BTreeSet<u32> = asns(incident).into_iter().collect();
    print(&table, &found);
    for (asn, name, votes, percent, restricted) in documented() {
        let network = table
            .iter()
            .filter(|row| row.country == "RU" && row.asn == asn);
        let (all, bad) = network.fold((0, 0), |(v, b), row| (v + row.votes, b + row.bad));
        assert_eq!((votes, percent), (all, 100 * bad / all), "{name} {asn}");
        assert_eq!(restricted, found.contains(&asn), "{name} {asn}");
    }
    for asn in MOBILE {
        assert!(found.contains(&asn), "{asn} was throttled");
    }
    for asn in SPARED {
        assert!(!found.contains(&asn), "{asn} was not");
    }
}

/// As in the study of the same figures: each day of each network with ten votes, alone.
#[test]
fn each_day_of_each_network_says_the_same_by_itself() {
    let table = table();
    let mut elsewhere: BTreeMap<u32, Counts> = BTreeMap::new();
    for row in table.iter().filter(|row| row.country != "RU") {
        *elsewhere.entry(row.day).or_default() += slow(row.votes, row.bad);
    }
    let days = |is: &dyn Fn(&Row) -> bool| {
        let (mut flagged, mut judged) = (0, 0);
        for row in table.iter().filter(|row| row.votes >= 10 && is(row)) {
            judged += 1;
            let around = elsewhere[&row.day].share();
            flagged += u32::from(judge(&slow(row.votes, row.bad), around) >= Finding::Restricted);
        }
        (flagged, judged)
    };
    let mobile = days(&|row| row.country == "RU" && MOBILE.contains(&row.asn));
    let spared = days(&|row| row.country == "RU" && SPARED.contains(&row.asn));
    let foreign = days(&|row| row.country != "RU");
    for (who, (flagged, judged)) in [
        ("throttled mobile", mobile),
        ("spared fixed", spared),
        ("foreign", foreign),
    ] {
        println!("{who}: {flagged} of {judged} days with ten votes restricted");
    }
    assert_eq!(mobile, (60, 60));
    assert_eq!(spared.0, 0);
    assert_eq!(foreign.0, 0);
    assert!(spared.1 >= 49 && foreign.1 >= 13, "{spared:?} {foreign:?}");
}

/// The rows of docs/DETECTOR.md: number, name, votes, bad percent, whether it is restricted.
fn documented() -> Vec<(u32, &'static str, u32, u32, bool)> {
    const DOC: &str = include_str!("../../../docs/DETECTOR.md");
    let (_, rest) = DOC.split_once("<!-- twitter -->\n").expect("the table");
    let (rows, _) = rest.split_once("\n\n").expect("its end");
    let row = |row: &'static str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let (name, asn) = cells[0].rsplit_once(' ').expect("a name and a number");
        let number = |text: &str| text.trim_end_matches(" %").parse().expect("a number");
        (
            number(asn),
            name,
            number(cells[1]),
            number(cells[2]),
            cells[3] == "yes",
        )
    };
    let rows: Vec<_> = rows.lines().skip(2).map(row).collect();
    assert!(rows.len() > 10);
    rows
}

fn print(table: &[Row], found: &BTreeSet<u32>) {
    let brands = Brands::own();
    let mut networks: BTreeMap<(&str, u32), (u32, u32)> = BTreeMap::new();
    for row in table {
        let sums = networks.entry((row.country, row.asn)).or_default();
        sums.0 += row.votes;
        sums.1 += row.bad;
    }
    println!("network            votes   bad  restricted");
    for ((country, asn), (votes, bad)) in networks.iter().filter(|(_, (votes, _))| *votes >= 100) {
        let name = brands.of(*asn).map_or("", |b| b.name.as_str());
        let word = if *country == "RU" && found.contains(asn) {
            "yes"
        } else {
            "no"
        };
        let percent = 100 * bad / votes;
        println!("{country} {asn:>6} {name:<12} {votes:>5} {percent:>3} %  {word}");
    }
    let tested = networks.iter().filter(|(_, (votes, _))| *votes >= 10);
    let russian = tested
        .clone()
        .filter(|((country, _), _)| *country == "RU")
        .count();
    let foreign = tested.count() - russian;
    println!(
        "{} of {russian} Russian networks, 0 of {foreign} foreign ones",
        found.len()
    );
}
