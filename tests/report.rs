//! Reports as a whole: that nothing finer than their documentation says can leave, and that what
//! a page writes is what a collector takes.

use std::collections::BTreeSet;

use getthrough::catalogue::{Catalogue, Control, Role};
use getthrough::report::{
    Invalid, Judged, LatencyBucket, MAX_BYTES, MAX_PLATFORMS, RateBucket, RatioBucket, Refusal,
    Report, Seen, Slot, standard,
};
use getthrough::result::{
    ControlResult, EndpointResult, Line, PlatformResult, RunResult, Try, TryOutcome, Void,
};
use getthrough::rng::Rng;
use getthrough::run::{Engine, Environment, Form, Purpose};
use getthrough::share::VERDICTS;
use getthrough::verdict::{
    Caveat, CaveatKind, EndpointVerdict, Headline, HeadlineKind, How, PlatformVerdict,
};
use getthrough_lines::catalogue as lines;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const DOC: &str = include_str!("../docs/PRIVACY.md");
const ENGINES: [Engine; 4] = [
    Engine::Chromium,
    Engine::Firefox,
    Engine::Webkit,
    Engine::Other,
];

/// 64 platforms of the standard list, three that are not on it, and a control inside a country.
fn catalogue() -> Catalogue {
    let mut catalogue = lines::catalogue();
    catalogue.categories.push(getthrough::catalogue::Category {
        id: "circumvention".to_owned(),
        on: false,
    });
    for n in 0..3 {
        let mut extra = catalogue.platforms[n].clone();
        extra.id = format!("extra-{n}");
        extra.code = 900 + n as u16;
        if n == 0 {
            extra.category = "circumvention".to_owned();
        } else {
            extra.tier = 2;
        }
        // In between the others, so that codes do not rise in the catalogue's order.
        catalogue.platforms.insert(n, extra);
    }
    catalogue.controls.push(Control {
        id: "at-home".to_owned(),
        country: Some("TR".to_owned()),
        ..catalogue.controls[0].clone()
    });
    catalogue
}

/// What a report may tell of a run.
#[derive(Clone, Debug)]
struct Coarse {
    slot: u32,
    engine: Engine,
    controls: Vec<bool>,
    platforms: Vec<Told>,
}

/// A platform's verdict and its buckets of latency, ratio and rate.
type Told = (PlatformVerdict, Option<u8>, Option<u8>, Option<u8>);

impl Coarse {
    fn any(seed: u64, catalogue: &Catalogue) -> Self {
        let mut rng = Rng::new(seed);
        let mut bucket = |buckets: u8| {
            let n = rng.below(usize::from(buckets) + 1) as u8;
            n.checked_sub(1)
        };
        let mut buckets = || {
            (
                bucket(LatencyBucket::BUCKETS),
                bucket(RatioBucket::BUCKETS),
                bucket(RateBucket::BUCKETS),
            )
        };
        let measured: Vec<_> = standard(catalogue).map(|_| buckets()).collect();
        let platforms = measured.into_iter().map(|(latency, ratio, rate)| {
            let (verdict, _) = VERDICTS[rng.below(VERDICTS.len())];
            (verdict, latency, ratio, rate)
        });
        let platforms = platforms.collect();
        Self {
            slot: 1_900_000 + rng.below(200_000) as u32,
            engine: ENGINES[rng.below(ENGINES.len())],
            controls: (0..lines::catalogue().controls.len())
                .map(|_| rng.below(4) > 0)
                .collect(),
            platforms,
        }
    }
}

/// A value of a bucket: its upper end now and then, which lies in it.
fn within(ends: &[u16], bucket: u8, rng: &mut Rng) -> f64 {
    let n = usize::from(bucket);
    let lowest = n.checked_sub(1).map_or(0.0, |below| f64::from(ends[below]));
    match ends.get(n) {
        Some(&end) if rng.below(8) == 0 => f64::from(end),
        Some(&end) => lowest + (f64::from(end) - lowest) * rng.unit().max(1e-6),
        None => lowest + 1.0 + 1e9 * rng.unit(),
    }
}

/// A run that a report may tell so much of; everything else is made up.
fn run(coarse: &Coarse, catalogue: &Catalogue, fine: u64) -> RunResult {
    let mut rng = Rng::new(fine);
    let mut platforms = Vec::new();
    let mut next = coarse.platforms.iter();
    for platform in &catalogue.platforms {
        let listed = standard(catalogue).any(|s| s.id == platform.id);
        let anything = (PlatformVerdict::Unreachable, None, None, None);
        let &(verdict, latency, ratio, rate) = match listed {
            true => next.next().expect("one for each of the list"),
            // What was ticked beyond the list, or not.
            false if rng.below(2) == 0 => continue,
            false => &anything,
        };
        let mut value =
            |ends: &[u16], bucket: Option<u8>| bucket.map(|b| within(ends, b, &mut rng));
        platforms.push(PlatformResult {
            id: platform.id.clone(),
            verdict,
            warm_ms: value(LatencyBucket::ENDS, latency),
            ratio: value(RatioBucket::ENDS, ratio),
            kbps: value(RateBucket::ENDS, rate),
            how: [None, Some(How::Timeout), Some(How::FastFail)][rng.below(3)],
            unstable: rng.below(2) == 0,
            endpoints: vec![EndpointResult {
                id: "site".to_owned(),
                role: Role::Site,
                host: format!("{}.example", rng.below(1_000)),
                verdict: EndpointVerdict::Reachable,
                how: None,
                tries: tries(true, &mut rng),
            }],
        });
    }
    let foreign = catalogue.controls.iter().filter(|c| c.country.is_none());
    let mut controls: Vec<ControlResult> = foreign
        .zip(&coarse.controls)
        .map(|(c, &ok)| control(&c.id, ok, &mut rng))
        .collect();
    for id in ["at-home", "own", "canary"] {
        if rng.below(2) == 0 {
            let ok = rng.below(2) == 0;
            controls.push(control(id, ok, &mut rng));
        }
    }
    RunResult {
        schema: 1,
        catalogue: catalogue.version,
        seed: rng.below(1 << 30) as u32,
        started_ms: (f64::from(coarse.slot) * 900_000.0 + 899_999.0 * rng.unit()).floor(),
        duration_ms: 1e5 * rng.unit(),
        first_headline_ms: Some(1e4 * rng.unit()),
        complete: rng.below(2) == 0,
        environment: Environment {
            engine: coarse.engine,
            clock_step_ms: rng.unit(),
            require_corp: rng.below(2) == 0,
            service_worker: rng.below(2) == 0,
            image_is_quiet: rng.below(2) == 0,
            country: ["RU", "TR", "IR"].get(rng.below(4)).map(|&c| c.to_owned()),
        },
        headline: Headline {
            kind: HeadlineKind::Inconclusive,
            platforms: Vec::new(),
            others: rng.below(60) as u32,
        },
        caveats: vec![Caveat {
            kind: [CaveatKind::Hidden, CaveatKind::OutOfTime][rng.below(2)],
            count: Some(rng.below(9) as u32),
            ids: Vec::new(),
        }],
        line: Line {
            device_ms: None,
            cold_ms: Some(900.0 * rng.unit()),
            warm_ms: Some(300.0 * rng.unit()),
            kbps: Some(1e5 * rng.unit()),
        },
        controls,
        platforms,
    }
}

fn control(id: &str, ok: bool, rng: &mut Rng) -> ControlResult {
    ControlResult {
        id: id.to_owned(),
        operator: String::new(),
        tries: tries(ok, rng),
    }
}

/// A few tries; where `ok`, one of them is a good answer.
fn tries(ok: bool, rng: &mut Rng) -> Vec<Try> {
    let mut any = |outcome, void| Try {
        purpose: Purpose::First,
        form: Form::Fetch,
        at_ms: 7e4 * rng.unit(),
        ms: 2e4 * rng.unit(),
        outcome,
        void,
        entry_ms: None,
        bytes: None,
    };
    let mut all = vec![
        any(TryOutcome::Failed, None),
        // It came while the page was hidden.
        any(TryOutcome::Answered, Some(Void::Hidden)),
    ];
    if ok {
        all.push(any(TryOutcome::Answered, None));
    }
    all
}

fn report(result: &RunResult, catalogue: &Catalogue) -> Result<Report, Refusal> {
    Report::of(&Seen::of(result, catalogue), catalogue)
}

proptest! {
    #[test]
    fn runs_that_differ_below_the_buckets_give_the_same_text(
        coarse: u64, one: u64, other: u64
    ) {
        let catalogue = catalogue();
        let coarse = Coarse::any(coarse, &catalogue);
        let text = |fine| {
            let report = report(&run(&coarse, &catalogue, fine), &catalogue).expect("a report");
            serde_json::to_string(&report).expect("a report is plain data")
        };
        prop_assert_eq!(text(one), text(other));
    }

    #[test]
    fn what_a_page_writes_a_collector_takes(coarse: u64, fine: u64) {
        let catalogue = catalogue();
        let coarse = Coarse::any(coarse, &catalogue);
        let report = report(&run(&coarse, &catalogue, fine), &catalogue).expect("a report");
        prop_assert_eq!(report.validate(&catalogue), Ok(()));
        prop_assert_eq!(report.check_time(Slot(coarse.slot)), Ok(()));
        let text = serde_json::to_string(&report).expect("a report is plain data");
        prop_assert!(text.len() <= MAX_BYTES);
        prop_assert_eq!(serde_json::from_str::<Report>(&text).expect("it is read back"), report);
    }

    /// What was told of a run is told rightly: the report has these buckets and no others.
    #[test]
    fn a_report_has_the_buckets_of_its_run(coarse: u64, fine: u64) {
        let catalogue = catalogue();
        let coarse = Coarse::any(coarse, &catalogue);
        let report = report(&run(&coarse, &catalogue, fine), &catalogue).expect("a report");
        prop_assert_eq!(report.slot, Slot(coarse.slot));
        prop_assert_eq!(report.browser, coarse.engine);
        let ok = coarse.controls.iter().filter(|&&ok| ok).count();
        prop_assert_eq!(usize::from(report.controls.ok), ok);
        for (platform, told) in standard(&catalogue).zip(&coarse.platforms) {
            let found = report.platforms.iter().find(|p| p.code == platform.code);
            let &Judged { verdict, latency, ratio, rate, .. } = found.expect("the whole list");
            let timed = VERDICTS.contains(&(verdict, true));
            let only = |bucket: Option<u8>| bucket.filter(|_| timed);
            let found = (verdict, latency.map(u8::from), ratio.map(u8::from), rate.map(u8::from));
            prop_assert_eq!(found, (told.0, only(told.1), only(told.2), only(told.3)));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = serde_json::from_str::<Report>(&text);
    }
}

#[test]
fn a_simulated_run_becomes_a_report() {
    use getthrough_lines::browser::{Browser, Kind};
    use getthrough_lines::line::Line;
    use getthrough_lines::world::World;

    let catalogue = lines::catalogue();
    let browser = Browser::new(Kind::Firefox, 0.0, 1);
    let mut world = World::new(&catalogue, lines::OWN_URL, Line::quiet(40.0), browser, 7);
    let chosen = lines::standard(&catalogue);
    let result =
        getthrough_lines::drive::drive(&catalogue, chosen, Some(lines::OWN_URL), 5, &mut world);
    let report = report(&result, &catalogue).expect("a report");
    assert_eq!(report.validate(&catalogue), Ok(()));
    assert_eq!(report.controls.ok, report.controls.total);
    let reachable = |p: &Judged| p.verdict == PlatformVerdict::Reachable;
    assert!(report.platforms.iter().all(reachable));
    let timed = report.platforms.iter().filter(|p| p.latency.is_some());
    assert!(timed.count() > 32, "most are measured");
}

#[test]
fn a_run_that_is_not_over_the_whole_list_to_its_end_is_refused() {
    let catalogue = catalogue();
    let whole = run(&Coarse::any(1, &catalogue), &catalogue, 1);
    let refused = |change: fn(&mut RunResult)| {
        let mut changed = whole.clone();
        change(&mut changed);
        report(&changed, &catalogue).expect_err("a refusal")
    };
    let found = [
        refused(|r| r.platforms.retain(|p| !p.id.ends_with("10"))),
        refused(|r| r.caveats[0].kind = CaveatKind::Stopped),
        refused(|r| r.catalogue += 1),
        refused(|r| r.started_ms = f64::NAN),
    ];
    assert_eq!(found, Refusal::ALL);
    for refusal in Refusal::ALL {
        assert_eq!(serde_json::to_value(refusal).unwrap(), refusal.name());
    }
    let documented = rows("<!-- refusals -->").into_iter().map(|r| names(&r[0]));
    let documented: Vec<String> = documented.flatten().collect();
    assert_eq!(documented, Refusal::ALL.map(Refusal::name));
}

#[test]
fn a_report_that_no_page_writes_is_not_taken() {
    let catalogue = catalogue();
    let good = report(&run(&Coarse::any(1, &catalogue), &catalogue, 1), &catalogue).unwrap();
    let found = |change: fn(&mut Report)| {
        let mut changed = good.clone();
        change(&mut changed);
        let refused = changed.validate(&catalogue).expect_err("invalid");
        assert!(!refused.to_string().is_empty());
        refused
    };
    let [first, second, last] = [0, 1, 63].map(|n| good.platforms[n].code);
    assert_eq!(found(|r| r.schema = 2), Invalid::Schema { found: 2 });
    assert_eq!(found(|r| r.catalogue = 9), Invalid::Catalogue { found: 9 });
    assert_eq!(found(|r| r.controls.ok = 13), Invalid::Controls);
    assert_eq!(found(|r| r.controls.total = 13), Invalid::Controls);
    assert_eq!(found(|r| r.platforms.clear()), Invalid::Count { found: 0 });
    let twice = found(|r| r.platforms[1].code = r.platforms[0].code);
    assert_eq!(twice, Invalid::Order { code: first });
    let swapped = found(|r| r.platforms.swap(0, 1));
    assert_eq!(swapped, Invalid::Order { code: first });
    let none = found(|r| r.platforms[0].code = 0);
    assert_eq!(none, Invalid::Order { code: 0 });
    let missing = found(|r| {
        r.platforms.remove(1);
    });
    assert_eq!(missing, Invalid::Missing { code: second });
    let missing = found(|r| {
        r.platforms.pop();
    });
    assert_eq!(missing, Invalid::Missing { code: last });
    let foreign = found(|r| r.platforms[63].code = 900);
    assert_eq!(foreign, Invalid::Missing { code: last });
    let foreign = found(|r| {
        let mut extra = r.platforms[63];
        extra.code = 900;
        r.platforms.push(extra);
    });
    assert_eq!(foreign, Invalid::Foreign { code: 900 });
    let bucket = found(|r| {
        r.platforms[0].verdict = PlatformVerdict::Unreachable;
        r.platforms[0].rate = RateBucket::of(100.0);
    });
    assert_eq!(bucket, Invalid::Bucket { code: first });
    assert_eq!(good.check_time(Slot(good.slot.0 + 97)), Err(Invalid::Late));
    assert_eq!(good.check_time(Slot(good.slot.0 - 2)), Err(Invalid::Early));
}

#[test]
fn as_many_platforms_as_are_taken_fit_the_limit_and_so_does_every_number_ever_given() {
    let full = |code: u16| Judged {
        code,
        verdict: PlatformVerdict::Reachable,
        latency: LatencyBucket::of(1e9),
        ratio: RatioBucket::of(1e9),
        rate: RateBucket::of(1e9),
    };
    let highest = u16::MAX - MAX_PLATFORMS as u16 + 1;
    let mut report: Report = serde_json::from_value(smallest()).expect("a report");
    report.platforms = (highest..=u16::MAX).map(full).collect();
    (report.catalogue, report.slot) = (u16::MAX, Slot(u32::MAX));
    (report.controls.ok, report.controls.total) = (255, 255);
    report.browser = Engine::Chromium;
    assert_eq!(report.check_shape(), Ok(()));
    let text = serde_json::to_string(&report).expect("plain data");
    assert!(text.len() <= MAX_BYTES, "{}", text.len());
    assert!(DOC.contains(&format!("at most {MAX_BYTES} bytes")));

    report.platforms.insert(0, full(1));
    let found = MAX_PLATFORMS + 1;
    assert_eq!(report.check_shape(), Err(Invalid::Count { found }));

    let codes = include_str!("../catalogue/codes.txt").lines();
    let given = codes.filter(|l| !l.is_empty() && !l.starts_with('#'));
    assert!(given.count() <= MAX_PLATFORMS);
}

/// A report of one platform without buckets, so that any field can be changed alone.
fn smallest() -> Value {
    json!({
        "schema": 1, "catalogue": 1, "slot": 1_995_061, "browser": "firefox",
        "controls": { "ok": 0, "total": 255 },
        "platforms": [{ "code": 1, "verdict": "reachable" }],
    })
}

fn is_taken(report: Value) -> bool {
    serde_json::from_value::<Report>(report).is_ok_and(|r| r.check_shape().is_ok())
}

/// Every field takes the documented values, and no others: whatever else stands there is refused,
/// so nothing finer and no text can travel in it.
#[test]
fn every_field_takes_what_is_documented_and_nothing_else() {
    assert!(is_taken(smallest()));
    let numbers = (-1_i64..=300).chain([65_534, 65_535, 65_536, 4_294_967_295, 4_294_967_296]);
    let mut candidates: Vec<Value> = numbers.map(Value::from).collect();
    candidates.extend([
        json!(1.5),
        json!("text"),
        json!("1"),
        json!(true),
        json!([1]),
    ]);
    candidates.extend([json!({}), json!("Firefox"), json!("")]);
    let words = [
        wire_names::<PlatformVerdict>(),
        wire_names::<Engine>(),
        wire_names::<EndpointVerdict>(),
    ];
    let words: BTreeSet<String> = words.into_iter().flatten().collect();
    candidates.extend(words.into_iter().map(Value::from));

    for row in rows("<!-- fields -->") {
        let [field, values, _] = &row[..] else {
            panic!("three columns: {row:?}")
        };
        let pointer = format!(
            "/{}",
            names(field)[0].replace("[].", "/0/").replace('.', "/")
        );
        let documented = names(values);
        let is_range = values.contains("` to `");
        let mut taken = 0;
        for candidate in &candidates {
            let expected = match (candidate.as_u64(), candidate.as_str()) {
                (Some(n), _) if is_range => {
                    let ends: Vec<u64> = documented.iter().map(|e| e.parse().unwrap()).collect();
                    (ends[0]..=ends[1]).contains(&n)
                }
                (Some(n), _) => documented.contains(&n.to_string()),
                (_, Some(text)) => {
                    !is_range && pointer != "/schema" && documented.contains(&text.to_owned())
                }
                _ => false,
            };
            let mut report = smallest();
            let (folder, name) = pointer.rsplit_once('/').expect("a path");
            report.pointer_mut(folder).expect("it is there")[name] = candidate.clone();
            if pointer == "/controls/total" {
                report["controls"]["ok"] = json!(0);
            }
            assert_eq!(is_taken(report), expected, "{field}: {candidate}");
            taken += usize::from(expected);
        }
        assert!(taken > 0, "{field} takes something");
        let word = |n: &String| n.parse::<u64>().is_err();
        if documented.iter().any(word) {
            assert_eq!(taken, documented.len(), "{field}");
        }
    }
}

#[test]
fn the_documented_fields_are_those_of_the_type() {
    let mut full = smallest();
    full["platforms"][0] =
        json!({ "code": 1, "verdict": "slow", "latency": 1, "ratio": 1, "rate": 1 });
    let report: Report = serde_json::from_value(full).expect("every field");
    let written = serde_json::to_value(report).expect("plain data");
    let mut fields = BTreeSet::new();
    leaves("", &written, &mut fields);
    let documented = rows("<!-- fields -->").into_iter().map(|r| names(&r[0]));
    assert_eq!(documented.flatten().collect::<BTreeSet<_>>(), fields);
}

#[test]
fn any_further_field_is_refused_wherever_it_stands() {
    for folder in ["", "/controls", "/platforms/0"] {
        let mut report = smallest();
        report.pointer_mut(folder).expect("it is there")["id"] = json!("someone");
        assert!(!is_taken(report), "{folder}");
    }
}

#[test]
fn the_documented_buckets_are_those_of_the_code() {
    let scales = [LatencyBucket::ENDS, RatioBucket::ENDS, RateBucket::ENDS];
    let rows = rows("<!-- buckets -->");
    for (bucket, row) in rows.iter().enumerate() {
        assert_eq!(row[0], bucket.to_string());
        for (cell, ends) in row[1..].iter().zip(scales) {
            let expected = match ends.get(bucket) {
                Some(end) => format!("up to {end}"),
                None if bucket == ends.len() => "more".to_owned(),
                None => String::new(),
            };
            assert_eq!(*cell, expected, "bucket {bucket}");
        }
    }
    assert_eq!(rows.len(), usize::from(LatencyBucket::BUCKETS));
}

#[test]
fn the_page_has_a_text_for_each_refusal() {
    let texts: Value = serde_json::from_str(include_str!("../www/locales/en.json")).expect("JSON");
    for refusal in Refusal::ALL {
        let key = format!("report.refusal.{}", refusal.name());
        assert!(texts[&key].is_string(), "{key}");
    }
}

#[test]
fn the_documented_example_is_a_report() {
    let (_, rest) = DOC.split_once("For example: `").expect("an example");
    let (example, _) = rest.split_once('`').expect("its end");
    let report: Report = serde_json::from_str(example).expect("a report");
    assert_eq!(report.check_shape(), Ok(()));
    assert_eq!(serde_json::to_string(&report).expect("plain data"), example);
}

fn leaves(path: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(&format!("{path}{dot}{name}"), value, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                leaves(&format!("{path}[]"), item, found);
            }
        }
        _ => drop(found.insert(path.to_owned())),
    }
}

/// The rows of the table after a mark, as cells.
fn rows(mark: &str) -> Vec<Vec<String>> {
    let (_, rest) = DOC.split_once(mark).unwrap_or_else(|| panic!("{mark}"));
    let table = rest.trim_start().split("\n\n").next().expect("a table");
    let cells = |row: &str| {
        let row = row.trim_start_matches('|').trim_end_matches('|');
        row.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    table.lines().skip(2).map(cells).collect()
}

/// What stands in backticks.
fn names(cell: &str) -> Vec<String> {
    let names = cell.split('`').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// The names that serde accepts for an enum: it lists them when it meets another.
fn wire_names<T: DeserializeOwned>() -> Vec<String> {
    let refusal = match serde_json::from_str::<T>("\"no such name\"") {
        Ok(_) => panic!("an unknown name was accepted"),
        Err(e) => e.to_string(),
    };
    let (_, list) = refusal
        .split_once("expected ")
        .expect("serde lists what it expects");
    names(list)
}
