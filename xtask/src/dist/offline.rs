//! What lets the site be installed and opened without its server: the service worker with its list
//! of files, and the web app manifest.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::table::{Table, sha256};
use super::{LATER, PLAIN, read};

/// The worker, in the root of the site: it can only answer for what is below it.
pub const WORKER: &str = "getthrough-offline.js";
/// The web app manifest.
pub const MANIFEST: &str = "app.webmanifest";

/// What a run in the page's own language needs beside the modules, as the table names it.
const FIRST: [&str; 12] = [
    "css/compare.css",
    "css/get-through.css",
    "css/page.css",
    "css/report.css",
    "css/share.css",
    "css/tokens.css",
    "favicon.svg",
    "engine/getthrough.js",
    "engine/getthrough_bg.wasm",
    "js/addresses.js",
    "js/before.js",
    "locales/en.json",
];
/// The pages, under each name by which they are asked for.
const PAGES: [&str; 2] = ["./", "index.html"];
/// Never kept: they say something only when they come from the server.
const NEVER: [&str; 2] = ["collector.json", "ping.txt"];

/// The icons that there may be.
const ICONS: [(&str, &str, &str, &str); 3] = [
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
];

/// The link to the manifest, for the page's head.
pub fn link() -> String {
    format!("<link rel=\"manifest\" href=\"{MANIFEST}\">\n    ")
}

/// Writes both into a site whose files have their last form.
pub fn write(stage: &Path, out: &Path, table: &Table) -> Result<()> {
    fs::write(out.join(MANIFEST), manifest(out, table).to_string())?;
    let mut first = BTreeSet::new();
    for name in FIRST
        .into_iter()
        .chain(LATER)
        .chain(page_modules(out)?.iter().map(String::as_str))
    {
        let entry = table
            .get(name)
            .or_else(|| table.values().find(|entry| entry.url == name))
            .with_context(|| format!("{name} is to be kept, and is not in the site"))?;
        first.insert(entry.url.clone());
        first.extend(entry.needs.iter().map(|part| table[part].url.clone()));
    }
    let assets = table.values().map(|entry| entry.url.clone());
    let later: BTreeSet<String> = assets.filter(|url| !first.contains(url)).collect();
    let plain = PLAIN.iter().filter(|name| !NEVER.contains(name)).copied();
    let fresh: BTreeSet<&str> = PAGES.into_iter().chain(plain).chain([MANIFEST]).collect();
    let fresh: BTreeSet<&str> = fresh
        .into_iter()
        .filter(|name| *name == "./" || out.join(name).exists())
        .collect();
    let mut all = String::new();
    for name in &fresh {
        let file = if *name == "./" { "index.html" } else { name };
        all += &sha256(&fs::read(out.join(file))?);
    }
    let worker = read(&stage.join(WORKER))?;
    let names = json!([first, later, fresh]).to_string();
    let version = &sha256(format!("{names}{all}{worker}").as_bytes())[..16];
    let keep = json!({ "version": version, "first": first, "later": later, "fresh": fresh });
    fs::write(
        out.join(WORKER),
        format!("globalThis.KEEP={keep};\n{worker}"),
    )?;
    Ok(())
}

/// What index.html loads by itself, by the names that it has in the site.
fn page_modules(out: &Path) -> Result<Vec<String>> {
    let html = read(&out.join("index.html"))?;
    let mut found: Vec<String> = super::html::modules(&html)?.into_iter().collect();
    found.sort();
    Ok(found)
}

fn manifest(out: &Path, table: &Table) -> Value {
    let drawn = ICONS.iter().filter(|icon| out.join(icon.0).exists());
    let drawing = table.get("favicon.svg");
    let drawing = drawing.map(|entry| (entry.url.as_str(), "any", "image/svg+xml", "any"));
    let icons: Vec<Value> = drawing
        .iter()
        .chain(drawn)
        .map(|(src, sizes, form, purpose)| {
            json!({ "src": src, "sizes": sizes, "type": form, "purpose": purpose })
        })
        .collect();
    json!({
        "name": "Getthrough: what gets through from here?",
        "short_name": "Getthrough",
        "description": "Which platforms get through from your browser, which are slow, which do not.",
        "start_url": "./",
        "scope": "./",
        "id": "./",
        "display": "standalone",
        "background_color": "#fbfbf9",
        "theme_color": "#0b5470",
        "icons": icons,
    })
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn what_says_something_only_from_the_server_is_never_kept() {
        for name in NEVER {
            assert!(PLAIN.contains(&name), "{name} is a file of the site");
        }
    }

    #[test]
    fn the_worker_leaves_other_origins_alone() {
        let worker = include_str!("../../../www/getthrough-offline.js");
        let left = worker.find("url.origin !== worker.location.origin) return;");
        let answers = worker.find("event.respondWith(");
        assert!(
            left.unwrap() < answers.unwrap(),
            "it looks before it answers"
        );
    }
}
