//! WebKitGTK: its driver, the screen that it needs, and how it forgets.
//!
//! It is WebKit's engine on GNOME's network library, and not Safari.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::driver::{Driver, Ready};
use super::extension::CONTENT_FILTER;
use super::screen::Screen;
use crate::netns::Netns;
use crate::tools;

const PORT: u16 = 9516;
/// The browser of the library's own tests: Debian's package of the driver has no other.
const BROWSERS: &str = "/usr/lib/x86_64-linux-gnu";

/// Starts the driver and its screen; also returns what to ask of it.
pub fn driver(
    netns: &Netns,
    folder: &Path,
    extension: Option<&Path>,
    authority: &str,
) -> Result<(Driver, Value, Screen)> {
    // The only certificates that it trusts, since it has no store of its own.
    netns.authorities(authority)?;
    let screen = Screen::start(netns)?;
    let program = tools::find("WebKitWebDriver", "webkit2gtk-driver")?;
    let mut command = netns.command("env");
    command
        .arg(format!("DISPLAY={}", screen.display()))
        // There is no graphics card.
        .args([
            "WEBKIT_DISABLE_DMABUF_RENDERER=1",
            "LIBGL_ALWAYS_SOFTWARE=1",
        ])
        .arg(program)
        // Without the host it wants IPv6 too, which the namespace has not.
        .args(["--host=127.0.0.1".to_owned(), format!("--port={PORT}")]);
    let driver = Driver::start(command, folder, PORT, Ready::Port)?;
    let filter = extension.map(|folder| folder.join(CONTENT_FILTER));
    let filter = filter.map(|file| format!("--content-filter={}", file.display()));
    let arguments: Vec<_> = ["--automation".to_owned()]
        .into_iter()
        .chain(filter)
        .collect();
    let wanted = json!({
        "browserName": "MiniBrowser",
        "webkitgtk:browserOptions": {
            "binary": browser()?,
            "args": arguments,
        },
    });
    Ok((driver, wanted, screen))
}

fn browser() -> Result<PathBuf> {
    let folders = fs::read_dir(BROWSERS).with_context(|| format!("reading {BROWSERS}"))?;
    let found = folders.flatten().map(|entry| entry.path());
    let mut found: Vec<_> = found
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("webkit2gtk-") && path.join("MiniBrowser").is_file()
        })
        .collect();
    found.sort();
    match found.pop() {
        Some(folder) => Ok(folder.join("MiniBrowser")),
        None => bail!(
            "the lab needs WebKit's MiniBrowser: install it with `apt-get install webkit2gtk-driver`"
        ),
    }
}
