//! A content blocker of the lab's own: it blocks some hosts, and what real lists block, but each
//! only for one of the page's hosts, so that it can stay installed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::addresses::{PAGE_BLOCKER, PAGE_EXTENSION};
use crate::blocklist;

/// The same rule for WebKit, which takes lists of rules and no extension.
pub const CONTENT_FILTER: &str = "content-filter.json";

/// Writes an extension that blocks requests of [`PAGE_EXTENSION`] to these hosts, and of
/// [`PAGE_BLOCKER`] by the [`blocklist`].
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
    let rule = |id: usize, condition: Value| json!({ "id": id, "priority": 1, "action": { "type": "block" }, "condition": condition });
    let filters = blocklist::filters();
    let listed = filters.iter().enumerate().map(|(n, filter)| {
        let condition = json!({
            "urlFilter": filter.text(),
            "domainType": "thirdParty",
            "initiatorDomains": [PAGE_BLOCKER],
        });
        rule(n + 2, condition)
    });
    let own = json!({ "requestDomains": hosts, "initiatorDomains": [PAGE_EXTENSION] });
    let rules: Vec<_> = std::iter::once(rule(1, own)).chain(listed).collect();
    let block = |begin: String, page: &str| {
        json!({
            "trigger": { "url-filter": begin, "if-domain": [page] },
            "action": { "type": "block" },
        })
    };
    let hosts = hosts
        .iter()
        .map(|host| block(format!("^https?://{}[:/]", escaped(host)), PAGE_EXTENSION));
    let listed = filters.iter().map(|filter| {
        let (host, path) = filter.parts();
        let path = if path.is_empty() {
            "[:/]".to_owned()
        } else {
            format!("/{}", escaped(path))
        };
        let begin = format!("^[a-z]+://([^/]*\\.)?{}{path}", escaped(host));
        block(begin, PAGE_BLOCKER)
    });
    let filter: Vec<_> = hosts.chain(listed).collect();
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    fs::write(folder.join("rules.json"), json!(rules).to_string())?;
    fs::write(folder.join(CONTENT_FILTER), json!(filter).to_string())?;
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('.', "\\.")
}
