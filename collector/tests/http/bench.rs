//! A collector on a port of its own, and a client that can send anything.

#[path = "leaving.rs"]
mod leaving;

use getthrough::catalogue::Catalogue;
use getthrough::report::Slot;
use getthrough_collector::clock::{Clock, SetClock};
use getthrough_collector::http::{App, Site, router, server};
use getthrough_collector::intake::{Intake, Known};
use getthrough_collector::jobs::{self, Flusher};
use getthrough_collector::lookout::Lookout;
use getthrough_collector::networks::{Meta, Ranges, Source, Table, pack};
use getthrough_collector::options::Options;
use getthrough_collector::spill::Spill;
use getthrough_collector::store::sqlite::Sqlite;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use leaving::Leaving;

/// The beginning of a day, so that windows are easy to count.
pub const DAY: Slot = Slot(96 * 20_800);

/// Networks with an eighth of all addresses each are easy to remember.
const ROUTES: &str = "\
20.0.0.0,20.255.255.255,12389,Rostelecom
21.0.0.0,21.255.255.255,8359,MTS
22.0.0.0,22.255.255.255,3216,Beeline
23.0.0.0,23.255.255.255,31133,MegaFon
40.0.0.0,40.255.255.255,3320,Deutsche Telekom
41.0.0.0,41.255.255.255,2856,BT
42.0.0.0,42.255.255.255,7018,AT&T
2a00::,2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff,25159,PJSC MegaFon
";
const COUNTRIES: &str = "\
20.0.0.0,23.255.255.255,RU
40.0.0.0,40.255.255.255,DE
41.0.0.0,41.255.255.255,GB
42.0.0.0,42.255.255.255,US
2a00::,2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff,RU
";

/// A catalogue of four platforms, of which a report has three, and five controls.
pub fn catalogue(version: u16) -> Catalogue {
    let platform = |id: &str, code: u16, tier: u8| json!({ "id": id, "code": code, "name": id, "category": "social", "tier": tier, "endpoints": [] });
    let control = |n: u8| json!({ "id": format!("c{n}"), "operator": format!("o{n}"), "url": "https://control.example/", "probe": "fetch" });
    let controls: Vec<Value> = (1..=5).map(control).collect();
    let text = json!({
        "version": version, "date": "2026-11-24",
        "categories": [{ "id": "social", "on": true }],
        "platforms": [platform("x", 1, 1), platform("facebook", 2, 1), platform("bbc", 3, 1), platform("rare", 4, 2)],
        "controls": controls,
    });
    serde_json::from_value(text).expect("a catalogue")
}

fn table() -> Table {
    let source = |gives: &str| Source {
        gives: gives.into(),
        name: "made up".into(),
        licence: "CC0".into(),
        date: "2026-11-20".into(),
    };
    let meta = Meta {
        sources: vec![source("networks"), source("countries")],
    };
    let networks = Ranges::networks(&[ROUTES]).expect("routes");
    let countries = Ranges::countries(&[COUNTRIES]).expect("countries");
    Table::read(&pack(&networks, Some(&countries), meta)).expect("a table")
}

/// A collector that runs.
pub struct Bench {
    pub app: Arc<App>,
    pub clock: Arc<SetClock>,
    /// Whether the store is.
    pub away: Arc<AtomicBool>,
    pub address: SocketAddr,
    lookout: Option<Lookout>,
    flusher: Flusher,
    folder: tempfile::TempDir,
    _stop: watch::Sender<bool>,
}

impl Bench {
    /// One that believes its peers about who asks, takes as much as is asked of it, and publishes
    /// nothing that it should not. `change` may change that.
    pub async fn new(change: impl FnOnce(&mut Options)) -> Self {
        Self::with_site(change, None).await
    }

    pub async fn with_site(change: impl FnOnce(&mut Options), site: Option<Site>) -> Self {
        use clap::Parser;
        let mut options = Options::parse_from(["getthrough-collector"]);
        options.trusted_proxy = vec!["127.0.0.0/8".parse().expect("a net")];
        options.report_burst = 1_000_000;
        options.read_burst = 1_000_000;
        change(&mut options);
        let folder = tempfile::tempdir().expect("a folder");
        let store = Sqlite::open(&folder.path().join("a.db")).expect("a database");
        let away = Arc::<AtomicBool>::default();
        let store = Leaving {
            store,
            away: away.clone(),
        };
        let clock = Arc::new(SetClock::at(Slot(DAY.0 + 48).starts_s() + 300));
        let mut known = Known::default();
        known.add(&catalogue(7)).expect("a catalogue");
        known.add(&catalogue(6)).expect("an older one");
        getthrough_collector::http::recorder();
        let app = Arc::new(App::new(
            options,
            Intake::new(known),
            Arc::new(store),
            clock.clone(),
            Some(table()),
        ));
        let (router, _) = router(app.clone(), site);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let connections = Arc::new(Semaphore::new(app.options.max_connections as usize));
        tokio::spawn(server::serve(listener, router, connections, stopped));
        let flusher = Flusher::new(None, &app);
        Self {
            app,
            clock,
            away,
            address,
            lookout: None,
            flusher,
            folder,
            _stop: stop,
        }
    }

    /// The files of the database.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Goes to so many seconds after the beginning of a slot of the day; what was counted before
    /// is stored.
    pub async fn at(&mut self, slot: u32, seconds: u64) {
        self.flush().await;
        self.clock.set(Slot(DAY.0 + slot).starts_s() + seconds);
    }

    pub async fn flush(&mut self) {
        assert!(self.try_flush().await, "stored");
    }

    /// Whether it is stored.
    pub async fn try_flush(&mut self) -> bool {
        self.flusher.flush(&self.app).await.is_ok()
    }

    /// Starts what stores anew, as after a crash: what waits is what is in a folder.
    pub fn restart_flusher(&mut self, spill: &std::path::Path, most_bytes: u64) {
        // The folder is one's at a time.
        self.flusher = Flusher::new(None, &self.app);
        let spill = Spill::open(spill, most_bytes).expect("a folder");
        self.flusher = Flusher::new(Some(spill), &self.app);
    }

    /// Lets the detector look.
    pub async fn look(&mut self) {
        let looked = jobs::look_once(&self.app, &mut self.lookout).await;
        looked.expect("looked");
    }

    /// Forgets what the detector has in memory, as a new start does.
    pub fn restart_detector(&mut self) {
        self.lookout = None;
    }

    /// The slot that is now.
    pub fn slot(&self) -> u32 {
        self.clock.slot().0
    }

    /// A good report of this moment, in which everything gets through.
    pub fn report(&self) -> Value {
        report(self.slot(), &["reachable"; 3])
    }

    pub async fn post(&self, report: &Value) -> Answer {
        self.post_as("192.0.2.1", report).await
    }

    /// Sends a report from an address.
    pub async fn post_as(&self, from: &str, report: &Value) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("x-forwarded-for", from),
        ];
        let body = report.to_string();
        self.ask("POST", "/v1/reports", &headers, body.as_bytes())
            .await
    }

    /// Sends one report of each of so many prefixes of a network, spread over its /16.
    pub async fn crowd(&self, network: u8, count: u8, slot: u32, verdicts: &[&str; 3]) {
        self.crowd_of(network, 0, count, slot, verdicts).await;
    }

    /// The same, beginning with the prefix `first`.
    pub async fn crowd_of(
        &self,
        network: u8,
        first: u8,
        count: u8,
        slot: u32,
        verdicts: &[&str; 3],
    ) {
        for n in first..first + count {
            let from = format!("{network}.{}.{}.7", n % 13, n);
            let answer = self.post_as(&from, &report(slot, verdicts)).await;
            assert_eq!(answer.status, 202, "{}", answer.text());
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("x-forwarded-for", "192.0.2.1")], b"")
            .await
    }

    /// Asks anything.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n");
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || method == "POST" {
            text += &format!("content-length: {}\r\n", body.len());
        }
        text += "\r\n";
        self.raw(&[text.as_bytes(), body].concat()).await
    }

    /// Sends bytes, and reads until the end.
    pub async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.expect("connected");
        // A refusal may come before all is sent.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        Answer::of(&answer)
    }
}

/// A report with a verdict for each of the three platforms.
pub fn report(slot: u32, verdicts: &[&str; 3]) -> Value {
    let platforms = (1..).zip(verdicts).map(|(code, verdict)| match *verdict {
        "reachable" | "slow" | "partly" => {
            json!({ "code": code, "verdict": verdict, "latency": 3, "ratio": 1 })
        }
        _ => json!({ "code": code, "verdict": verdict }),
    });
    json!({
        "schema": 1, "catalogue": 7, "slot": slot, "browser": "firefox",
        "controls": { "ok": 5, "total": 5 }, "platforms": platforms.collect::<Vec<_>>(),
    })
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        let body = &bytes[end + 4..];
        Self {
            status: status.and_then(|s| s.parse().ok()).expect("a status"),
            body: if chunked {
                unchunk(body)
            } else {
                body.to_vec()
            },
            headers,
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(there, _)| there == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The name of a problem, which must be one in every way.
    pub fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|text| text.len() > 10),
            "{problem}"
        );
        let kind = problem["type"].as_str().expect("a type");
        let name = kind.strip_prefix("urn:getthrough:problem:");
        name.expect("one of ours").to_owned()
    }
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&bytes[..end]);
        let size = usize::from_str_radix(size.trim(), 16).expect("a size");
        all.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
    all
}
