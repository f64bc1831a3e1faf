//! The tables of the documentation say what the code does.

use std::collections::BTreeSet;

use getthrough::result::{RunResult, TryOutcome, Void};
use getthrough::run::Purpose;
use getthrough::thresholds::TABLE;
use getthrough::verdict::{CaveatKind, EndpointVerdict, HeadlineKind, How, PlatformVerdict};
use serde::de::DeserializeOwned;
use serde_json::Value;

const METHODOLOGY: &str = include_str!("../docs/METHODOLOGY.md");
const FAILURES: &str = include_str!("../docs/FAILURES.md");

#[test]
fn the_table_of_thresholds_is_that_of_the_code() {
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
    let [begin, end] = ["<!-- thresholds:begin -->", "<!-- thresholds:end -->"];
    let documented = between(METHODOLOGY, begin, end);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let text = METHODOLOGY.replacen(documented, &table, 1);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/METHODOLOGY.md");
        std::fs::write(path, text).expect("the document can be written");
    } else {
        assert!(
            documented == table,
            "docs/METHODOLOGY.md has another table; UPDATE_DOCS=1 cargo test writes this one:\n{table}"
        );
    }
}

#[test]
fn every_wire_name_is_documented_and_no_other() {
    check::<EndpointVerdict>("EndpointVerdict");
    check::<PlatformVerdict>("PlatformVerdict");
    check::<How>("How");
    check::<TryOutcome>("TryOutcome");
    check::<Void>("Void");
    check::<Purpose>("Purpose");
    check::<CaveatKind>("CaveatKind");
    check::<HeadlineKind>("HeadlineKind");
}

#[test]
fn every_wire_name_has_its_text_on_the_page() {
    let text = include_str!("../www/locales/en.json");
    let locale: Value = serde_json::from_str(text).expect("en.json is JSON");
    let mut missing = Vec::new();
    let mut expect = |names: Vec<String>, prefix: &str, suffixes: &[&str]| {
        for name in names {
            for suffix in suffixes {
                let key = format!("{prefix}.{name}{suffix}");
                if locale.get(&key).is_none() {
                    missing.push(key);
                }
            }
        }
    };
    expect(wire_names::<EndpointVerdict>(), "endpoint", &[""]);
    for prefix in ["verdict", "group", "shared.verdict", "shared.group"] {
        expect(wire_names::<PlatformVerdict>(), prefix, &[""]);
    }
    expect(wire_names::<PlatformVerdict>(), "share.others", &[""]);
    expect(wire_names::<TryOutcome>(), "outcome", &[""]);
    expect(wire_names::<Void>(), "void", &[""]);
    // What stays on the device is no try of anything that the page shows.
    let mut purposes = wire_names::<Purpose>();
    purposes.retain(|name| name != "device");
    expect(purposes, "purpose", &[""]);
    for prefix in ["headline", "share.headline", "shared.headline"] {
        expect(wire_names::<HeadlineKind>(), prefix, &[""]);
    }
    expect(wire_names::<CaveatKind>(), "share.limit", &[""]);
    expect(
        wire_names::<CaveatKind>(),
        "caveat",
        &[".seen", ".cause", ".do"],
    );
    assert!(missing.is_empty(), "www/locales/en.json lacks {missing:?}");
}

fn check<T: DeserializeOwned>(list: &str) {
    let section = between(FAILURES, &format!("<!-- {list} -->"), "\n\n");
    let documented: BTreeSet<&str> = section
        .lines()
        .filter_map(|row| {
            row.strip_prefix("| `")?
                .split_once('`')
                .map(|(name, _)| name)
        })
        .collect();
    let names = wire_names::<T>();
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(documented, names, "docs/FAILURES.md, {list}");
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
    list.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(begin)
        .unwrap_or_else(|| panic!("{begin} is missing"));
    rest.split(end).next().unwrap_or(rest)
}

#[test]
fn every_field_of_the_result_is_documented_and_no_other() {
    const RESULT: &str = include_str!("../docs/RESULT.md");
    let result = serde_json::to_value(a_run_with_everything()).expect("a result is plain data");
    let documented = |heading: &str| -> BTreeSet<String> {
        let section = between(RESULT, &format!("## `{heading}`"), "\n## ");
        let names = section
            .lines()
            .filter_map(|row| row.strip_prefix("| `")?.split_once('`'));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    let platforms: Vec<&Value> = children(&result["platforms"]);
    let endpoints = all(&platforms, "endpoints");
    let controls: Vec<&Value> = children(&result["controls"]);
    let tries = [all(&endpoints, "tries"), all(&controls, "tries")].concat();
    for (heading, objects) in [
        ("RunResult", vec![&result]),
        ("environment", vec![&result["environment"]]),
        ("headline", vec![&result["headline"]]),
        ("caveats[]", children(&result["caveats"])),
        ("line", vec![&result["line"]]),
        ("controls[]", controls),
        ("platforms.<id>", platforms),
        ("endpoints[]", endpoints),
        ("tries[]", tries),
    ] {
        let fields = objects
            .iter()
            .flat_map(|o| o.as_object().expect("an object").keys().cloned());
        assert_eq!(
            documented(heading),
            fields.collect(),
            "docs/RESULT.md, {heading}"
        );
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => items.values().collect(),
        _ => panic!("neither an array nor an object"),
    }
}

fn all<'a>(objects: &[&'a Value], field: &str) -> Vec<&'a Value> {
    objects.iter().flat_map(|o| children(&o[field])).collect()
}

/// A run in which every field that may be absent is there somewhere: something is stopped on the
/// device, and an outage makes failures void.
fn a_run_with_everything() -> RunResult {
    use getthrough_lines::browser::{Browser, Kind};
    use getthrough_lines::catalogue::{OWN_URL, catalogue, standard};
    use getthrough_lines::host::Interference;
    use getthrough_lines::line::{Line, Outage, OutageKind};
    use getthrough_lines::world::World;

    let catalogue = catalogue();
    let mut line = Line::quiet(40.0);
    line.outages.push(Outage {
        from: 3_000.0,
        until: 5_000.0,
        kind: OutageKind::Down,
    });
    let browser = Browser::new(Kind::Chromium, 0.0, 1);
    let mut world = World::new(&catalogue, OWN_URL, line, browser, 7);
    world.interfere(
        &catalogue.platforms[0].endpoints[0].url,
        Interference::Extension,
    );
    let chosen = standard(&catalogue);
    getthrough_lines::drive::drive(&catalogue, chosen, Some(OWN_URL), 5, &mut world)
}
