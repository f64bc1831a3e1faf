//! The page in a window on this screen, inside the lab's network, with a scenario of choice: so that
//! anyone can see each verdict for themselves. Nothing reaches the internet.

use std::env;
use std::io::BufRead;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::browser::{Engine, profile, trust};
use crate::run::{Suite, disturb, interfere};
use crate::scenario::{Line, Scenario};
use crate::session::Session;
use crate::tools;

/// By these a program finds the screen.
const SCREEN: [&str; 4] = [
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
];

/// Opens the window, and returns when it is closed.
pub fn show(suite: &Suite, scenario: &Scenario) -> Result<()> {
    if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() {
        bail!(
            "there is no screen to show it on: run it in a desktop session, keeping DISPLAY where \
             it is run as root (`sudo --preserve-env=DISPLAY,XAUTHORITY`)"
        );
    }
    let session = Session::start(suite, Engine::Chromium)?;
    let (world, folder) = (session.world(), session.folder().join("demo"));
    trust(Engine::Chromium, &folder, world.authority.pem())?;
    world.reset()?;
    interfere(world, &suite.catalogue, scenario)?;
    let mut command = world.client().command(tools::find("chromium", "chromium")?);
    command
        // Its sandbox does not work for root, and what it loads is the lab's own.
        .args([
            "--no-sandbox",
            "--no-first-run",
            "--no-default-browser-check",
        ])
        .args([
            "--disable-quic",
            "--disable-background-networking",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile(&folder).display()))
        .arg(format!("https://{}/", scenario.page))
        .env("HOME", &folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    keep_screen(&mut command);
    let mut window = command.spawn().context("starting Chromium")?;
    println!("{}: https://{}/", scenario.name, scenario.page);
    for (target, action) in &scenario.interference {
        println!("  {target:?}: {action:?}");
    }
    if scenario.line == Line::Whole {
        println!("Press the button in the window. Closing it ends the demonstration.");
    } else {
        println!(
            "Wait until the page is there, and press Enter here: {:?}. Then press its button. \
             Closing the window ends the demonstration.",
            scenario.line
        );
        // The end of the input is as good.
        let _ = std::io::stdin().lock().read_line(&mut String::new())?;
        disturb(world, &suite.catalogue, scenario.line)?;
    }
    window.wait().context("waiting for the window")?;
    Ok(())
}

fn keep_screen(command: &mut Command) {
    for name in SCREEN {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
}
