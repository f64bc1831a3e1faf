//! A collector on the servers' side of the lab, as an operator would start it: behind a proxy, with
//! a file of networks, and with the site.

use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use getthrough::report::Slot;
use serde_json::Value;

use super::networks;
use crate::addresses::COLLECTOR;
use crate::client;
use crate::world::World;

/// Where it listens: nobody else does in a namespace of the lab's own.
const PORT: u16 = 8080;
/// It starts within this time.
const START_LIMIT: Duration = Duration::from_secs(30);
/// Seconds in a slot.
const SLOT_S: i64 = 900;

/// A running collector; it ends when dropped.
pub struct Collector {
    world: Arc<World>,
    process: Child,
    clock: PathBuf,
    said: Arc<Mutex<Vec<String>>>,
}

impl Collector {
    /// Starts one with a new database below `folder`; its clock is as many slots ahead as asked.
    pub fn start(
        world: &Arc<World>,
        program: &Path,
        site: &Path,
        folder: &Path,
        options: &[&str],
        slots: i64,
    ) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let program = program
            .canonicalize()
            .with_context(|| format!("{} is no collector", program.display()))?;
        let networks = networks::file(&program, folder)?;
        let clock = folder.join("clock");
        std::fs::write(&clock, shift(slots).to_string())?;
        let mut command = world.server().command(&program);
        command
            .args(["--listen", &format!("127.0.0.1:{PORT}")])
            .args(["--trusted-proxy", "127.0.0.1/32"])
            // Whole towns report from here within seconds.
            .args(["--report-burst", "1000", "--read-burst", "1000"])
            .arg("--db")
            .arg(folder.join("collector.db"))
            .arg("--site")
            .arg(site)
            .arg("--networks")
            .arg(networks)
            .arg("--insecure-test-clock")
            .arg(&clock)
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let (process, said) = listening(command)?;
        world.behind.set(Some(PORT));
        Ok(Self {
            world: world.clone(),
            process,
            clock,
            said,
        })
    }

    /// Moves its clock to the middle of the slot that is so many after the present one; 0: to the
    /// present itself, which the browsers have too.
    pub fn move_clock(&self, slots: i64) -> Result<()> {
        std::fs::write(&self.clock, shift(slots).to_string()).context("moving the clock")
    }

    /// Everything it said so far.
    pub fn said(&self) -> String {
        self.said
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .join("\n")
    }

    /// What it answers to a question. To be called inside the client's namespace.
    pub async fn ask(&self, path: &str) -> Result<Value> {
        let answer = client::get(&self.world, COLLECTOR, path, "identity").await?;
        let body = String::from_utf8_lossy(&answer.body);
        ensure!(answer.status == 200, "{path}: {}: {body}", answer.status);
        serde_json::from_str(&body).with_context(|| format!("{path} answers {body}"))
    }

    /// Sends a report from an address; it must be taken.
    pub async fn report(world: &World, from: Ipv4Addr, json: String) -> Result<()> {
        let answer = client::post(world, from, COLLECTOR, "/v1/reports", json).await?;
        let body = String::from_utf8_lossy(&answer.body);
        ensure!(
            answer.status == 202,
            "a report from {from}: {}: {body}",
            answer.status
        );
        Ok(())
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.world.behind.set(None);
        // It may have ended by itself; its database is of no more use.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The slot that is now.
pub fn now() -> Result<Slot> {
    let ms = now_s()? as f64 * 1000.0;
    Slot::of_ms(ms).context("the machine's clock has no time")
}

/// How many seconds the collector's clock is ahead, so that it is in the middle of a slot.
fn shift(slots: i64) -> i64 {
    let now = now_s().unwrap_or_default();
    match slots {
        0 => 0,
        _ => (now / SLOT_S + slots) * SLOT_S + SLOT_S / 2 - now,
    }
}

fn now_s() -> Result<i64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_secs())?)
}

/// Starts it, and returns once it listens.
fn listening(mut command: Command) -> Result<(Child, Arc<Mutex<Vec<String>>>)> {
    let mut process = command.spawn().context("starting the collector")?;
    let errors = process.stderr.take().context("its errors are piped")?;
    let said = Arc::new(Mutex::new(Vec::new()));
    let (ready, is_ready) = mpsc::channel();
    let lines = said.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(errors).lines().map_while(Result::ok) {
            let listens = line.contains("listening on");
            lines.lock().unwrap_or_else(|e| e.into_inner()).push(line);
            if listens {
                // Whoever waited may be gone.
                let _ = ready.send(());
            }
        }
    });
    if is_ready.recv_timeout(START_LIMIT).is_err() {
        let _ = process.kill();
        let _ = process.wait();
        let said = said.lock().unwrap_or_else(|e| e.into_inner()).join("\n");
        bail!("the collector does not listen; it said:\n{said}");
    }
    Ok((process, said))
}
