//! Firefox: its driver, its preferences, and how it forgets.

use std::path::Path;

use anyhow::{Context, Result};
use fantoccini::Client;
use serde_json::{Value, json};

use super::driver::{Driver, Ready};
use super::guard::Guard;
use super::own::Own;
use super::trust::profile;
use crate::tools;
use crate::world::World;

const PORT: u16 = 4444;

/// Starts the driver; also returns what to ask of it.
pub fn driver(world: &World, folder: &Path, guard: Guard) -> Result<(Driver, Value)> {
    let firefox = tools::find("firefox-esr", "firefox-esr")?;
    let mut command = world.client().command(tools::geckodriver()?);
    // System access is for clearing the cache of names, which no page can do.
    command.args(["--port", &PORT.to_string(), "--allow-system-access"]);
    // Without it a release build ignores the preference `services.settings.server`.
    command.env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1");
    let driver = Driver::start(command, folder, PORT, Ready::Line("Listening on"))?;
    let mut preferences = quiet();
    if let (Value::Object(all), Value::Object(own)) = (&mut preferences, guard.preferences(world)) {
        all.extend(own);
    }
    let wanted = json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": firefox,
            "args": ["-headless", "-profile", profile(folder)],
            "prefs": preferences,
        },
    });
    Ok((driver, wanted))
}

/// Nothing but the page talks.
fn quiet() -> Value {
    json!({
        "app.normandy.enabled": false,
        "app.update.disabledForTesting": true,
        "browser.discovery.enabled": false,
        "browser.newtabpage.enabled": false,
        "browser.region.network.url": "",
        "browser.safebrowsing.blockedURIs.enabled": false,
        "browser.safebrowsing.downloads.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "browser.search.update": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "dom.push.connection.enabled": false,
        "extensions.getAddons.cache.enabled": false,
        "extensions.systemAddon.update.enabled": false,
        "extensions.update.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.dns.disablePrefetch": true,
        "network.http.http3.enable": false,
        "network.http.speculative-parallel-limit": 0,
        "network.prefetch-next": false,
        "network.trr.mode": 5,
        "services.settings.server": "data:,#none/v1",
        "toolkit.telemetry.enabled": false,
        "toolkit.telemetry.server": "",
    })
}

/// Installs the extension that lies at `folder` until the browser ends.
pub async fn install(client: &Client, folder: &Path) -> Result<()> {
    let body = json!({ "path": folder, "temporary": true });
    let command = Own {
        path: "moz/addon/install",
        body,
    };
    client
        .issue_cmd(command)
        .await
        .context("installing the lab's extension in Firefox")?;
    Ok(())
}

/// Forgets names and connections.
pub async fn forget(client: &Client) -> Result<()> {
    // A page without a server, so that nothing is under way while the connections end.
    client.goto("about:blank").await?;
    in_context(client, "chrome").await?;
    let forgotten = client
        .execute(
            "Services.dns.clearCache(true); \
             Services.obs.notifyObservers(null, 'net:cancel-all-connections'); \
             const { ServiceWorkerCleanUp } = ChromeUtils.importESModule( \
               'resource://gre/modules/ServiceWorkerCleanUp.sys.mjs'); \
             return ServiceWorkerCleanUp.removeAll().then(() => true);",
            vec![],
        )
        .await;
    in_context(client, "content").await?;
    forgotten.context("clearing Firefox's names and service workers")?;
    Ok(())
}

async fn in_context(client: &Client, context: &str) -> Result<()> {
    let command = Own {
        path: "moz/context",
        body: json!({ "context": context }),
    };
    client
        .issue_cmd(command)
        .await
        .with_context(|| format!("changing to {context} context"))?;
    Ok(())
}
