//! Links as a whole: how long they get, that nothing thrown at them makes them panic, and that
//! their documentation says what the code does.

use std::sync::LazyLock;

use getthrough::catalogue::{Catalogue, Platform};
use getthrough::result::RunResult;
use getthrough::rng::Rng;
use getthrough::share::{
    CAVEATS, Draft, Hour, LATENCY_ENDS, Latency, Refusal, Seen, Shared, VERDICTS, VERSION, decode,
    encode, open,
};
use getthrough::verdict::{CaveatKind, PlatformVerdict};
use serde_json::{Value, json};

/// What a link may have at the most.
const LONGEST: usize = 120;
const DOC: &str = include_str!("../docs/SHARE.md");
const CODES: &str = include_str!("../catalogue/codes.txt");

/// Codes of the first tier, and of what of it is ticked by default (not: circumvention).
const TIER_1: [std::ops::RangeInclusive<u16>; 1] = [1..=70];
const DEFAULT: [std::ops::RangeInclusive<u16>; 2] = [1..=41, 48..=70];

fn all_codes() -> Vec<u16> {
    let lines = CODES
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines
        .map(|l| {
            l.split(' ')
                .next()
                .expect("a code")
                .parse()
                .expect("a code")
        })
        .collect()
}

fn codes(ranges: &[std::ops::RangeInclusive<u16>]) -> Vec<u16> {
    ranges.iter().cloned().flatten().collect()
}

fn catalogue(codes: &[u16]) -> Catalogue {
    let platforms = codes.iter().map(|&code| Platform {
        id: format!("p{code}"),
        code,
        name: String::new(),
        category: String::new(),
        tier: 1,
        operator: None,
        endpoints: Vec::new(),
        object: None,
    });
    Catalogue {
        version: 1,
        date: String::new(),
        canary: None,
        categories: Vec::new(),
        platforms: platforms.collect(),
        controls: Vec::new(),
    }
}

fn seen(code: u16, verdict: PlatformVerdict, ms: f64) -> Seen {
    let timed = VERDICTS.contains(&(verdict, true));
    Seen {
        code,
        verdict,
        latency: Latency::of_ms(ms).filter(|_| timed),
    }
}

/// The bits of a γ number.
fn gamma(n: usize) -> usize {
    2 * n.ilog2() as usize + 1
}

/// The caveats that take the most room: the more scattered, the more.
fn dearest_caveats() -> Vec<CaveatKind> {
    static DEAREST: LazyLock<Vec<CaveatKind>> = LazyLock::new(|| {
        let cost = |set: u32| {
            // By runs of ones and zeros; number 1 is the lowest bit, and 0 is never there.
            let (mut rest, mut bits, mut runs) = (set << 1, 0, 0);
            while rest != 0 {
                let gap = rest.trailing_zeros();
                let run = (rest >> gap).trailing_ones();
                bits += gamma(gap as usize + usize::from(runs == 0)) + gamma(run as usize);
                rest = rest >> gap >> run;
                runs += 1;
            }
            bits + gamma(runs + 1)
        };
        let dearest = (0..1u32 << CAVEATS.len()).max_by_key(|&set| cost(set));
        let dearest = dearest.expect("sets of caveats");
        let kept = CAVEATS.iter().filter(|(n, _)| dearest >> (n - 1) & 1 == 1);
        kept.map(|&(_, kind)| kind).collect()
    });
    DEAREST.clone()
}

/// Everything that takes room, and these platforms.
fn fullest(platforms: Vec<Seen>) -> Shared {
    Shared {
        catalogue: u16::MAX,
        time: Hour::new((1 << Hour::BITS) - 1),
        caveats: dearest_caveats(),
        platforms,
    }
}

/// A run on a censored line: most get through, some are slow, some do not.
fn realistic(codes: &[u16]) -> Shared {
    let mut rng = Rng::new(1);
    let platform = |&code: &u16| {
        let verdict = match rng.below(20) {
            0..=11 => PlatformVerdict::Reachable,
            12..=13 => PlatformVerdict::Slow,
            14 => PlatformVerdict::Partly,
            15..=17 => PlatformVerdict::Unreachable,
            18 => PlatformVerdict::BrowserBlocked,
            _ => PlatformVerdict::Inconclusive,
        };
        seen(code, verdict, 20.0 + 600.0 * rng.unit())
    };
    Shared {
        catalogue: 1,
        time: Hour::of_ms(1_795_471_200_000.0),
        caveats: vec![CaveatKind::SomeControlsFailed, CaveatKind::BrowserBlocks],
        platforms: codes.iter().map(platform).collect(),
    }
}

/// The documented lengths: which platforms, realistic, fullest.
fn lengths() -> Vec<(String, usize, usize)> {
    let sets = [
        ("the standard run", codes(&DEFAULT)),
        ("the whole first tier", codes(&TIER_1)),
        ("the whole catalogue", all_codes()),
    ];
    sets.into_iter()
        .map(|(name, codes)| {
            let worst = VERDICTS.iter().map(|&(verdict, _)| {
                let platforms = codes.iter().map(|&c| seen(c, verdict, 1e9)).collect();
                encode(&fullest(platforms)).len()
            });
            (
                format!("{name}, {} platforms", codes.len()),
                encode(&realistic(&codes)).len(),
                worst.max().expect("verdicts"),
            )
        })
        .collect()
}

#[test]
fn a_full_result_fits_even_at_its_worst() {
    for (name, realistic, worst) in lengths() {
        assert!(realistic <= worst, "{name}: {realistic} over {worst}");
        assert!(worst <= LONGEST, "{name}: {worst} characters");
    }
}

#[test]
fn what_was_seen_does_not_change_the_length() {
    let codes = all_codes();
    let length = encode(&fullest(realistic(&codes).platforms)).len();
    for n in 0..1_000 {
        let mut rng = Rng::new(n);
        let platforms = codes.iter().map(|&code| {
            let (verdict, _) = VERDICTS[rng.below(VERDICTS.len())];
            seen(code, verdict, 20_000.0 * rng.unit())
        });
        assert_eq!(encode(&fullest(platforms.collect())).len(), length);
    }
}

/// The longest that any choice of platforms can get, over-stated by less than two bytes: the costs
/// are added up along the codes, in thirds of a bit, always by the dearest way to get there.
#[test]
fn any_choice_of_platforms_fits() {
    let gamma = |n: usize| 3 * gamma(n);
    let last = usize::from(*all_codes().last().expect("codes"));
    // dearest[n]: everything up to the code n is written, and n was tested.
    let mut dearest = vec![None; last + 1];
    for end in 1..=last {
        for start in 1..=end {
            let run = gamma(end - start + 1) + 16 * (end - start + 1);
            let first = gamma(start + 1);
            let later = (1..start - 1)
                .filter_map(|before| Some(dearest[before]? + gamma(start - before - 1)))
                .max();
            let cost = run + later.unwrap_or(0).max(first);
            dearest[end] = dearest[end].max(Some(cost));
        }
    }
    let runs = gamma(last / 2 + 2);
    let platforms = dearest.into_iter().flatten().max().expect("codes") + runs;
    let head = 3 * 8 * (encode(&fullest(Vec::new())).len() * 3 / 4);
    let bytes = (head + platforms).div_ceil(3 * 8) + 1;
    let characters = (bytes * 4).div_ceil(3);
    assert!(characters <= LONGEST, "up to {characters} characters");

    let mut longest = 0;
    for n in 0..20_000 {
        let mut rng = Rng::new(n);
        let mut chosen = all_codes();
        let (stay, share) = (rng.unit(), rng.unit());
        let mut on = true;
        chosen.retain(|_| {
            if rng.unit() > stay {
                on = rng.unit() < share;
            }
            on
        });
        longest = longest.max(encode(&fullest(realistic(&chosen).platforms)).len());
    }
    assert!(
        longest <= characters,
        "{longest} over the bound {characters}"
    );
}

#[test]
fn two_hundred_thousand_texts_open_or_are_refused() {
    let here = catalogue(&all_codes());
    let good = encode(&realistic(&all_codes())).into_bytes();
    let mut rng = Rng::new(3);
    let mut opened = 0;
    for _ in 0..100_000 {
        let noise: Vec<u8> = (0..rng.below(160))
            .map(|_| match rng.below(8) {
                0 => rng.below(256) as u8,
                _ => good[rng.below(good.len())],
            })
            .collect();
        opened += usize::from(decode(&String::from_utf8_lossy(&noise), &here).is_ok());

        let mut mutant = good.clone();
        for _ in 0..=rng.below(4) {
            let at = rng.below(mutant.len());
            match rng.below(5) {
                0 => mutant[at] = good[rng.below(good.len())],
                1 => mutant.truncate(at + 1),
                2 => mutant.insert(at, good[rng.below(good.len())]),
                3 => mutant[at] = rng.below(128) as u8,
                _ => drop(mutant.splice(at.., good[..at.min(good.len())].iter().copied())),
            }
            if mutant.is_empty() {
                break;
            }
        }
        let unchanged = mutant == good;
        let mutant = String::from_utf8(mutant).expect("ASCII");
        assert_eq!(decode(&mutant, &here).is_ok(), unchanged, "{mutant}");
    }
    assert_eq!(opened, 0, "noise was taken for a link");
}

#[test]
fn each_character_of_a_link_counts() {
    let here = catalogue(&all_codes());
    let good = encode(&realistic(&codes(&DEFAULT)));
    for at in 0..good.len() {
        for other in (0..128).map(char::from) {
            let changed = format!("{}{other}{}", &good[..at], &good[at + 1..]);
            assert_eq!(
                decode(&changed, &here).is_ok(),
                changed == good,
                "{changed}"
            );
        }
    }
}

/// A run on a quiet line, with something stopped on the device and something censored.
fn a_run() -> (Catalogue, RunResult) {
    use getthrough_lines::browser::{Browser, Kind};
    use getthrough_lines::catalogue::{OWN_URL, catalogue, standard};
    use getthrough_lines::host::Interference;
    use getthrough_lines::line::Line;
    use getthrough_lines::world::World;

    let here = catalogue();
    let browser = Browser::new(Kind::Chromium, 0.0, 1);
    let mut world = World::new(&here, OWN_URL, Line::quiet(40.0), browser, 7);
    world.interfere(&here.platforms[0].endpoints[0].url, Interference::Extension);
    for endpoint in &here.platforms[1].endpoints {
        world.interfere(&endpoint.url, Interference::Reset);
    }
    let chosen = standard(&here);
    let run = getthrough_lines::drive::drive(&here, chosen, Some(OWN_URL), 5, &mut world);
    (here, run)
}

#[test]
fn a_run_is_shared_with_or_without_its_hour_and_with_nothing_else() {
    let (here, run) = a_run();
    for with_time in [true, false] {
        let shared = Shared::of(&run, &here, with_time);
        let opened = decode(&encode(&shared), &here).expect("a good link");
        assert_eq!(opened.shared, shared);
        assert_eq!(opened.shared.time.is_some(), with_time);
        assert_eq!(opened.shared.catalogue, run.catalogue);
        let kinds: Vec<CaveatKind> = run.caveats.iter().map(|c| c.kind).collect();
        assert!(!kinds.is_empty());
        assert_eq!(opened.shared.caveats, kinds);
        for ((platform, seen), asked) in here
            .platforms
            .iter()
            .zip(&opened.platforms)
            .zip(&run.platforms)
        {
            let seen = seen.expect("every platform was asked");
            assert_eq!(platform.id, asked.id);
            assert_eq!(seen.verdict, asked.verdict);
            if seen.verdict == PlatformVerdict::Reachable {
                assert_eq!(seen.latency, asked.warm_ms.and_then(Latency::of_ms));
            }
        }
    }
    let known: Vec<Latency> = Shared::of(&run, &here, false)
        .platforms
        .iter()
        .filter_map(|s| s.latency)
        .collect();
    assert!(known.len() > 50, "a quiet line has latencies");
}

/// What a page hands over, in the names of docs and types.d.ts.
fn draft(value: Value) -> Draft {
    serde_json::from_value(value).expect("a draft")
}

/// What the page at `here` is told of it.
fn opened(draft: &Draft, here: &Catalogue) -> Value {
    let text = encode(&Shared::from(draft));
    let opened = open(&text, here).expect("a good link");
    serde_json::to_value(opened).expect("plain data")
}

#[test]
fn whoever_opens_a_link_sees_the_verdicts_and_the_sentence_of_the_run() {
    let (here, run) = a_run();
    assert_eq!(run.headline.platforms, [here.platforms[1].id.as_str()]);
    let platforms = here.platforms.iter().map(|p| {
        let seen = run.platforms.iter().find(|r| r.id == p.id);
        let seen = seen.expect("every platform was asked");
        json!({ "code": p.code, "verdict": seen.verdict, "warm_ms": seen.warm_ms })
    });
    let kinds: Vec<CaveatKind> = run.caveats.iter().map(|c| c.kind).collect();
    let draft = draft(json!({
        "catalogue": run.catalogue,
        "started_ms": run.started_ms,
        "caveats": kinds,
        "platforms": platforms.collect::<Vec<_>>(),
    }));
    assert_eq!(draft, Draft::of(&run, &here, true));

    let opened = opened(&draft, &here);
    assert_eq!(opened["headline"], json!(run.headline));
    assert_eq!(opened["catalogue"], json!(run.catalogue));
    let hour_ms = opened["hour_ms"].as_f64().expect("an hour");
    assert!((0.0..3_600_000.0).contains(&(run.started_ms - hour_ms)));
    let caveats: Vec<Value> = kinds.iter().map(|kind| json!({ "kind": kind })).collect();
    assert_eq!(opened["caveats"], json!(caveats));
    for list in ["unknown_codes", "unknown_caveats", "not_tested"] {
        assert_eq!(opened[list], json!([]), "{list}");
    }
    let shown = opened["platforms"].as_object().expect("an object");
    assert_eq!(shown.len(), run.platforms.len());
    for asked in &run.platforms {
        let shown = &shown[&asked.id];
        assert_eq!(shown["id"], json!(asked.id));
        assert_eq!(shown["verdict"], json!(asked.verdict));
        if let Some(from) = shown["from_ms"].as_f64() {
            let ms = asked.warm_ms.expect("a time is not made up");
            let to = shown["to_ms"].as_f64().unwrap_or(f64::INFINITY);
            assert!(from <= ms && ms <= to, "{ms} in {shown}");
        }
    }
}

#[test]
fn a_draft_is_tidied_whatever_the_page_gives() {
    let sloppy = draft(json!({
        "catalogue": 3,
        "started_ms": -1.0,
        "caveats": ["stopped", "offline", "stopped"],
        "platforms": [
            { "code": 3, "verdict": "slow", "warm_ms": 20_000 },
            { "code": 1, "verdict": "unreachable", "warm_ms": 20 },
            { "code": 3, "verdict": "reachable", "warm_ms": null },
            { "code": 2, "verdict": "reachable", "warm_ms": -5 },
        ],
    }));
    let opened = opened(&sloppy, &catalogue(&[1, 2, 3]));
    assert_eq!(opened["hour_ms"], Value::Null);
    assert_eq!(
        opened["caveats"],
        json!([{ "kind": "offline" }, { "kind": "stopped" }])
    );
    let platform = |id: &str, verdict: &str, from: Option<u16>| json!({ "id": id, "verdict": verdict, "from_ms": from, "to_ms": null });
    assert_eq!(
        opened["platforms"],
        json!({
            "p1": platform("p1", "unreachable", None),
            "p2": platform("p2", "reachable", None),
            "p3": platform("p3", "slow", Some(12_800)),
        })
    );
}

#[test]
fn a_platform_of_another_catalogue_is_not_left_out_of_the_sentence() {
    let here = catalogue(&[1, 2]);
    let seen = |verdict: &str| {
        draft(json!({
            "catalogue": 9,
            "started_ms": null,
            "caveats": [],
            "platforms": [
                { "code": 1, "verdict": "reachable", "warm_ms": 30 },
                { "code": 94, "verdict": verdict, "warm_ms": null },
            ],
        }))
    };
    let newer = opened(&seen("unreachable"), &here);
    assert_eq!(
        newer["headline"],
        json!({ "kind": "unreachable", "platforms": ["#94"], "others": 1 })
    );
    assert_eq!(newer["unknown_codes"], json!([94]));
    assert_eq!(newer["not_tested"], json!(["p2"]));
    assert_eq!(newer["platforms"].as_object().map(|all| all.len()), Some(1));
    let fine = opened(&seen("reachable"), &here);
    assert_eq!(
        fine["headline"],
        json!({ "kind": "all_reachable", "platforms": [], "others": 2 })
    );
}

#[test]
fn a_refusal_tells_its_name_and_the_version_of_a_newer_link() {
    let told = |refusal: Refusal| serde_json::to_value(refusal).expect("plain data");
    assert_eq!(
        told(Refusal::Cut),
        json!({ "name": "cut", "version": null })
    );
    let newer = Refusal::Newer { version: 2 };
    assert_eq!(told(newer), json!({ "name": "newer", "version": 2 }));
}

#[test]
fn the_documented_link_opens_for_ever() {
    let text = between(DOC, "For example `#", "`");
    let opened = decode(text, &catalogue(&[1, 2, 21])).unwrap_or_else(|e| {
        panic!(
            "docs/SHARE.md: {e:?}; the example is {}",
            encode(&example())
        )
    });
    let example = example();
    assert_eq!(opened.shared, example);
    assert_eq!(encode(&example), text);
}

fn example() -> Shared {
    Shared {
        catalogue: 1,
        time: Hour::of_ms(1_795_471_200_000.0),
        caveats: vec![CaveatKind::SomeControlsFailed],
        platforms: vec![
            seen(1, PlatformVerdict::Unreachable, 0.0),
            seen(2, PlatformVerdict::Reachable, 90.0),
            seen(21, PlatformVerdict::Slow, 700.0),
        ],
    }
}

#[test]
fn the_documentation_has_the_numbers_of_the_code() {
    assert!(DOC.contains(&format!("version, now {VERSION};")));
    let name = |kind: Value| kind.as_str().expect("a wire name").to_owned();
    let wire = |v: PlatformVerdict| name(serde_json::to_value(v).expect("plain data"));
    let mut first = 0;
    let verdicts = VERDICTS.iter().map(|&(verdict, timed)| {
        let (digits, width) = match timed {
            true => (
                format!(
                    "{first}, then {}–{}",
                    first + 1,
                    first + u32::from(Latency::BUCKETS)
                ),
                u32::from(Latency::BUCKETS) + 1,
            ),
            false => (first.to_string(), 1),
        };
        first += width;
        format!("| `{}` | {digits} |", wire(verdict))
    });
    table("verdicts", verdicts.collect());
    let buckets = (0..Latency::BUCKETS).map(|n| {
        let bucket = Latency::new(n).expect("a bucket");
        match bucket.up_to_ms() {
            Some(end) => format!("| {n} | over {} up to {end} ms |", bucket.above_ms()),
            None => format!("| {n} | over {} ms |", bucket.above_ms()),
        }
    });
    table("latencies", buckets.collect());
    assert_eq!(LATENCY_ENDS.len() + 1, usize::from(Latency::BUCKETS));
    let caveats = CAVEATS.iter().map(|&(number, kind)| {
        format!(
            "| {number} | `{}` |",
            name(serde_json::to_value(kind).expect("plain data"))
        )
    });
    table("caveats", caveats.collect());
    let lengths = lengths().into_iter();
    table(
        "lengths",
        lengths
            .map(|(name, realistic, worst)| format!("| {name} | {realistic} | {worst} |"))
            .collect(),
    );
    let refusals = [
        Refusal::Empty,
        Refusal::NotOurs,
        Refusal::Cut,
        Refusal::Damaged,
        Refusal::Newer { version: 2 },
    ];
    for refusal in refusals {
        assert!(
            DOC.contains(&format!("| `{}` |", refusal.name())),
            "{refusal:?}"
        );
    }
}

#[test]
fn every_kind_of_caveat_has_a_number() {
    // Serde names all kinds when it meets another.
    let refused = serde_json::from_str::<CaveatKind>("\"no such name\"");
    let text = refused
        .expect_err("an unknown name was accepted")
        .to_string();
    let (_, list) = text.split_once("expected ").expect("a list");
    assert_eq!(list.matches('`').count() / 2, CAVEATS.len());
    for (place, &(number, kind)) in CAVEATS.iter().enumerate() {
        assert_eq!(usize::from(number), place + 1);
        assert_eq!(CAVEATS.iter().filter(|(_, k)| *k == kind).count(), 1);
    }
}

/// Compares the rows of a table with those that the code gives.
fn table(name: &str, rows: Vec<String>) {
    let documented = between(DOC, &format!("<!-- {name} -->"), "\n\n");
    let documented: Vec<&str> = documented
        .lines()
        .filter(|l| l.starts_with('|'))
        .skip(2)
        .collect();
    assert!(
        documented == rows,
        "docs/SHARE.md, {name}: the code says\n{}",
        rows.join("\n")
    );
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(begin)
        .unwrap_or_else(|| panic!("{begin} is missing"));
    rest.split(end).next().unwrap_or(rest)
}
