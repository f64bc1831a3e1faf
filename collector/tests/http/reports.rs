//! `POST /v1/reports`: what is taken, and what is refused with a reason.

use super::bench::{Bench, report};
use getthrough::report::Slot;
use getthrough_collector::store::Query;
use serde_json::{Value, json};

#[tokio::test]
async fn a_good_report_is_taken_and_counted_once_for_each_platform() {
    let mut bench = Bench::new(|_| ()).await;
    let answer = bench.post_as("20.1.2.3", &bench.report()).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert!(answer.body.is_empty());
    bench.flush().await;
    let all = Query::of(Slot(0), Slot(u32::MAX));
    let rows = bench.app.store.rows(&all).await.expect("rows");
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!(row.slot.0, bench.slot());
        assert_eq!(row.network.country.to_string(), "RU");
        assert_eq!(row.network.asn, 12_389);
        assert_eq!((row.counters.reports, row.counters.votes), (1, 1));
        assert_eq!(row.counters.latency[3], 1);
    }
}

#[tokio::test]
async fn what_no_page_would_have_sent_is_refused_with_a_reason() {
    let bench = Bench::new(|_| ()).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut report = bench.report();
        change(&mut report);
        report.to_string()
    };
    let slot = bench.slot();
    let cases: Vec<(&str, u16, String)> = vec![
        ("json", 400, String::new()),
        ("json", 400, "{".into()),
        ("json", 400, "\u{0}\u{1}".into()),
        ("json", 400, format!("{}x", bench.report())),
        ("form", 422, "{\"platforms\":[".repeat(500)),
        ("form", 422, "null".into()),
        ("form", 422, "[]".into()),
        ("form", 422, "[".repeat(4_000)),
        ("form", 422, with(&|r| r["controls"] = json!([5, 5]))),
        (
            "form",
            422,
            with(&|r| r["platforms"][0] = json!([1, "reachable", 3, 1])),
        ),
        ("form", 422, "{}".into()),
        ("form", 422, with(&|r| r["user_agent"] = json!("me"))),
        (
            "form",
            422,
            with(&|r| r["platforms"][0]["note"] = json!("me")),
        ),
        ("form", 422, with(&|r| r["controls"]["names"] = json!([]))),
        ("form", 422, with(&|r| r["slot"] = json!("now"))),
        ("form", 422, with(&|r| r["slot"] = json!(-1))),
        ("form", 422, with(&|r| r["slot"] = json!(1.5))),
        ("form", 422, with(&|r| r["slot"] = json!(1_u64 << 40))),
        ("form", 422, with(&|r| r["browser"] = json!("netscape"))),
        (
            "form",
            422,
            with(&|r| r["platforms"][0]["verdict"] = json!("blocked")),
        ),
        (
            "form",
            422,
            with(&|r| r["platforms"][0]["latency"] = json!(11)),
        ),
        ("form", 422, with(&|r| r["platforms"] = json!({}))),
        ("schema", 422, with(&|r| r["schema"] = json!(2))),
        ("catalogue", 422, with(&|r| r["catalogue"] = json!(5))),
        ("catalogue", 422, with(&|r| r["catalogue"] = json!(8))),
        (
            "controls",
            422,
            with(&|r| r["controls"] = json!({"ok": 6, "total": 5})),
        ),
        (
            "controls",
            422,
            with(&|r| r["controls"] = json!({"ok": 4, "total": 4})),
        ),
        ("count", 422, with(&|r| r["platforms"] = json!([]))),
        (
            "order",
            422,
            with(&|r| r["platforms"][1]["code"] = json!(1)),
        ),
        (
            "missing",
            422,
            with(&|r| drop(r["platforms"].as_array_mut().map(Vec::pop))),
        ),
        (
            "foreign",
            422,
            with(&|r| r["platforms"][2]["code"] = json!(4)),
        ),
        (
            "bucket",
            422,
            with(&|r| r["platforms"][0]["verdict"] = json!("unreachable")),
        ),
        ("late", 422, with(&|r| r["slot"] = json!(slot - 97))),
        ("late", 422, with(&|r| r["slot"] = json!(0))),
        ("early", 422, with(&|r| r["slot"] = json!(slot + 2))),
        ("early", 422, with(&|r| r["slot"] = json!(u32::MAX))),
        (
            "size",
            413,
            format!("{}{}", bench.report(), " ".repeat(8_192)),
        ),
    ];
    for (name, status, body) in cases {
        let headers = [("content-type", "application/json")];
        let answer = bench
            .ask("POST", "/v1/reports", &headers, body.as_bytes())
            .await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        // What is foreign may be seen as what is missing, whichever comes first.
        let found = answer.problem();
        let either =
            ["missing", "foreign"].contains(&name) && ["missing", "foreign"].contains(&&*found);
        assert!(found == name || either, "{body}: {}", answer.text());
    }
    assert_eq!(bench.app.intake.waiting(), 0, "none of it was counted");
}

#[tokio::test]
async fn a_body_without_an_end_is_cut_off() {
    let bench = Bench::new(|_| ()).await;
    let head = "POST /v1/reports HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(4_096));
    let answer = bench
        .raw(format!("{head}{}", chunk.repeat(64)).as_bytes())
        .await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.problem(), "size");
}

#[tokio::test]
async fn only_json_is_taken_with_or_without_a_charset() {
    let bench = Bench::new(|_| ()).await;
    let body = bench.report().to_string();
    let kinds = [
        ("application/json", 202),
        ("Application/JSON; charset=utf-8", 202),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonx", 415),
    ];
    for (kind, status) in kinds {
        let headers = [("content-type", kind)];
        let answer = bench
            .ask("POST", "/v1/reports", &headers, body.as_bytes())
            .await;
        assert_eq!(answer.status, status, "{kind}");
    }
    let answer = bench.ask("POST", "/v1/reports", &[], body.as_bytes()).await;
    assert_eq!(answer.problem(), "media-type");
}

#[tokio::test]
async fn an_older_catalogue_and_a_late_report_are_taken() {
    let bench = Bench::new(|_| ()).await;
    let mut older = bench.report();
    older["catalogue"] = json!(6);
    assert_eq!(bench.post(&older).await.status, 202);
    for slot in [bench.slot() - 96, bench.slot() + 1] {
        let answer = bench.post(&report(slot, &["reachable"; 3])).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
    }
}

#[tokio::test]
async fn a_frame_without_an_origin_may_send_and_read() {
    let bench = Bench::new(|_| ()).await;
    let asked = [
        ("origin", "null"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let answer = bench.ask("OPTIONS", "/v1/reports", &asked, b"").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let methods = answer.header("access-control-allow-methods");
    assert!(methods.is_some_and(|methods| methods.contains("POST")));
    let headers = [("origin", "null"), ("content-type", "application/json")];
    let body = bench.report().to_string();
    let sent = bench
        .ask("POST", "/v1/reports", &headers, body.as_bytes())
        .await;
    assert_eq!(sent.status, 202);
    let wrong = bench.ask("POST", "/v1/reports", &headers, b"{").await;
    for answer in [answer, sent, wrong] {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("set-cookie"), None);
    }
}

#[tokio::test]
async fn a_prefix_has_one_vote_and_is_never_told() {
    let mut bench = Bench::new(|_| ()).await;
    let good = bench.report();
    let bad = report(bench.slot(), &["unreachable"; 3]);
    for (from, report) in [
        ("20.1.2.3", &good),
        ("20.1.2.200", &bad),
        ("20.1.2.3", &bad),
        ("20.1.3.3", &good),
        ("2a00:1:2:3::1", &good),
        ("2a00:1:2:ffff::1", &bad),
    ] {
        let answer = bench.post_as(from, report).await;
        assert_eq!((answer.status, answer.body.len()), (202, 0), "{from}");
    }
    bench.flush().await;
    let all = Query::of(Slot(0), Slot(u32::MAX));
    let mut rows = bench.app.store.rows(&all).await.expect("rows");
    rows.retain(|row| row.platform == 1);
    rows.sort_by_key(|row| row.network.asn);
    let counts = rows.iter().map(|row| {
        let c = &row.counters;
        (row.network.asn, c.reports, c.votes, c.verdicts[0], c.bad())
    });
    let counts: Vec<_> = counts.collect();
    assert_eq!(counts, [(12_389, 4, 2, 2, 0), (25_159, 2, 1, 1, 0)]);
}

#[tokio::test]
async fn a_line_that_is_down_says_nothing_of_a_platform() {
    let mut bench = Bench::new(|_| ()).await;
    let mut down = report(bench.slot(), &["unreachable"; 3]);
    down["controls"]["ok"] = json!(2);
    assert_eq!(bench.post(&down).await.status, 202);
    assert_eq!(bench.post(&down).await.status, 202);
    // The line is up again: its vote was not used.
    assert_eq!(bench.post(&bench.report()).await.status, 202);
    bench.flush().await;
    let all = Query::of(Slot(0), Slot(u32::MAX));
    for row in bench.app.store.rows(&all).await.expect("rows") {
        let c = row.counters;
        assert_eq!((c.reports, c.line_down, c.votes, c.bad()), (3, 1, 1, 0));
    }
}
