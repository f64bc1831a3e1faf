//! A screen that nobody sees, for browsers that cannot do without one.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result};

use crate::netns::Netns;
use crate::tools;

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
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
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
