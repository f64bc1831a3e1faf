//! Chromium: its driver, its switches, and how it forgets.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use fantoccini::Client;
use serde_json::{Value, json};

use super::driver::{Driver, Ready};
use super::guard::Guard;
use super::own::Own;
use super::screen::Screen;
use super::trust::profile;
use crate::addresses::PAGE;
use crate::netns::Netns;
use crate::tools;

const PORT: u16 = 9515;

/// Starts the driver, and a screen where it needs one; also returns what to ask of it.
pub fn driver(
    netns: &Netns,
    folder: &Path,
    extension: Option<&Path>,
    guard: Guard,
) -> Result<(Driver, Value, Option<Screen>)> {
    let chromium = tools::find("chromium", "chromium")?;
    let has_window = guard == Guard::Window;
    let screen = has_window.then(|| Screen::start(netns)).transpose()?;
    let mut command = netns.command("env");
    if let Some(screen) = &screen {
        command.arg(format!("DISPLAY={}", screen.display()));
    }
    command.arg(tools::find("chromedriver", "chromium-driver")?);
    command.arg(format!("--port={PORT}"));
    let driver = Driver::start(
        command,
        folder,
        PORT,
        Ready::Line("was started successfully"),
    )?;
    let mut arguments = vec![
        // Its sandbox does not work for root, and what it loads is the lab's own.
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--no-default-browser-check".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-domain-reliability".to_owned(),
        "--disable-sync".to_owned(),
        // It asks these for its extensions and its accounts in spite of all the above.
        "--host-resolver-rules=MAP update.googleapis.com ~NOTFOUND, \
         MAP clients2.google.com ~NOTFOUND, MAP accounts.google.com ~NOTFOUND"
            .to_owned(),
        "--window-size=1000,1000".to_owned(),
        format!("--user-data-dir={}", profile(folder).display()),
        "--disable-features=DisableLoadExtensionCommandLineSwitch,OptimizationHints,AutofillServerCommunication".to_owned(),
    ];
    if let Some(extension) = extension {
        arguments.push(format!("--load-extension={}", extension.display()));
    }
    if !has_window {
        arguments.push("--headless".to_owned());
    }
    let wanted = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": chromium,
            "args": arguments,
            // The first two let a hidden page be treated as it is for visitors.
            "excludeSwitches": [
                "disable-background-timer-throttling",
                "disable-renderer-backgrounding",
                "disable-backgrounding-occluded-windows",
                "disable-extensions",
            ],
            "prefs": {
                "dns_over_https.mode": "off",
                "net.network_prediction_options": 2,
                "safebrowsing.enabled": false,
                "search.suggest_enabled": false,
            },
        },
    });
    Ok((driver, wanted, screen))
}

/// Forgets names and connections, by the buttons of the browser's own page for that.
pub async fn forget(client: &Client) -> Result<()> {
    for (page, button) in [
        ("dns", "dns-view-clear-cache"),
        ("sockets", "sockets-view-flush-button"),
    ] {
        client.goto("about:blank").await?;
        client
            .goto(&format!("chrome://net-internals/#{page}"))
            .await?;
        let press = format!(
            "const button = document.getElementById('{button}'); \
             button?.click(); return button !== null"
        );
        let pressed = client
            .execute(&press, vec![])
            .await
            .context("opening net-internals")?;
        if pressed != Value::Bool(true) {
            return Err(anyhow!(
                "chrome://net-internals has no button `{button}` in this version"
            ));
        }
    }
    // A worker of an earlier page would ask for itself anew when it likes.
    let own = format!("https://{PAGE}");
    let clear = Own {
        path: "goog/cdp/execute",
        body: json!({
            "cmd": "Storage.clearDataForOrigin",
            "params": { "origin": own, "storageTypes": "service_workers,cache_storage" },
        }),
    };
    client
        .issue_cmd(clear)
        .await
        .context("forgetting the service worker")?;
    Ok(())
}
