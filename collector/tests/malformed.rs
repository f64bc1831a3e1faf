//! A hundred thousand bodies that are reports no more, or not quite: none of them breaks anything,
//! fills anything, or counts for something that it is not.

#[allow(dead_code)]
#[path = "http/bench.rs"]
mod bench;
mod program;

use axum::body::Body;
use bench::Bench;
use getthrough::report::{Report, Slot};
use getthrough_collector::http::{Peer, router};
use getthrough_collector::store::Query;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use program::Numbers;
use std::collections::BTreeMap;
use tower::ServiceExt;

const BODIES: usize = 100_000;
/// The process may be larger at the end by this, bytes: what an allocator keeps.
const GROWTH: u64 = 24 << 20;

/// What a value may be replaced by, or what may be put anywhere.
const ODD: [&str; 30] = [
    "-1",
    "0",
    "1",
    "7",
    "255",
    "256",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "1e3",
    "1.0",
    "1e999",
    "-0",
    "18446744073709551616",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"x\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "{\"code\":1}",
    "[[[[[[",
    "{\"a\":{\"a\":",
    ",",
    ":",
    "}",
    "\u{feff}",
];

/// Changes a body a little.
fn change(body: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.below(body.len() + 1);
    let end = (at + 1 + numbers.below(24)).min(body.len());
    match numbers.below(9) {
        0 if at < body.len() => body[at] ^= 1 << numbers.below(8),
        1 => drop(body.drain(at..end)),
        2 => {
            let part = body[at..end].to_vec();
            body.splice(at..at, part);
        }
        3 => body.truncate(at),
        4 => {
            let odd = ODD[numbers.below(ODD.len())];
            body.splice(at..at, odd.bytes());
        }
        5 => {
            // In the place of the value after a colon.
            let colon = body[at..]
                .iter()
                .position(|&byte| byte == b':')
                .map(|n| at + n + 1);
            if let Some(from) = colon {
                let stops = |byte: &u8| b",}]".contains(byte);
                let to = body[from..]
                    .iter()
                    .position(stops)
                    .map_or(body.len(), |n| from + n);
                body.splice(from..to, ODD[numbers.below(ODD.len())].bytes());
            }
        }
        6 => {
            let noise: Vec<u8> = (0..numbers.below(40))
                .map(|_| numbers.below(256) as u8)
                .collect();
            body.splice(at..at, noise);
        }
        7 => {
            let many = 1 << numbers.below(14);
            let byte = b"[{\" 9x"[numbers.below(6)];
            body.splice(at..at, std::iter::repeat_n(byte, many));
        }
        _ => {
            let other = numbers.below(body.len() + 1);
            body.rotate_left(other.min(at));
        }
    }
}

fn memory() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("this process");
    let line = text.lines().find(|line| line.starts_with("VmRSS"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|n| n.parse::<u64>().ok()).expect("a size") * 1024
}

#[tokio::test]
async fn a_hundred_thousand_malformed_bodies_change_nothing() {
    let mut bench = Bench::new(|_| ()).await;
    let (router, _) = router(bench.app.clone(), None);
    let good = bench.report().to_string().into_bytes();
    let mut numbers = Numbers(20_261_124);
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    let mut before = 0;
    for n in 0..BODIES {
        if n == BODIES / 10 {
            before = memory();
        }
        let mut body = good.clone();
        for _ in 0..=numbers.below(4) {
            change(&mut body, &mut numbers);
        }
        let kind = match numbers.below(50) {
            0 => "text/plain",
            1 => "application/json; charset=\u{ff}",
            _ => "application/json",
        };
        // What it is by the engine's own type, for what is taken.
        let read = serde_json::from_slice::<Report>(&body).ok();
        let mut request = Request::post("/v1/reports").header("content-type", kind.as_bytes());
        if let Some(extensions) = request.extensions_mut() {
            extensions.insert(Peer([20, 1, 2, 3].into()));
        }
        let request = request.body(Body::from(body.clone())).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let status = answer.status();
        let text = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        let shown = String::from_utf8_lossy(&body);
        *statuses.entry(status.as_u16()).or_default() += 1;
        if status == StatusCode::ACCEPTED {
            let report = read.unwrap_or_else(|| panic!("no report was taken: {shown}"));
            assert_eq!(report.schema, 1, "{shown}");
            assert_eq!(report.platforms.len(), 3, "{shown}");
        } else {
            assert!(
                [400, 413, 415, 422].contains(&status.as_u16()),
                "{status}: {shown}"
            );
            let problem: serde_json::Value = serde_json::from_slice(&text).expect("a problem");
            assert_eq!(problem["status"], status.as_u16(), "{shown}");
            assert!(
                text.len() < 2_000,
                "it does not send back what came: {}",
                text.len()
            );
        }
    }
    println!("{statuses:?}");
    for status in [202, 400, 413, 415, 422] {
        assert!(
            statuses.contains_key(&status),
            "{status} never came: {statuses:?}"
        );
    }
    let after = memory();
    assert!(after < before + GROWTH, "from {before} to {after} bytes");
    // Those that were taken are all that counts.
    bench.flush().await;
    let all = Query::of(Slot(0), Slot(u32::MAX));
    let rows = bench.app.store.rows(&all).await.expect("rows");
    let counted: u32 = rows
        .iter()
        .filter(|row| row.platform == 1)
        .map(|row| row.counters.reports)
        .sum();
    assert_eq!(counted as usize, statuses[&202]);
    assert_eq!(
        bench.post(&bench.report()).await.status,
        202,
        "it still takes what is good"
    );
}
