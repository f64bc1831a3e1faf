//! The real program as a process of its own, for tests that end it or look at it from outside.

// Each of those who use this uses a part of it.
#![allow(dead_code)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// So long it may take to do what is waited for: to start, to take what is sent, to end.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A collector that runs; it ends with this.
pub struct Program {
    child: Child,
    /// Where it listens.
    pub address: String,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Program {
    /// Starts it on a free port of loopback.
    pub fn start(binary: &Path, folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(binary);
        command
            .args(["--listen", "127.0.0.1:0", "--db"])
            .arg(folder.join("a.db"))
            .arg("--catalogue")
            .arg(folder.join("catalogue.json"))
            .args(arguments);
        Self::run(command)
    }

    /// Starts what logs `listening on http://ADDRESS`.
    pub fn run(mut command: Command) -> Self {
        let spawned = command.stderr(Stdio::piped()).stdin(Stdio::null()).spawn();
        let mut child = spawned.expect("it starts");
        let stderr = child.stderr.take().expect("its log");
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let mut log = String::new();
        let mut address = None;
        for line in lines.by_ref() {
            log += &line;
            log.push('\n');
            if let Some((_, after)) = line.split_once("listening on http://") {
                address = Some(after.trim().to_owned());
                break;
            }
        }
        let Some(address) = address else {
            panic!("it does not listen: {log}");
        };
        // Read on, or the program would stand still when the pipe is full.
        let log = std::thread::spawn(move || {
            lines.for_each(|line| log += &(line + "\n"));
            log
        });
        Self {
            child,
            address,
            log: Some(log),
        }
    }

    /// A connection to it that does not wait for ever for an answer.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("connected");
        let set = stream.set_read_timeout(Some(PATIENCE));
        set.expect("it is no zero");
        stream
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that it ever had, bytes.
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM")
    }

    /// The memory that it has, bytes.
    pub fn memory(&self) -> u64 {
        self.status("VmRSS")
    }

    fn status(&self, name: &str) -> u64 {
        let file = format!("/proc/{}/status", self.id());
        let text = std::fs::read_to_string(file).expect("it runs");
        let line = text.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        number.and_then(|n| n.parse::<u64>().ok()).expect("a size") * 1024
    }

    /// Processor time that it used, of its own and of the system for it.
    pub fn busy(&self) -> Duration {
        let file = format!("/proc/{}/stat", self.id());
        let text = std::fs::read_to_string(file).expect("it runs");
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split(' ').collect();
        let ticks = |n: usize| {
            fields
                .get(n)
                .and_then(|f| f.parse::<u64>().ok())
                .unwrap_or(0)
        };
        // Hundredths of a second, on every Linux there is.
        Duration::from_millis((ticks(12) + ticks(13)) * 10)
    }

    /// Ends it without a chance to do anything: `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Asks it to end, and waits until it has.
    pub fn terminate(mut self) -> (ExitStatus, String) {
        let id = self.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("kill runs").success(), "told to end");
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                break status;
            }
            assert!(started.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        };
        let log = self.log.take().expect("its log");
        (status, log.join().expect("its log"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A catalogue of so many platforms, all of the standard list.
pub fn catalogue(platforms: u16) -> Value {
    let platform = |code: u16| json!({ "id": format!("p{code}"), "code": code, "name": "P", "category": "social", "tier": 1, "endpoints": [] });
    let control = |n: u8| json!({ "id": format!("c{n}"), "operator": format!("o{n}"), "url": "https://control.example/", "probe": "fetch" });
    json!({
        "version": 1, "date": "2026-11-24",
        "categories": [{ "id": "social", "on": true }],
        "platforms": (1..=platforms).map(platform).collect::<Vec<_>>(),
        "controls": (1..=5).map(control).collect::<Vec<_>>(),
    })
}

/// The quarter of an hour that is now.
pub fn slot() -> u32 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    (since.expect("after 1970").as_secs() / 900) as u32
}

/// Numbers that look random and are the same each time.
pub struct Numbers(pub u64);

impl Numbers {
    /// One below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((n ^ (n >> 31)) % bound as u64) as usize
    }
}

/// A report that a page could have made, of so many platforms.
pub fn report(platforms: u16, slot: u32, numbers: &mut Numbers) -> String {
    let judged = |code: u16| match numbers.below(10) {
        0 => json!({ "code": code, "verdict": "unreachable" }),
        1 => {
            json!({ "code": code, "verdict": "slow", "latency": numbers.below(11), "ratio": numbers.below(7), "rate": numbers.below(10) })
        }
        _ => {
            json!({ "code": code, "verdict": "reachable", "latency": numbers.below(11), "ratio": numbers.below(7) })
        }
    };
    let platforms: Vec<Value> = (1..=platforms).map(judged).collect();
    json!({
        "schema": 1, "catalogue": 1, "slot": slot, "browser": "chromium",
        "controls": { "ok": 5, "total": 5 }, "platforms": platforms,
    })
    .to_string()
}
