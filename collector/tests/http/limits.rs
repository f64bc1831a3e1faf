//! How much anybody may ask, and how slowly.

use super::bench::{Answer, Bench};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_neighbourhood_has_its_share_and_others_have_theirs() {
    let bench = Bench::new(|options| {
        options.report_burst = 3;
        options.report_every_ms = 60_000;
        options.read_burst = 2;
        options.read_every_ms = 60_000;
    })
    .await;
    let report = bench.report();
    for _ in 0..3 {
        assert_eq!(bench.post_as("20.1.2.3", &report).await.status, 202);
    }
    let limited = async |from: &str| bench.post_as(from, &report).await;
    for from in ["20.1.2.3", "20.1.2.99"] {
        let answer = limited(from).await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.problem(), "limit");
        let wait: u64 = answer
            .header("retry-after")
            .expect("when")
            .parse()
            .expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(limited("20.1.3.3").await.status, 202, "the next /24");
    for n in 0..3 {
        assert_eq!(limited(&format!("2a00:1:2:{n}::1")).await.status, 202);
    }
    assert_eq!(
        limited("2a00:1:2:ffff::1").await.status,
        429,
        "the same /48"
    );
    assert_eq!(limited("2a00:1:3::1").await.status, 202);
    // Questions have a share of their own; whether it runs is never limited.
    assert_eq!(bench.get("/v1/cells").await.status, 200);
    assert_eq!(bench.get("/v1/incidents").await.status, 200);
    assert_eq!(bench.get("/v1/cells").await.status, 429);
    assert_eq!(bench.get("/healthz").await.status, 200);
    assert_eq!(bench.get("/readyz").await.status, 204);
}

#[tokio::test]
async fn who_comes_when_too_many_send_at_once_is_told_when_to_come_again() {
    let bench = Bench::new(|_| ()).await;
    let head = "POST /v1/reports HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{";
    let mut sending = Vec::new();
    for _ in 0..1_024 {
        let mut stream = TcpStream::connect(bench.address).await.expect("connected");
        stream.write_all(head.as_bytes()).await.expect("sent");
        sending.push(stream);
    }
    let report = bench.report();
    let crowded = async {
        loop {
            let answer = bench.post(&report).await;
            if answer.status != 202 {
                break answer;
            }
            // The last of them are still on their way in.
            tokio::task::yield_now().await;
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(10), crowded).await;
    let answer = answer.expect("it is crowded");
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("5"))
    );
    assert_eq!(answer.problem(), "busy");
    assert_eq!(
        bench.get("/v1/cells").await.status,
        200,
        "others are answered"
    );
    drop(sending);
    let free = async { while bench.post(&report).await.status != 202 {} };
    let free = tokio::time::timeout(Duration::from_secs(10), free).await;
    free.expect("there is room again");
}

#[tokio::test]
async fn headers_are_bounded() {
    let bench = Bench::new(|_| ()).await;
    let many: Vec<(String, String)> = (0..100).map(|n| (format!("x-{n}"), "1".into())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (&**n, &**v)).collect();
    assert_eq!(bench.ask("GET", "/healthz", &many, b"").await.status, 431);
    let long = "x".repeat(64 << 10);
    assert_eq!(
        bench
            .ask("GET", "/healthz", &[("x", &long)], b"")
            .await
            .status,
        431
    );
    let path = format!("/v1/cells?platform={long}");
    let answer = bench.get(&path).await;
    assert!([414, 431].contains(&answer.status), "{}", answer.status);
}

/// Real seconds pass here: the bounds are those of the server.
#[tokio::test]
async fn who_is_slow_is_cut_off_and_holds_nobody_up() {
    let bench = Bench::new(|options| options.max_connections = 8).await;
    let mut slow = Vec::new();
    for text in ["GET /healthz HTTP/1.1\r\nhost", "POST /v1/reports HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"].repeat(4) {
        let mut stream = TcpStream::connect(bench.address).await.expect("connected");
        stream.write_all(text.as_bytes()).await.expect("sent");
        slow.push(stream);
    }
    // All places are taken; the next one waits for the first to be cut off.
    let answer = tokio::time::timeout(Duration::from_secs(20), bench.get("/healthz")).await;
    assert_eq!(answer.expect("its turn").status, 200);
    let ended = slow.into_iter().map(|mut stream| async move {
        let mut rest = Vec::new();
        let read = stream.read_to_end(&mut rest);
        let done = tokio::time::timeout(Duration::from_secs(20), read).await;
        done.expect("it is cut off")
            .map(|_| rest)
            .unwrap_or_default()
    });
    for rest in futures_util::future::join_all(ended).await {
        let text = String::from_utf8_lossy(&rest);
        assert!(
            rest.is_empty() || text.starts_with("HTTP/1.1 408"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_and_what_is_asked_wrongly_is_said_in_one_form() {
    let bench = Bench::new(|_| ()).await;
    let form = |answer: Answer| (answer.status, answer.problem());
    let name = |status: u16, name: &str| (status, name.to_owned());
    assert_eq!(form(bench.get("/v1/nothing").await), name(404, "not-found"));
    assert_eq!(form(bench.get("/").await), name(404, "not-found"));
    let wrong = bench.get("/v1/reports").await;
    assert_eq!(wrong.header("allow"), Some("POST"));
    assert_eq!(form(wrong), name(405, "method"));
    let wrong = bench.ask("DELETE", "/v1/cells", &[], b"").await;
    assert_eq!(form(wrong), name(405, "method"));
}
