//! Nothing of who asked stays: not in a log, not in a metric, not in the database.

use super::bench::{Bench, report};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// All that could tell who asked.
const TRACES: [&str; 8] = [
    "198.51.100.77",
    "198.51.100",
    "2a00:dead:beef",
    "dead:beef",
    "SecretAgent",
    "secret-referrer",
    "secret-body",
    "127.0.0.1",
];

#[tokio::test]
async fn no_address_agent_or_body_stays_anywhere() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    tracing::info!("the log is heard");

    let mut bench = Bench::new(|options| options.report_burst = 12).await;
    let slot = bench.slot();
    let send = async |from: &str, body: String| {
        let headers = [
            ("content-type", "application/json"),
            ("user-agent", "SecretAgent"),
            ("referer", "https://secret-referrer.example/"),
            ("x-forwarded-for", from),
        ];
        bench
            .ask("POST", "/v1/reports", &headers, body.as_bytes())
            .await
            .status
    };
    let good = report(slot, &["unreachable"; 3]).to_string();
    for from in ["198.51.100.77", "2a00:dead:beef::1"] {
        assert_eq!(send(from, good.clone()).await, 202);
        assert_eq!(send(from, "{\"secret-body\":1}".into()).await, 422);
        assert_eq!(send(from, "secret-body".into()).await, 400);
        while send(from, good.clone()).await != 429 {}
        let headers = [("x-forwarded-for", from), ("user-agent", "SecretAgent")];
        bench
            .ask("GET", "/v1/networks/me?secret-body", &headers, b"")
            .await;
        bench.ask("GET", "/secret-body", &headers, b"").await;
    }
    bench.raw(b"GET / HTTP/1.1\r\nsecret-body\r\n\r\n").await;
    bench.at(49, 200).await;
    bench.look().await;
    bench.app.store.close().await.expect("closed");
    let failed = bench.get("/v1/cells").await;
    assert_eq!(
        failed.problem(),
        "away",
        "and the store's failure is logged"
    );

    let written = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(
        written.contains("the log is heard") && written.contains("cannot be read"),
        "{written}"
    );
    let metrics = getthrough_collector::http::recorder().render();
    assert!(metrics.contains("getthrough_requests_total"), "{metrics}");
    let files = std::fs::read_dir(bench.folder()).expect("the folder");
    let database: Vec<u8> = files
        .flat_map(|file| std::fs::read(file.expect("a file").path()).expect("read"))
        .collect();
    assert!(database.starts_with(b"SQLite"));
    let database = String::from_utf8_lossy(&database);
    // The address that it listens on is none of a visitor; nothing says it here either.
    for trace in TRACES {
        for (place, text) in [
            ("log", &*written),
            ("metrics", &*metrics),
            ("database", &*database),
        ] {
            assert!(!text.contains(trace), "{trace} in the {place}");
        }
    }
}
