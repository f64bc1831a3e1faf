//! The lab checks itself: for each thing that the censor can do, what a plain page of a real
//! browser sees of it. A scenario means nothing if its interference is not what it says.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use getthrough::catalogue::{Catalogue, Endpoint, LargeObject, Platform, ProbeKind, Risk, Role};
use serde::Deserialize;
use serde_json::json;

use crate::addresses::{PAGE, PAGE_EXTENSION};
use crate::browser::{Engine, Guard};
use crate::censor::{Action, LATE};
use crate::run::{Count, Server, Suite};
use crate::session::{Blocker, Driven, Session};

/// The page of the check, and its headers.
const PAGE_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/plain");
/// Silence for so long is silence.
const DEADLINE: Duration = Duration::from_secs(12);
/// Anything that is refused is refused within this time: Firefox tries a connection that is reset
/// eleven times, which on a shared machine was seen to take 4.3 s.
const REFUSED_WITHIN_MS: f64 = 7_000.0;
/// The picture of each host: at 140 kbit/s it takes more than six seconds.
const OBJECT_BYTES: u32 = 131_072;

/// What a page sees of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// An answer, at once.
    Answered,
    /// An answer, after seconds.
    Slow,
    /// A refusal.
    Refused,
    /// Nothing.
    Silence,
}

/// One row: a host, what is done to it, what a `fetch` and an `Image` see.
struct Row {
    host: &'static str,
    action: Option<Action>,
    fetch: [Sight; 2],
    image: [Sight; 2],
}

/// What both browsers see alike.
const fn both(sight: Sight) -> [Sight; 2] {
    [sight; 2]
}

const fn row(host: &'static str, action: Action, seen: Sight) -> Row {
    Row {
        host,
        action: Some(action),
        fetch: both(seen),
        image: both(seen),
    }
}

/// The measured facts: Chromium first, Firefox second.
const ROWS: [Row; 17] = [
    Row {
        action: None,
        ..row("plain.example", Action::Dropped, Sight::Answered)
    },
    row("nxdomain.example", Action::DnsNxdomain, Sight::Refused),
    row("servfail.example", Action::DnsServfail, Sight::Refused),
    row("silent-name.example", Action::DnsSilent, Sight::Silence),
    row("loopback.example", Action::DnsLoopback, Sight::Refused),
    // Chromium refuses, as the page's Permissions-Policy demands; Firefox asks the visitor.
    Row {
        fetch: [Sight::Refused, Sight::Silence],
        image: [Sight::Refused, Sight::Silence],
        ..row("private.example", Action::DnsPrivate, Sight::Refused)
    },
    row("block-page.example", Action::DnsBlockPage, Sight::Refused),
    row("dropped.example", Action::Dropped, Sight::Silence),
    row("refused.example", Action::Refused, Sight::Refused),
    row("prohibited.example", Action::IcmpProhibited, Sight::Refused),
    row("sni-reset.example", Action::SniReset, Sight::Refused),
    row("sni-dropped.example", Action::SniDropped, Sight::Silence),
    row("http-silent.example", Action::HttpSilent, Sight::Silence),
    Row {
        image: both(Sight::Silence),
        ..row("stalled.example", Action::Stalled, Sight::Answered)
    },
    Row {
        image: both(Sight::Slow),
        ..row("policed.example", Action::Policed, Sight::Answered)
    },
    Row {
        image: both(Sight::Refused),
        ..row("451.example", Action::Status(451), Sight::Answered)
    },
    row("redirect.example", Action::RedirectHttp, Sight::Refused),
];

/// The page asks each URL and tells how it ended and after how many milliseconds.
const ASK: &str = "
const [requests, deadline, done] = arguments;
const fetched = async (url, signal) => {
  await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
};
const loaded = (url) => new Promise((resolve, reject) => {
  const image = new Image();
  image.onload = resolve;
  image.onerror = reject;
  image.src = url;
});
const ask = async ({ url, image }) => {
  const start = performance.now();
  const stop = new AbortController();
  let how = 'answered';
  const late = new Promise((resolve) => setTimeout(() => { how = 'silence'; resolve(); }, deadline));
  const work = (image ? loaded(url) : fetched(url, stop.signal)).catch(() => {
    if (how !== 'silence') how = 'refused';
  });
  await Promise.race([work, late]);
  const ms = performance.now() - start;
  const ended = how;
  stop.abort();
  return { how: ended, ms };
};
Promise.all(requests.map(ask)).then(done);";

/// How a request ended.
#[derive(Clone, Debug, Deserialize)]
struct Answer {
    how: String,
    ms: f64,
}

impl Answer {
    fn sight(&self) -> Option<Sight> {
        match self.how.as_str() {
            "answered" if self.ms > 3_000.0 => Some(Sight::Slow),
            "answered" => Some(Sight::Answered),
            "refused" if self.ms < REFUSED_WITHIN_MS => Some(Sight::Refused),
            // A resolver that stays silent makes browsers give up shortly before the deadline.
            "refused" if self.ms > 8_000.0 => Some(Sight::Silence),
            "silence" => Some(Sight::Silence),
            _ => None,
        }
    }
}

/// Checks the lab with one browser.
pub fn check(engine: Engine, round_trip: Duration, evidence: &Path) -> Result<Count> {
    let suite = Arc::new(Suite {
        catalogue: catalogue(),
        site: PAGE_FOLDER.into(),
        evidence: evidence.to_owned(),
        round_trip,
        scenarios: Vec::new(),
        repeat: 1,
        blocked: vec!["plain.example".to_owned()],
        server: Server::Lab,
        guard: Guard::None,
    });
    let session = Session::start(&suite, engine)?;
    session.drive_with(Blocker::In, suite, move |driven, suite| async move {
        let mut tally = Tally {
            engine,
            count: Count::default(),
        };
        driven.hosts(&mut tally).await?;
        driven.distance(&mut tally, suite.round_trip).await?;
        driven.lines(&mut tally).await?;
        driven.page_alone(&mut tally).await?;
        Ok(tally.count)
    })
}

/// Prints and counts.
struct Tally {
    engine: Engine,
    count: Count,
}

impl Tally {
    fn tell(&mut self, what: &str, is_right: bool, seen: &str) {
        let word = if is_right { "ok" } else { "FAILED" };
        println!("{word:6} {:9} {what:30} {seen}", self.engine);
        if is_right {
            self.count.passed += 1;
        } else {
            self.count.failed += 1;
        }
    }
}

impl Driven {
    /// Each kind of interference with a host.
    async fn hosts(&self, tally: &mut Tally) -> Result<()> {
        let fetches: Vec<_> = ROWS.iter().map(|row| (url(row.host), false)).collect();
        let images: Vec<_> = ROWS.iter().map(|row| (picture(row.host), true)).collect();
        let mut seen = Vec::new();
        for requests in [fetches, images] {
            // Anew for each kind: a browser joins a question to the resolver that is under way.
            self.visit(PAGE).await?;
            for row in &ROWS {
                if let Some(action) = row.action {
                    self.world.censor.apply(row.host, action);
                }
            }
            seen.push(self.ask(&requests, DEADLINE).await?);
        }
        let [fetched, loaded] = seen.as_slice() else {
            unreachable!("two kinds were asked")
        };
        let which = Engine::BOTH
            .iter()
            .position(|engine| *engine == tally.engine)
            .unwrap_or(0);
        for (row, (fetched, loaded)) in ROWS.iter().zip(fetched.iter().zip(loaded)) {
            let is_right = fetched.sight() == Some(row.fetch[which])
                && loaded.sight() == Some(row.image[which]);
            tally.tell(
                row.host,
                is_right,
                &format!("fetch {}, image {}", told(fetched), told(loaded)),
            );
        }
        Ok(())
    }

    /// The wire is as long as it is said to be.
    async fn distance(&self, tally: &mut Tally, round_trip: Duration) -> Result<()> {
        self.visit(PAGE).await?;
        let mut best = f64::INFINITY;
        for _ in 0..8 {
            let answers = self.ask(&[(url("plain.example"), false)], DEADLINE).await?;
            best = answers.iter().map(|answer| answer.ms).fold(best, f64::min);
        }
        self.world.censor.apply("second.example", Action::Late);
        let answers = [(url("second.example"), false)];
        let answers = self.ask(&answers, DEADLINE).await?;
        let late: f64 = answers.iter().map(|answer| answer.ms).sum();
        tally.tell(
            "an answer that comes later",
            late >= LATE.as_secs_f64() * 1000.0,
            &format!("{late:.0} ms"),
        );
        let wanted = round_trip.as_secs_f64() * 1000.0;
        // The browser's own work adds a few milliseconds; the wire must not add more.
        let is_right = best >= wanted && best < wanted + 15.0;
        tally.tell(
            "a request on a warm connection",
            is_right,
            &format!("{best:.1} ms of {wanted:.0}"),
        );
        Ok(())
    }

    /// What can happen to a whole line.
    async fn lines(&self, tally: &mut Tally) -> Result<()> {
        let two = [
            (url("plain.example"), false),
            (url("second.example"), false),
        ];
        let short = Duration::from_secs(5);
        self.visit(PAGE).await?;
        self.world.censor.cut_all_but(["plain.example"]);
        let seen = self.ask(&two, short).await?;
        tally.tell(
            "all but one host cut",
            sights(&seen) == [Sight::Answered, Sight::Silence],
            &all(&seen),
        );
        self.visit(PAGE).await?;
        self.world.censor.go_dark();
        let seen = self.ask(&two, short).await?;
        tally.tell("dark", sights(&seen) == [Sight::Silence; 2], &all(&seen));
        self.visit(PAGE).await?;
        self.world.censor.capture();
        let seen = self.ask(&two, short).await?;
        tally.tell(
            "captive portal",
            sights(&seen) == [Sight::Refused; 2],
            &all(&seen),
        );
        self.visit(PAGE).await?;
        self.world.set_link(false)?;
        let seen = self.ask(&two, short).await?;
        tally.tell(
            "link down",
            sights(&seen) == [Sight::Refused; 2],
            &all(&seen),
        );
        self.visit(PAGE).await?;
        self.world.censor.lose(0.5);
        let many = vec![two[0].clone(); 20];
        let seen = self.ask(&many, short).await?;
        let slowest = seen.iter().map(|answer| answer.ms).fold(0.0, f64::max);
        tally.tell(
            "half of all packets lost",
            slowest > 400.0,
            &format!("slowest {slowest:.0} ms"),
        );
        self.world.reset()
    }

    /// What happens in the browser alone.
    async fn page_alone(&self, tally: &mut Tally) -> Result<()> {
        let two = [
            (url("plain.example"), false),
            (url("second.example"), false),
        ];
        self.visit(PAGE_EXTENSION).await?;
        let seen = self.ask(&two, DEADLINE).await?;
        let right = [Sight::Refused, Sight::Answered];
        tally.tell(
            "blocked by the extension",
            sights(&seen) == right,
            &all(&seen),
        );
        self.visit(PAGE).await?;
        self.world.log.clear();
        let watch = "window.states = []; document.addEventListener('visibilitychange', \
                     () => states.push(document.visibilityState));";
        self.browser.script(watch, vec![]).await?;
        let hidden = self.browser.hide().await?;
        self.browser.show(hidden).await?;
        let states = self.browser.script("return states", vec![]).await?;
        tally.tell(
            "hidden and shown",
            states == json!(["hidden", "visible"]),
            &states.to_string(),
        );
        let entries = self.world.log.entries();
        tally.tell(
            "nothing talks but the page",
            entries.is_empty(),
            &format!("{entries:?}"),
        );
        Ok(())
    }

    async fn visit(&self, host: &str) -> Result<()> {
        self.world.reset()?;
        self.browser.forget().await?;
        self.browser.open(&format!("https://{host}/")).await
    }

    async fn ask(&self, requests: &[(String, bool)], deadline: Duration) -> Result<Vec<Answer>> {
        let requests: Vec<_> = requests
            .iter()
            .map(|(url, image)| json!({ "url": url, "image": image }))
            .collect();
        let count = requests.len();
        let arguments = vec![json!(requests), json!(deadline.as_millis() as u64)];
        let answers = self.browser.script_until(ASK, arguments).await?;
        let answers: Vec<Answer> = serde_json::from_value(answers)?;
        ensure!(
            answers.len() == count,
            "{count} requests had {} answers",
            answers.len()
        );
        Ok(answers)
    }
}

fn sights(answers: &[Answer]) -> Vec<Sight> {
    answers.iter().filter_map(Answer::sight).collect()
}

fn told(answer: &Answer) -> String {
    format!("{} after {:.0} ms", answer.how, answer.ms)
}

fn all(answers: &[Answer]) -> String {
    answers.iter().map(told).collect::<Vec<_>>().join(", ")
}

fn url(host: &str) -> String {
    format!("https://{host}/icon.png")
}

fn picture(host: &str) -> String {
    format!("https://{host}/picture.png")
}

/// A catalogue of the check's own hosts, each with an icon and a picture.
fn catalogue() -> Catalogue {
    let hosts = ROWS.iter().map(|row| row.host).chain(["second.example"]);
    let platforms = hosts.enumerate().map(|(code, host)| Platform {
        id: host.to_owned(),
        code: code as u16,
        name: host.to_owned(),
        category: "check".to_owned(),
        tier: 1,
        operator: None,
        endpoints: vec![Endpoint {
            id: "site".to_owned(),
            role: Role::Site,
            url: url(host),
            probe: ProbeKind::Image,
            alt: None,
            image: None,
            protocol: None,
            hello: false,
            edge: None,
            blocker: Risk::None,
            baseline: None,
            once: false,
            unproven: false,
        }],
        object: Some(LargeObject {
            url: picture(host),
            bytes: OBJECT_BYTES,
        }),
    });
    Catalogue {
        version: 1,
        date: "2026-01-01".to_owned(),
        canary: None,
        categories: Vec::new(),
        platforms: platforms.collect(),
        controls: Vec::new(),
    }
}
