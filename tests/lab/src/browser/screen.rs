//! A screen that nobody sees, for browsers that cannot do without one.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::netns::Netns;
use crate::tools;

/// It gets this long to tell its display.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A running screen. It ends when dropped.
pub struct Screen {
    child: Child,
    number: u32,
}

impl Screen {
    /// Starts one inside a namespace.
    pub fn start(netns: &Netns) -> Result<Self> {
        let mut command = netns.command(tools::find("Xvfb", "xvfb")?);
        command
            .args(["-displayfd", "1", "-screen", "0", "1280x1200x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().context("starting Xvfb")?;
        let output = child.stdout.take().context("Xvfb has no output")?;
        let mut screen = Self { child, number: 0 };
        let (told, wait) = mpsc::channel();
        // It ends with the screen, whatever that does.
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(output).read_line(&mut line);
            // Nobody waits any more after the limit.
            let _ = told.send(read.map(|_| line));
        });
        let line = wait.recv_timeout(START_LIMIT);
        let line = line.with_context(|| format!("Xvfb did not start within {START_LIMIT:?}"))??;
        let number = line.trim().parse();
        screen.number = number.context("Xvfb did not tell its display")?;
        Ok(screen)
    }

    /// What the variable `DISPLAY` has to be for it.
    pub fn display(&self) -> String {
        format!(":{}", self.number)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
