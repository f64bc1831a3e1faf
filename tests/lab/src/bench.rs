//! How long a run takes, beside what a plain page would take for the same requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use getthrough::catalogue::{Catalogue, Platform};
use getthrough::result::{RunResult, Try};
use getthrough::run::{Form, Purpose};
use getthrough::verdict::PlatformVerdict;
use serde_json::{Value, json};

use crate::addresses::PAGE;
use crate::browser::Engine;
use crate::censor::Action;
use crate::page;
use crate::run::{Count, Suite};
use crate::scenario::{hosts_of, hosts_of_control, ticked};
use crate::session::{Driven, Session};

/// The first pass may take so many times what the plain loop takes.
const FIRST_PASS_LIMIT: f64 = 1.5;
/// A run with half of everything black-holed may take so long.
const HALF_LIMIT_MS: f64 = 45_000.0;

/// Makes the requests, six at a time, and passes the milliseconds that all of them took to its
/// last argument.
const PLAIN_LOOP: &str = "
const [requests, done] = arguments;
const ask = {
  fetch: async (url) => {
    const stop = new AbortController();
    await fetch(url, {
      mode: 'no-cors', cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer',
      signal: stop.signal,
    });
    stop.abort();
  },
  download: async (url) => { await (await fetch(url, { cache: 'no-store' })).arrayBuffer(); },
  image: (url) => new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = resolve;
    image.onerror = reject;
    image.src = url + (url.includes('?') ? '&' : '?') + Math.random();
  }),
  websocket: (url, protocol) => new Promise((resolve, reject) => {
    const socket = protocol ? new WebSocket(url, protocol) : new WebSocket(url);
    socket.onopen = () => { socket.close(); resolve(); };
    socket.onerror = reject;
  }),
};
const start = performance.now();
let failed = 0;
const work = async () => {
  for (let next; (next = requests.shift());) {
    await ask[next.form](next.url, next.protocol).catch(() => { failed += 1; });
  }
};
Promise.all(Array.from({ length: 6 }, work))
  .then(() => done({ ms: performance.now() - start, failed }));";

const WATCH_TASKS: &str = "
window.longestTask = PerformanceObserver.supportedEntryTypes.includes('longtask') ? 0 : null;
if (longestTask !== null) {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longestTask = Math.max(longestTask, entry.duration);
  }).observe({ type: 'longtask' });
}";

/// Measures one browser, and says whether its figures are within their limits.
pub fn bench(suite: &Arc<Suite>, engine: Engine) -> Result<Count> {
    let session = Session::start(suite, engine)?;
    session.drive(suite.clone(), move |driven, suite| async move {
        let mut sheet = Sheet {
            engine,
            count: Count::default(),
        };
        driven.clean(&mut sheet, &suite.catalogue).await?;
        driven.half(&mut sheet, &suite.catalogue).await?;
        Ok(sheet.count)
    })
}

/// Prints figures and counts those that have a limit.
struct Sheet {
    engine: Engine,
    count: Count,
}

impl Sheet {
    fn figure(&self, what: &str, figure: &str) {
        println!("       {:9} {what:52} {figure}", self.engine);
    }

    fn limited(&mut self, what: &str, figure: &str, is_within: bool) {
        let word = if is_within { "ok" } else { "FAILED" };
        println!("{word:6} {:9} {what:52} {figure}", self.engine);
        if is_within {
            self.count.passed += 1;
        } else {
            self.count.failed += 1;
        }
    }
}

impl Driven {
    /// A run in which all is well, and the plain loops over its requests.
    async fn clean(&self, sheet: &mut Sheet, catalogue: &Catalogue) -> Result<()> {
        self.fresh().await?;
        self.browser.script(WATCH_TASKS, vec![]).await?;
        page::start(&self.browser).await?;
        let result = page::ended(&self.browser).await?.result;
        let longest = self.browser.script("return longestTask", vec![]).await?;

        let requests = requests(&result, catalogue)?;
        let is_first = |one: &&Made| matches!(one.why, Purpose::First | Purpose::Opening);
        let first: Vec<&Made> = requests.iter().filter(is_first).collect();
        let first_pass = first.iter().map(|one| one.ended_ms).fold(0.0, f64::max);
        let plain_first = self.plain_loop(&first).await?;
        let plain_whole = self
            .plain_loop(&requests.iter().collect::<Vec<_>>())
            .await?;

        sheet.figure("clean run", &seconds(result.duration_ms));
        let headline = result.first_headline_ms.map_or("none".to_owned(), seconds);
        sheet.figure("clean run, first headline", &headline);
        sheet.figure(
            &format!("first pass, {} requests", first.len()),
            &seconds(first_pass),
        );
        sheet.figure("the same by a plain loop of six", &seconds(plain_first));
        let ratio = first_pass / plain_first;
        let what = format!("first pass over the plain loop (at most {FIRST_PASS_LIMIT})");
        sheet.limited(&what, &format!("{ratio:.2}"), ratio <= FIRST_PASS_LIMIT);
        let what = format!("all {} requests by a plain loop of six", requests.len());
        sheet.figure(&what, &seconds(plain_whole));
        let ratio = result.duration_ms / plain_whole;
        sheet.figure("whole run over the plain loop", &format!("{ratio:.2}"));
        let longest = match longest.as_f64() {
            None => "this browser does not tell".to_owned(),
            Some(0.0) => "below 50 ms".to_owned(),
            Some(ms) => format!("{ms:.0} ms"),
        };
        sheet.figure("longest task of the main thread", &longest);
        Ok(())
    }

    /// A run with half of the platforms black-holed.
    async fn half(&self, sheet: &mut Sheet, catalogue: &Catalogue) -> Result<()> {
        let dropped = half_of(catalogue);
        self.fresh().await?;
        for host in dropped.iter().flat_map(|platform| hosts_of(platform)) {
            self.world.censor.apply(&host, Action::Dropped);
        }
        page::start(&self.browser).await?;
        let result = page::ended(&self.browser).await?.result;
        let what = format!(
            "{} platforms black-holed, run (at most 45 s)",
            dropped.len()
        );
        let is_within = result.duration_ms <= HALF_LIMIT_MS;
        sheet.limited(&what, &seconds(result.duration_ms), is_within);
        let headline = result.first_headline_ms.map_or("none".to_owned(), seconds);
        sheet.figure("black-holed, first headline", &headline);
        let wrong = |platform: &&getthrough::result::PlatformResult| {
            let is_dropped = dropped.iter().any(|one| one.id == platform.id);
            let right = if is_dropped {
                PlatformVerdict::Unreachable
            } else {
                PlatformVerdict::Reachable
            };
            platform.verdict != right
        };
        let wrong: Vec<String> = result
            .platforms
            .iter()
            .filter(wrong)
            .map(|platform| format!("{} {:?}", platform.id, platform.verdict))
            .collect();
        sheet.limited(
            "black-holed, wrong verdicts",
            &format!("{wrong:?}"),
            wrong.is_empty(),
        );
        Ok(())
    }

    async fn fresh(&self) -> Result<()> {
        self.world.reset()?;
        self.browser.forget().await?;
        page::open(&self.browser, PAGE).await?;
        page::approach(&self.browser).await
    }

    /// How long the requests take without a run, milliseconds.
    async fn plain_loop(&self, requests: &[&Made]) -> Result<f64> {
        self.fresh().await?;
        let list: Vec<&Value> = requests.iter().map(|one| &one.request).collect();
        let told = self
            .browser
            .script_until(PLAIN_LOOP, vec![json!(list)])
            .await?;
        anyhow::ensure!(
            told["failed"] == 0,
            "{} requests of the plain loop failed",
            told["failed"]
        );
        told["ms"].as_f64().context("the plain loop tells its time")
    }
}

/// A request that a run made.
struct Made {
    why: Purpose,
    at_ms: f64,
    ended_ms: f64,
    request: Value,
}

/// Every request of a run, in its order.
fn requests(result: &RunResult, catalogue: &Catalogue) -> Result<Vec<Made>> {
    let mut all = Vec::new();
    for got in &result.platforms {
        let platform = catalogue
            .platforms
            .iter()
            .find(|platform| platform.id == got.id);
        let platform = platform.context("a result names platforms of the catalogue")?;
        for endpoint in &got.endpoints {
            let (url, protocol) = asked(platform, &endpoint.id)?;
            all.extend(endpoint.tries.iter().map(|one| made(one, url, protocol)));
        }
    }
    for got in &result.controls {
        let Some(control) = catalogue
            .controls
            .iter()
            .find(|control| control.id == got.id)
        else {
            // The page's own server.
            let url = format!("https://{PAGE}/ping.txt");
            all.extend(got.tries.iter().map(|one| made(one, &url, None)));
            continue;
        };
        for one in &got.tries {
            let object = control
                .object
                .as_ref()
                .filter(|_| one.form == Form::Download);
            let url = object.map_or(&control.url, |object| &object.url);
            all.push(made(one, url, None));
        }
    }
    all.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    Ok(all)
}

fn asked<'a>(platform: &'a Platform, id: &str) -> Result<(&'a str, Option<&'a str>)> {
    if id == "object" {
        let object = platform
            .object
            .as_ref()
            .context("only a platform with an object has tries of it")?;
        return Ok((&object.url, None));
    }
    let endpoint = platform.endpoints.iter().find(|endpoint| endpoint.id == id);
    let endpoint = endpoint.context("a result names endpoints of the catalogue")?;
    Ok((&endpoint.url, endpoint.protocol.as_deref()))
}

fn made(one: &Try, url: &str, protocol: Option<&str>) -> Made {
    let request = json!({ "form": one.form, "url": url, "protocol": protocol });
    Made {
        why: one.purpose,
        at_ms: one.at_ms,
        ended_ms: one.at_ms + one.ms,
        request,
    }
}

/// Every other platform, but those that share a host with a control or with another platform.
fn half_of(catalogue: &Catalogue) -> Vec<&Platform> {
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    let hosts = ticked(catalogue).flat_map(hosts_of);
    for host in hosts.chain(catalogue.controls.iter().flat_map(hosts_of_control)) {
        *owners.entry(host).or_default() += 1;
    }
    let alone = |platform: &&Platform| hosts_of(platform).iter().all(|host| owners[host] == 1);
    let half = ticked(catalogue).count() / 2;
    // Every second one first, so that those of all categories are among them.
    let fit: Vec<&Platform> = ticked(catalogue).filter(alone).collect();
    let (even, odd): (Vec<_>, Vec<_>) = fit.iter().enumerate().partition(|(n, _)| n % 2 == 0);
    even.into_iter()
        .chain(odd)
        .map(|(_, platform)| *platform)
        .take(half)
        .collect()
}

fn seconds(ms: f64) -> String {
    format!("{:.2} s", ms / 1000.0)
}
