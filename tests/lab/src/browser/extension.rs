//! A content blocker of the lab's own: it blocks some hosts, but only for one of the page's hosts,
//! so that it can stay installed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::addresses::PAGE_EXTENSION;

/// The same rule for WebKit, which takes lists of rules and no extension.
pub const CONTENT_FILTER: &str = "content-filter.json";

/// Writes an extension that blocks requests of [`PAGE_EXTENSION`] to these hosts.
pub fn write(folder: &Path, hosts: &[String]) -> Result<()> {
    let manifest = json!({
        "manifest_version": 3,
        "name": "The lab's blocker",
        "version": "1",
        "permissions": ["declarativeNetRequest"],
        "browser_specific_settings": { "gecko": { "id": "blocker@getthrough.example" } },
        "declarative_net_request": {
            "rule_resources": [{ "id": "rules", "enabled": true, "path": "rules.json" }],
        },
    });
    let rules = json!([{
        "id": 1,
        "priority": 1,
        "action": { "type": "block" },
        "condition": { "requestDomains": hosts, "initiatorDomains": [PAGE_EXTENSION] },
    }]);
    let filter: Vec<_> = hosts
        .iter()
        .map(|host| {
            let host = host.replace('.', "\\.");
            json!({
                "trigger": {
                    "url-filter": format!("^https?://{host}[:/]"),
                    "if-domain": [PAGE_EXTENSION],
                },
                "action": { "type": "block" },
            })
        })
        .collect();
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    fs::write(folder.join("rules.json"), rules.to_string())?;
    fs::write(folder.join(CONTENT_FILTER), json!(filter).to_string())?;
    Ok(())
}
