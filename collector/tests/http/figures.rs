//! The public figures: what is told, what is not, and that it stays.

use super::bench::{Bench, report};
use serde_json::Value;

fn cells(answer: &Value) -> Vec<Value> {
    answer["cells"].as_array().expect("cells").clone()
}

#[tokio::test]
async fn ten_prefixes_are_published_when_the_slot_has_closed_and_nine_are_not() {
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    bench
        .crowd(20, 10, slot, &["unreachable", "reachable", "slow"])
        .await;
    bench.crowd(21, 9, slot, &["unreachable"; 3]).await;
    bench.flush().await;
    assert!(
        cells(&bench.get("/v1/cells").await.json()).is_empty(),
        "it is open"
    );
    bench.at(49, 149).await;
    assert!(
        cells(&bench.get("/v1/cells").await.json()).is_empty(),
        "it may be told from 150 s on"
    );
    bench.at(49, 150).await;
    let answer = bench.get("/v1/cells?country=ru").await;
    assert_eq!(answer.status, 200);
    let told = answer.json();
    assert_eq!(told["k"], 10);
    let found = cells(&told);
    assert_eq!(found.len(), 3, "one network, three platforms: {told}");
    let x = found
        .iter()
        .find(|cell| cell["platform"] == "x")
        .expect("x");
    assert_eq!(x["network"]["asn"], 12_389);
    assert_eq!(x["network"]["brand"], "Rostelecom");
    assert_eq!(x["scope"], "network");
    assert_eq!(x["votes"], 10);
    assert_eq!(x["verdicts"]["unreachable"], 10);
    assert_eq!(x["bad"]["share"], 1.0);
    assert_eq!(x["from"], "2026-12-13T12:00:00Z");
    assert_eq!(x["to"], "2026-12-13T12:15:00Z");
}

#[tokio::test]
async fn nobody_can_be_had_by_taking_one_answer_from_another() {
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    bench.crowd(20, 12, slot, &["reachable"; 3]).await;
    bench.at(49, 200).await;
    let before = cells(&bench.get("/v1/cells?platform=x").await.json());
    assert_eq!(before[0]["votes"], 10, "twelve, in steps of five");
    // One more, late for the slot, and three in the next one, of the same hour.
    let late = report(slot, &["unreachable"; 3]);
    assert_eq!(bench.post_as("20.99.99.1", &late).await.status, 202);
    bench.crowd(20, 3, slot + 1, &["unreachable"; 3]).await;
    for (slot, seconds) in [(50, 200), (52, 200), (73, 0), (97, 0), (193, 0), (200, 0)] {
        bench.at(slot, seconds).await;
        let path = "/v1/cells?platform=x&from=2026-12-13T00:00:00Z&to=2026-12-14T00:00:00Z";
        let after = cells(&bench.get(path).await.json());
        assert_eq!(
            after, before,
            "{slot}: what was told stays, and the four are too few to be told"
        );
    }
}

#[tokio::test]
async fn late_ones_and_thin_slots_are_told_together_when_they_are_enough() {
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    for n in 0..3_u32 {
        for who in 0..5_u32 {
            let from = format!("20.{n}.{who}.1");
            let answer = bench
                .post_as(&from, &report(slot + n, &["reachable"; 3]))
                .await;
            assert_eq!(answer.status, 202);
        }
        bench.at(49 + n, 300).await;
    }
    assert!(cells(&bench.get("/v1/cells?platform=x").await.json()).is_empty());
    bench.at(52, 200).await;
    let found = cells(&bench.get("/v1/cells?platform=x").await.json());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["votes"], 15);
    assert_eq!(found[0]["to"], "2026-12-13T13:00:00Z", "an hour");
}

#[tokio::test]
async fn what_is_not_known_is_told_as_not_known() {
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    bench
        .crowd(20, 10, slot, &["slow", "reachable", "reachable"])
        .await;
    bench.crowd(20, 2, slot + 1, &["reachable"; 3]).await;
    bench.at(52, 200).await;
    let path = "/v1/series?platform=x&country=RU&network=12389&from=2026-12-13T11:30:00Z&to=2026-12-13T13:00:00Z";
    let series = bench.get(path).await.json();
    let states = |series: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let points = series["points"].as_array().expect("points").iter();
        points
            .map(|p| (text(&p["state"]), text(&p["to"])[11..16].to_owned()))
            .collect()
    };
    let state = |name: &str, to: &str| (name.to_owned(), to.to_owned());
    let open = [
        state("open", "12:00"),
        state("published", "12:15"),
        state("open", "13:00"),
    ];
    assert_eq!(states(&series), open, "{series}");
    bench.at(200, 0).await;
    let series = bench.get(path).await.json();
    let over = [
        state("insufficient", "12:00"),
        state("published", "12:15"),
        state("insufficient", "13:00"),
    ];
    assert_eq!(states(&series), over, "{series}");
    let nothing = bench
        .get("/v1/series?platform=x&country=DE&network=3320")
        .await;
    let points = nothing.json()["points"].clone();
    assert_eq!(points.as_array().map(Vec::len), Some(1), "{points}");
    assert_ne!(points[0]["state"], "published");
    assert_eq!(
        bench.get("/v1/series?platform=x").await.problem(),
        "question"
    );
}

#[tokio::test]
async fn more_figures_than_an_answer_may_have_are_not_even_gathered() {
    use getthrough_collector::clock::Clock;
    use getthrough_collector::figures::public_up_to;
    use getthrough_collector::store::Query;
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    bench.crowd(20, 10, slot, &["reachable"; 3]).await;
    bench.crowd(40, 10, slot, &["reachable"; 3]).await;
    bench.at(49, 200).await;
    let query = Query::of(
        getthrough::report::Slot(slot),
        getthrough::report::Slot(slot + 1),
    );
    let ask = async |most: usize| {
        let found = public_up_to(most, &*bench.app.store, &query, 10, bench.clock.now_s()).await;
        found.expect("asked").map(|all| all.len())
    };
    assert_eq!(ask(6).await, Some(6), "three platforms in two countries");
    assert_eq!(ask(5).await, None);
    assert_eq!(ask(2).await, None);
}

#[tokio::test]
async fn an_answer_can_be_kept_and_asked_again_by_its_tag() {
    let mut bench = Bench::new(|_| ()).await;
    bench.crowd(20, 10, bench.slot(), &["reachable"; 3]).await;
    bench.at(49, 200).await;
    let first = bench.get("/v1/cells?platform=x").await;
    let tag = first.header("etag").expect("a tag").to_owned();
    assert_eq!(first.header("cache-control"), Some("public, max-age=60"));
    let headers = [("if-none-match", &*tag)];
    let again = bench
        .ask("GET", "/v1/cells?platform=x", &headers, b"")
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = bench
        .ask("GET", "/v1/cells?platform=bbc", &headers, b"")
        .await;
    assert_eq!(other.status, 200);
    bench.crowd(20, 20, bench.slot(), &["reachable"; 3]).await;
    bench.at(50, 200).await;
    let later = bench
        .ask("GET", "/v1/cells?platform=x", &headers, b"")
        .await;
    assert_eq!(later.status, 200, "there is a new figure");
}

#[tokio::test]
async fn everything_public_can_be_downloaded_and_nothing_else() {
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    bench.crowd(20, 10, slot, &["reachable"; 3]).await;
    bench.crowd(21, 9, slot, &["reachable"; 3]).await;
    // The next day, too.
    bench.at(48 + 96, 0).await;
    bench.crowd(20, 11, slot + 96, &["slow"; 3]).await;
    bench.at(49 + 96, 200).await;
    let times = "from=2026-12-01T00:00:00Z&to=2026-12-20T00:00:00Z";
    let csv = bench.get(&format!("/v1/export?format=csv&{times}")).await;
    assert_eq!(csv.status, 200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 6, "{text}");
    let columns = lines[0].split(',').count();
    assert!(
        lines.iter().all(|line| line.split(',').count() == columns),
        "{text}"
    );
    assert!(
        lines[1]
            .starts_with("2026-12-13T12:00:00Z,2026-12-13T12:15:00Z,x,1,RU,network,12389,10,10,0,"),
        "{}",
        lines[1]
    );
    let ndjson = bench
        .get(&format!("/v1/export?format=ndjson&{times}"))
        .await;
    let text = ndjson.text();
    let cells: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(cells.len(), 6);
    assert!(cells.iter().all(|cell| cell["network"]["asn"] == 12_389));
    let one = bench
        .get(&format!("/v1/export?platform=bbc&country=RU&{times}"))
        .await;
    assert_eq!(one.text().lines().count(), 1 + 2);
}

#[tokio::test]
async fn a_settled_day_tells_the_same_as_before_and_keeps_nothing_else() {
    let mut bench = Bench::new(|_| ()).await;
    let slot = bench.slot();
    bench.crowd(20, 10, slot, &["reachable"; 3]).await;
    bench.crowd(21, 3, slot, &["unreachable"; 3]).await;
    bench.at(97, 0).await;
    let path = "/v1/cells?platform=x&from=2026-12-13T00:00:00Z&to=2026-12-14T00:00:00Z";
    let before = cells(&bench.get(path).await.json());
    assert_eq!(before.len(), 1);
    bench.at(96 * 10 - 1, 0).await;
    assert_eq!(
        getthrough_collector::jobs::settle(&bench.app)
            .await
            .expect("done"),
        0
    );
    bench.at(96 * 10, 0).await;
    assert_eq!(
        getthrough_collector::jobs::settle(&bench.app)
            .await
            .expect("done"),
        1
    );
    assert_eq!(
        bench.app.store.first().await.expect("asked"),
        None,
        "no counters are left"
    );
    assert_eq!(cells(&bench.get(path).await.json()), before);
}

#[tokio::test]
async fn a_question_that_is_not_understood_says_what_it_should_be() {
    let bench = Bench::new(|_| ()).await;
    for question in [
        "platform=myspace",
        "country=Russia",
        "country=%00%00",
        "network=MTS",
        "network=-1",
        "from=yesterday",
        "from=2026-12-14T00:00:00Z&to=2026-12-13T00:00:00Z",
        "from=2026-01-01T00:00:00Z",
        "from=2020-01-01T00:00:00Z&platform=x",
        "from=-9999-01-01T00:00:00Z",
        "to=9999-12-31T23:59:59Z&from=9999-12-31T23:59:59Z",
        "colour=red",
        "platform=x&platform=bbc",
        "platform=%ff",
    ] {
        for path in ["cells", "series"] {
            let answer = bench.get(&format!("/v1/{path}?{question}")).await;
            assert_eq!(answer.status, 400, "{path} {question}: {}", answer.text());
            assert_eq!(answer.problem(), "question");
        }
    }
    assert_eq!(
        bench.get("/v1/export?format=xml").await.problem(),
        "question"
    );
}

#[tokio::test]
async fn a_caller_learns_where_they_are_counted() {
    let bench = Bench::new(|_| ()).await;
    let ask = async |from: &str| {
        let headers = [("x-forwarded-for", from)];
        bench.ask("GET", "/v1/networks/me", &headers, b"").await
    };
    let me = ask("21.5.6.7").await;
    assert_eq!(me.header("cache-control"), Some("no-store"));
    let me = me.json();
    assert_eq!(me["country"], "RU");
    assert_eq!(me["network"]["asn"], 8_359);
    assert_eq!(me["network"]["brand"], "MTS");
    assert_eq!(me["sources"][0]["licence"], "CC0");
    assert_eq!(me["age_days"], 23);
    let six = ask("2a00:1::1").await.json();
    assert_eq!(six["network"]["asn"], 25_159);
    let nowhere = ask("192.0.2.1").await.json();
    assert!(nowhere["country"].is_null() && nowhere["network"].is_null());
}

#[tokio::test]
async fn the_test_option_lowers_the_bound_and_says_so() {
    let mut bench = Bench::new(|options| options.insecure_test_k = Some(1)).await;
    bench.crowd(20, 1, bench.slot(), &["reachable"; 3]).await;
    bench.at(49, 200).await;
    let told = bench.get("/v1/cells").await.json();
    assert_eq!(told["k"], 1);
    assert_eq!(cells(&told).len(), 3);
    let health = bench.get("/healthz").await.json();
    assert_eq!(
        (&health["k"], &health["insecure"]),
        (&1.into(), &true.into())
    );
    let honest = Bench::new(|_| ()).await.get("/healthz").await.json();
    assert_eq!(honest["insecure"], false);
}
