//! From reports to the sentence.

use super::bench::Bench;
use serde_json::Value;

const FINE: [&str; 3] = ["reachable"; 3];
const X_BLOCKED: [&str; 3] = ["unreachable", "reachable", "reachable"];

/// An hour in which Russia's four networks block X from 12:30 on, and others do not.
async fn story(bench: &mut Bench) {
    for n in 0..8 {
        let slot = bench.slot();
        for network in [20, 21, 22, 23] {
            let verdicts = if n >= 2 { X_BLOCKED } else { FINE };
            bench
                .crowd_of(network, n as u8 * 16, 16, slot, &verdicts)
                .await;
        }
        for network in [40, 41, 42] {
            bench.crowd_of(network, n as u8 * 16, 16, slot, &FINE).await;
        }
        bench.at(49 + n, 200).await;
        bench.look().await;
    }
}

#[tokio::test]
async fn four_networks_that_block_one_platform_are_found_and_nothing_else() {
    let mut bench = Bench::new(|_| ()).await;
    story(&mut bench).await;
    let told = bench.get("/v1/incidents").await.json();
    let incidents = told["incidents"].as_array().expect("incidents");
    assert_eq!(incidents.len(), 1, "{told}");
    let one = &incidents[0];
    assert_eq!(one["platform"], "x");
    assert_eq!(one["country"], "RU");
    assert_eq!(one["kind"], "unreachable");
    assert_eq!(one["country_wide"], true);
    assert_eq!(one["since"], "2026-12-13T12:30:00Z", "{one}");
    assert!(one["until"].is_null());
    let networks = one["networks"].as_array().expect("networks").iter();
    let brands: Vec<&str> = networks
        .filter_map(|n| n["network"]["brand"].as_str())
        .collect();
    assert_eq!(brands, ["Beeline", "MTS", "Rostelecom", "MegaFon"]);
    assert_eq!(told["silences"], Value::Array(vec![]));
    for (question, count) in [
        ("country=RU", 1),
        ("country=DE", 0),
        ("platform=x", 1),
        ("platform=bbc", 0),
        ("network=8359", 1),
        ("network=3320", 0),
    ] {
        let some = bench.get(&format!("/v1/incidents?{question}")).await.json();
        assert_eq!(
            some["incidents"].as_array().map(Vec::len),
            Some(count),
            "{question}"
        );
    }
}

#[tokio::test]
async fn a_restart_neither_forgets_nor_doubles_an_incident() {
    let mut bench = Bench::new(|_| ()).await;
    story(&mut bench).await;
    let before = bench.get("/v1/incidents").await.json()["incidents"].clone();
    bench.restart_detector();
    bench.look().await;
    bench.at(58, 0).await;
    bench.look().await;
    let after = bench.get("/v1/incidents").await.json()["incidents"].clone();
    assert_eq!(after.as_array().map(Vec::len), Some(1));
    for field in ["id", "since", "until", "kind", "country_wide"] {
        assert_eq!(after[0][field], before[0][field], "{field}");
    }
}

#[tokio::test]
async fn a_network_of_few_is_not_named() {
    // Nine prefixes that vote for hours are enough votes for the detector, and too few people.
    let mut bench = Bench::new(|_| ()).await;
    for n in 0..40 {
        let slot = bench.slot();
        bench.crowd_of(20, 0, 9, slot, &X_BLOCKED).await;
        for network in [40, 41, 42] {
            bench.crowd_of(network, 0, 12, slot, &FINE).await;
        }
        bench.at(49 + n, 200).await;
        bench.look().await;
    }
    let told = bench.get("/v1/incidents").await.json();
    assert_eq!(told["incidents"], Value::Array(vec![]), "{told}");
    let kept = bench
        .app
        .store
        .kept(
            getthrough::report::Slot(0),
            getthrough::report::Slot(u32::MAX),
        )
        .await;
    assert_eq!(kept.expect("asked").len(), 1, "the detector has found it");
}
