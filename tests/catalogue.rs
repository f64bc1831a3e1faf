//! Every rule of the catalogue is seen to fire, at the place where it is broken, and nowhere else.

use getthrough::catalogue::{Catalogue, Control, ProbeKind, Rule, check};
use serde_json::json;

/// One thing that goes wrong with a good catalogue.
struct Case {
    breaks: Rule,
    at: &'static str,
    found: &'static str,
    by: fn(&mut Catalogue),
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { breaks: Rule::NotEmpty, at: "date", found: "", by: |c| c.date.clear() },
    Case { breaks: Rule::NotEmpty, at: "platforms[0].name", found: "", by: |c| c.platforms[0].name.clear() },
    Case { breaks: Rule::NotEmpty, at: "platforms[1].id", found: "", by: |c| c.platforms[1].id.clear() },
    Case { breaks: Rule::NotEmpty, at: "controls[5].operator", found: "", by: |c| c.controls[5].operator.clear() },
    Case { breaks: Rule::IdForm, at: "platforms[0].id", found: "A b", by: |c| c.platforms[0].id = "A b".into() },
    Case { breaks: Rule::UniqueId, at: "categories[2].id", found: "social", by: |c| c.categories.push(c.categories[0].clone()) },
    Case { breaks: Rule::UniqueId, at: "platforms[1].id", found: "x", by: |c| c.platforms[1].id = "x".into() },
    Case { breaks: Rule::UniqueId, at: "platforms[0].endpoints[1].id", found: "site", by: |c| c.platforms[0].endpoints[1].id = "site".into() },
    Case { breaks: Rule::UniqueId, at: "controls[5].id", found: "c0", by: |c| c.controls[5].id = "c0".into() },
    Case { breaks: Rule::UniqueCode, at: "platforms[1].code", found: "1", by: |c| c.platforms[1].code = 1 },
    Case { breaks: Rule::CodeNotZero, at: "platforms[1].code", found: "0", by: |c| c.platforms[1].code = 0 },
    Case { breaks: Rule::Tier, at: "platforms[1].tier", found: "3", by: |c| c.platforms[1].tier = 3 },
    Case { breaks: Rule::KnownCategory, at: "platforms[1].category", found: "sport", by: |c| c.platforms[1].category = "sport".into() },
    Case { breaks: Rule::EndpointCount, at: "platforms[1].endpoints", found: "0", by: |c| c.platforms[1].endpoints.clear() },
    Case { breaks: Rule::EndpointCount, at: "platforms[1].endpoints", found: "5", by: five_endpoints },
    Case { breaks: Rule::SecureUrl, at: "platforms[1].endpoints[0].url", found: "http://y.example/", by: |c| c.platforms[1].endpoints[0].url = "http://y.example/".into() },
    Case { breaks: Rule::SecureUrl, at: "controls[0].url", found: "https:///", by: |c| c.controls[0].url = "https:///".into() },
    Case { breaks: Rule::ProbeFitsUrl, at: "platforms[0].endpoints[1].url", found: "wss://ws.x.example/", by: |c| c.platforms[0].endpoints[1].probe = ProbeKind::Fetch },
    Case { breaks: Rule::ProbeFitsUrl, at: "platforms[0].endpoints[0].url", found: "https://x.example/icon", by: |c| c.platforms[0].endpoints[0].probe = ProbeKind::Websocket },
    Case { breaks: Rule::ProbeFitsUrl, at: "platforms[0].endpoints[0].alt", found: "wss://x.example/", by: |c| c.platforms[0].endpoints[0].alt = Some("wss://x.example/".into()) },
    Case { breaks: Rule::ProbeFitsUrl, at: "controls[0].probe", found: "websocket", by: |c| c.controls[0].probe = ProbeKind::Websocket },
    Case { breaks: Rule::UniqueUrl, at: "platforms[1].endpoints[0].url", found: "https://x.example/icon", by: |c| c.platforms[1].endpoints[0].url = "https://x.example/icon".into() },
    Case { breaks: Rule::UniqueUrl, at: "platforms[0].endpoints[0].alt", found: "https://x.example/icon", by: |c| c.platforms[0].endpoints[0].alt = Some("https://x.example/icon".into()) },
    Case { breaks: Rule::UniqueUrl, at: "controls[1].url", found: "https://c0.example/", by: |c| c.controls[1].url = "https://c0.example/".into() },
    Case { breaks: Rule::SameHost, at: "platforms[0].endpoints[0].alt", found: "https://other.example/", by: |c| c.platforms[0].endpoints[0].alt = Some("https://other.example/".into()) },
    Case { breaks: Rule::SameHost, at: "platforms[0].endpoints[0].image", found: "https://other.example/", by: |c| c.platforms[0].endpoints[0].image = Some("https://other.example/".into()) },
    Case { breaks: Rule::ObjectSize, at: "platforms[0].object.bytes", found: "32767", by: |c| c.platforms[0].object.as_mut().unwrap().bytes = 32_767 },
    Case { breaks: Rule::ObjectSize, at: "controls[0].object.bytes", found: "524289", by: |c| c.controls[0].object.as_mut().unwrap().bytes = 524_289 },
    Case { breaks: Rule::Baseline, at: "platforms[0].endpoints[0].baseline", found: "", by: |c| c.platforms[0].endpoints[0].baseline = Some(0.0) },
    Case { breaks: Rule::Baseline, at: "platforms[0].endpoints[0].baseline", found: "", by: |c| c.platforms[0].endpoints[0].baseline = Some(f64::NAN) },
    Case { breaks: Rule::CountryForm, at: "controls[5].country", found: "tr", by: |c| c.controls[5].country = Some("tr".into()) },
    Case { breaks: Rule::CanaryForm, at: "canary", found: "https://a.example", by: |c| c.canary = Some("https://a.example".into()) },
    Case { breaks: Rule::ControlOperators, at: "controls", found: "4", by: |c| c.controls[0].operator = c.controls[1].operator.clone() },
    // One inside a country is none of the five.
    Case { breaks: Rule::ControlOperators, at: "controls", found: "4", by: |c| c.controls[1].country = Some("TR".into()) },
];

#[test]
fn a_good_catalogue_breaks_no_rule() {
    assert_eq!(check(&good()), []);
}

#[test]
fn each_case_breaks_its_rule_at_its_place_and_no_other() {
    for case in CASES {
        let mut catalogue = good();
        (case.by)(&mut catalogue);
        let seen: Vec<_> = check(&catalogue)
            .into_iter()
            .map(|problem| (problem.rule, problem.path, problem.found))
            .collect();
        let told = (case.breaks, case.at.to_string(), case.found.to_string());
        assert_eq!(seen, [told]);
    }
}

#[test]
fn every_rule_has_a_case_and_a_name_of_its_own() {
    for (index, rule) in Rule::ALL.into_iter().enumerate() {
        assert!(CASES.iter().any(|case| case.breaks == rule), "{rule:?}");
        let same = |other: &Rule| other.name() == rule.name();
        assert_eq!(Rule::ALL.iter().position(same), Some(index), "{rule:?}");
    }
}

#[test]
fn a_problem_is_told_with_the_name_of_its_rule() {
    let mut catalogue = good();
    catalogue.platforms[1].code = 1;
    let told = serde_json::to_value(check(&catalogue)).unwrap();
    assert_eq!(
        told,
        json!([{"path": "platforms[1].code", "rule": "unique-code", "found": "1"}])
    );
}

#[test]
fn a_field_that_nobody_knows_is_refused_where_there_is_room_to_say_so() {
    let text = serde_json::to_string(&good()).unwrap();
    let text = text.replace("\"date\"", "\"dated\":\"2026\",\"date\"");
    let error = serde_json::from_str::<Catalogue>(&text).unwrap_err();
    assert!(error.to_string().contains("`dated`"), "{error}");
}

fn five_endpoints(catalogue: &mut Catalogue) {
    let endpoint = catalogue.platforms[1].endpoints[0].clone();
    for index in 2..6 {
        let mut endpoint = endpoint.clone();
        endpoint.id = format!("site-{index}");
        endpoint.url = format!("https://y.example/{index}");
        catalogue.platforms[1].endpoints.push(endpoint);
    }
}

fn good() -> Catalogue {
    let mut catalogue: Catalogue = serde_json::from_value(json!({
        "version": 1,
        "date": "2026-01-01",
        "canary": "none.example",
        "categories": [{"id": "social", "on": true}, {"id": "news", "on": false}],
        "platforms": [
            {
                "id": "x", "code": 1, "name": "X", "category": "social", "tier": 1,
                "endpoints": [
                    {"id": "site", "role": "site", "url": "https://x.example/icon", "probe": "image"},
                    {"id": "messaging", "role": "messaging", "url": "wss://ws.x.example/", "probe": "websocket"},
                ],
                "object": {"url": "https://x.example/large", "bytes": 65_536},
            },
            {
                "id": "y", "code": 2, "name": "Y", "category": "news", "tier": 2,
                "endpoints": [
                    {"id": "site", "role": "site", "url": "https://y.example/", "probe": "fetch"},
                ],
            },
        ],
        "controls": [],
    }))
    .unwrap();
    catalogue.controls = (0..5).map(control).collect();
    catalogue.controls[0].object = catalogue.platforms[0].object.clone();
    let mut inside = control(5);
    inside.country = Some("TR".into());
    catalogue.controls.push(inside);
    catalogue
}

fn control(number: usize) -> Control {
    Control {
        id: format!("c{number}"),
        operator: format!("operator-{number}"),
        url: format!("https://c{number}.example/"),
        probe: ProbeKind::Fetch,
        country: None,
        object: None,
    }
}
