//! The OpenAPI document describes what is there.

use super::bench::Bench;
use getthrough::report::{LatencyBucket, MAX_PLATFORMS, RateBucket, RatioBucket};
use serde_json::Value;

#[tokio::test]
async fn every_route_is_in_the_document_and_answers() {
    let bench = Bench::new(|_| ()).await;
    let document = bench.get("/openapi.json").await.json();
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|v| v.starts_with("3."))
    );
    let mut paths: Vec<&str> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .map(String::as_str)
        .collect();
    paths.sort_unstable();
    let expected = [
        "/healthz",
        "/openapi.json",
        "/readyz",
        "/v1/cells",
        "/v1/export",
        "/v1/incidents",
        "/v1/networks/me",
        "/v1/reports",
        "/v1/series",
    ];
    assert_eq!(paths, expected);
    for path in paths {
        let operations = document["paths"][path].as_object().expect("operations");
        for (method, operation) in operations {
            let query = if path == "/v1/series" {
                "?platform=x&country=RU"
            } else {
                ""
            };
            let answer = bench
                .ask(&method.to_uppercase(), &format!("{path}{query}"), &[], b"")
                .await;
            assert_ne!(answer.status, 404, "{method} {path}");
            let status = answer.status.to_string();
            assert!(
                operation["responses"].get(&status).is_some(),
                "{path} does not tell of {status}"
            );
        }
    }
}

#[tokio::test]
async fn every_reference_in_the_document_leads_somewhere() {
    let bench = Bench::new(|_| ()).await;
    let document = bench.get("/openapi.json").await.json();
    fn walk(value: &Value, document: &Value, seen: &mut usize) {
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            let pointer = target.strip_prefix('#').expect("in the document");
            assert!(document.pointer(pointer).is_some(), "{target}");
            *seen += 1;
        }
        match value {
            Value::Object(map) => map.values().for_each(|v| walk(v, document, seen)),
            Value::Array(list) => list.iter().for_each(|v| walk(v, document, seen)),
            _ => {}
        }
    }
    let mut seen = 0;
    walk(&document, &document, &mut seen);
    assert!(seen > 10, "{seen}");
}

/// The form is written down by hand beside the type, so it is held to it.
#[tokio::test]
async fn the_form_of_a_report_is_that_of_the_engine() {
    let bench = Bench::new(|_| ()).await;
    let document = bench.get("/openapi.json").await.json();
    let form = &document["components"]["schemas"]["Report"];
    let fields = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        names.sort_unstable();
        names
    };
    let report = bench.report();
    assert_eq!(fields(&form["properties"]), fields(&report));
    let platform = &form["properties"]["platforms"]["items"]["properties"];
    assert_eq!(
        fields(platform),
        ["code", "latency", "rate", "ratio", "verdict"]
    );
    assert_eq!(form["properties"]["platforms"]["maxItems"], MAX_PLATFORMS);
    for (name, buckets) in [
        ("latency", LatencyBucket::BUCKETS),
        ("ratio", RatioBucket::BUCKETS),
        ("rate", RateBucket::BUCKETS),
    ] {
        assert_eq!(platform[name]["maximum"], buckets - 1, "{name}");
    }
    let verdicts = platform["verdict"]["enum"].as_array().expect("names");
    assert_eq!(verdicts.len(), 6, "{verdicts:?}");
    for verdict in verdicts {
        let verdict = verdict.as_str().expect("a name");
        let report = super::bench::report(bench.slot(), &[verdict; 3]);
        assert_eq!(bench.post(&report).await.status, 202, "{verdict}");
    }
    for browser in ["chromium", "firefox", "webkit", "other"] {
        let mut report = bench.report();
        report["browser"] = browser.into();
        assert_eq!(bench.post(&report).await.status, 202, "{browser}");
        let known = form["properties"]["browser"]["enum"]
            .as_array()
            .expect("names");
        assert!(known.contains(&browser.into()), "{browser}");
    }
}

/// Whatever must be two types at once can never be sent.
#[tokio::test]
async fn no_part_of_the_document_contradicts_itself() {
    let bench = Bench::new(|_| ()).await;
    let document = bench.get("/openapi.json").await.json();
    fn kind<'a>(part: &'a Value, document: &'a Value) -> Option<&'a Value> {
        let target = part.get("$ref").and_then(Value::as_str);
        let part = target
            .and_then(|target| document.pointer(&target[1..]))
            .unwrap_or(part);
        part.get("type")
    }
    fn walk(value: &Value, document: &Value) {
        if let Some(parts) = value.get("allOf").and_then(Value::as_array) {
            let kinds: Vec<_> = parts
                .iter()
                .filter_map(|part| kind(part, document))
                .collect();
            assert!(kinds.windows(2).all(|two| two[0] == two[1]), "{value}");
        }
        match value {
            Value::Object(map) => map.values().for_each(|v| walk(v, document)),
            Value::Array(list) => list.iter().for_each(|v| walk(v, document)),
            _ => {}
        }
    }
    walk(&document, &document);
}
