//! A WebDriver server inside the client's namespace.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::TIME_ZONE;

/// A driver gets this long to say that it listens.
const START_LIMIT: Duration = Duration::from_secs(30);
/// A driver that is asked to end gets this long.
const END_LIMIT: Duration = Duration::from_secs(5);
/// How much of what it says is kept.
const KEPT_LINES: usize = 40;

/// By what a driver is known to listen.
#[derive(Clone, Copy)]
pub enum Ready<'a> {
    /// It prints a line that has this.
    Line(&'a str),
    /// It says nothing: its port takes connections.
    Port,
}

/// A running driver; it ends when dropped, and the browser with it.
pub struct Driver {
    /// Where it listens.
    pub url: String,
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Driver {
    /// Starts `command` and waits until it listens on `port`.
    pub fn start(mut command: Command, home: &Path, port: u16, ready: Ready) -> Result<Self> {
        command
            .env("HOME", home)
            .env("TZ", TIME_ZONE)
            .env_remove("DISPLAY");
        command
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("XDG_RUNTIME_DIR");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (is_ready, wait) = mpsc::channel();
        let streams: [Option<Box<dyn std::io::Read + Send>>; 2] = [
            child.stdout.take().map(|s| Box::new(s) as _),
            child.stderr.take().map(|s| Box::new(s) as _),
        ];
        let line = match ready {
            Ready::Line(line) => Some(line.to_owned()),
            Ready::Port => None,
        };
        for stream in streams.into_iter().flatten() {
            let (said, ready, is_ready) = (said.clone(), line.clone(), is_ready.clone());
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if ready.as_ref().is_some_and(|ready| line.contains(ready)) {
                        // Nobody waits any more after the first such line.
                        let _ = is_ready.send(());
                    }
                    let mut said = said.lock().unwrap_or_else(|e| e.into_inner());
                    said.push(line);
                    let surplus = said.len().saturating_sub(KEPT_LINES);
                    said.drain(..surplus);
                }
            });
        }
        drop(is_ready);
        if matches!(ready, Ready::Port) {
            wait_for_port(port, &mut child)
                .with_context(|| format!("{command:?} said:\n{}", lines(&said)))?;
        }
        let driver = Self {
            url: format!("http://127.0.0.1:{port}"),
            child,
            said,
        };
        if line.is_none() {
            return Ok(driver);
        }
        match wait.recv_timeout(START_LIMIT) {
            Ok(()) => Ok(driver),
            Err(_) => Err(anyhow!(
                "{command:?} did not start to listen:\n{}",
                driver.said()
            )),
        }
    }

    /// The last lines that it printed.
    pub fn said(&self) -> String {
        lines(&self.said)
    }
}

fn lines(said: &Mutex<Vec<String>>) -> String {
    said.lock().unwrap_or_else(|e| e.into_inner()).join("\n")
}

/// Returns once somebody listens on the loopback of this thread's namespace.
fn wait_for_port(port: u16, child: &mut Child) -> Result<()> {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let is_there = matches!(child.try_wait(), Ok(None));
        if !is_there || started.elapsed() > START_LIMIT {
            bail!("the driver does not listen on port {port}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

impl Drop for Driver {
    fn drop(&mut self) {
        // SIGTERM lets the driver end its browser; whatever does not obey ends with the namespace.
        let _ = kill(Pid::from_raw(self.child.id() as i32), Signal::SIGTERM);
        let asked = Instant::now();
        while asked.elapsed() < END_LIMIT {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
