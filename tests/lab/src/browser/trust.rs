//! Makes a browser trust the lab's authority, as an administrator would. Certificate errors are
//! never ignored: that would hide a whole class of failures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Engine;

/// Where the browser keeps its own files.
pub fn profile(folder: &Path) -> PathBuf {
    folder.join("profile")
}

/// Makes the browser's folder, with the certificate store that it reads.
pub fn prepare(engine: Engine, folder: &Path, authority: &str) -> Result<()> {
    let store = match engine {
        Engine::Chromium => folder.join(".pki/nssdb"),
        Engine::Firefox => profile(folder),
        Engine::Webkit => return Ok(fs::create_dir_all(folder)?),
    };
    fs::create_dir_all(&store).with_context(|| format!("making {}", store.display()))?;
    fs::create_dir_all(profile(folder))?;
    let file = folder.join("authority.pem");
    fs::write(&file, authority)?;
    let database = format!("sql:{}", store.display());
    certutil(&["-d", &database, "-N", "--empty-password"])?;
    let file = file.display().to_string();
    certutil(&[
        "-d",
        &database,
        "-A",
        "-t",
        "C,,",
        "-n",
        "getthrough-lab",
        "-i",
        &file,
    ])
}

fn certutil(arguments: &[&str]) -> Result<()> {
    let output = Command::new("certutil")
        .args(arguments)
        .output()
        .context("running certutil")?;
    if !output.status.success() {
        bail!(
            "certutil {arguments:?} failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}
