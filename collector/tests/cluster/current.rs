//! A current server: the engine that comes as a library for Python, behind a small listener.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// It runs until this ends.
pub struct Current {
    child: Child,
    /// Where it is asked.
    pub address: String,
    _data: tempfile::TempDir,
}

impl Current {
    /// Starts it, from the folder in which chdb is.
    pub fn start(chdb: &Path) -> Self {
        let listener = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/current.py");
        let data = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("python3");
        command.arg(listener).arg(chdb).arg(data.path());
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.expect("Python runs");
        let mut port = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut port)
            .expect("its port");
        let address = format!("clickhouse://127.0.0.1:{}/figures", port.trim());
        Self {
            child,
            address,
            _data: data,
        }
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
