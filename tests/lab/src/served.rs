//! What a server says about each file of the site, beside what the site's build meant it to say.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};

use crate::addresses::PAGE;
use crate::client;
use crate::judge::Finding;
use crate::world::World;

/// Files that are for servers and people, not for browsers.
const NOT_SERVED: [&str; 4] = ["_headers", "nginx.conf", "Caddyfile", "manifest.json"];
/// The page in one file.
const CARRIED: &str = "getthrough.html";
/// Folders of which ten files stand for all: they hold a page or a picture for each headline.
const MANY: [&str; 1] = ["s"];
/// Files in this folder have their hash in their name, and never change.
const HASHED: &str = "assets/";
/// So many files are asked for at once: what takes time is the way there and back.
const AT_ONCE: usize = 16;
/// So many of [`MANY`].
const SAMPLE: usize = 10;

/// What every answer says.
const ALWAYS: [(&str, &str); 3] = [
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("x-content-type-options", "nosniff"),
];

/// What must be in the policy of each page.
const POLICY: [&str; 5] = [
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors ",
];

/// Everything that is not as it must be, and how many files were asked for. To be called inside the
/// client's namespace.
pub async fn check(world: &World, site: &Path) -> Result<(usize, Vec<Finding>)> {
    let files = files(site)?;
    let mut wrong = Vec::new();
    let asked = stream::iter(&files).map(|file| of_file(world, site, file));
    let mut asked = asked.buffer_unordered(AT_ONCE);
    while let Some(found) = asked.next().await {
        wrong.extend(found?);
    }
    let missing = client::get(world, PAGE, "/is-not-there.html", "identity").await?;
    if missing.status != 404 {
        wrong.push(format!("a file that is not there: {}", missing.status));
    }
    let embed = client::get(world, PAGE, "/embed.html", "identity").await?;
    let policy = embed.header("content-security-policy");
    if !policy.contains("frame-ancestors *") {
        wrong.push(format!("the embed may not be framed: {policy}"));
    }
    let root = client::get(world, PAGE, "/", "identity").await?;
    let policy = root.header("content-security-policy");
    if root.status != 200 || !policy.contains("frame-ancestors 'none'") {
        wrong.push(format!("the page itself: {}, {policy}", root.status));
    }
    Ok((files.len(), wrong.into_iter().map(Finding::plain).collect()))
}

async fn of_file(world: &World, site: &Path, name: &str) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let path = format!("/{name}");
    let whole = fs::read(site.join(name)).with_context(|| format!("reading {name}"))?;
    let plain = client::get(world, PAGE, &path, "identity").await?;
    if plain.status != 200 || plain.body != whole {
        let length = plain.body.len();
        wrong.push(format!("{name}: {}, {length} bytes", plain.status));
    }
    let mut says = |header: &str, is_so: bool| {
        if !is_so {
            wrong.push(format!("{name}: {header}: {}", plain.header(header)));
        }
    };
    for (header, value) in ALWAYS {
        says(header, plain.header(header) == value);
    }
    let told = plain.header("content-type");
    let is_known = kinds(name).iter().any(|kind| told.starts_with(kind));
    says("content-type", is_known);
    let is_kept = plain.header("cache-control").contains("immutable");
    says("cache-control", is_kept == name.starts_with(HASHED));
    if name == CARRIED {
        // It states its own policy, by the hashes of what is in it: it has one without a server too.
        let stated = String::from_utf8_lossy(&whole);
        says(
            "content-security-policy",
            stated.contains("default-src 'none'"),
        );
    } else if name.ends_with(".html") {
        let policy = plain.header("content-security-policy");
        let has_all = POLICY.iter().all(|part| policy.contains(part));
        says(
            "content-security-policy",
            has_all && !policy.contains("unsafe-inline"),
        );
        says(
            "referrer-policy",
            plain.header("referrer-policy") == "no-referrer",
        );
    }
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        let Ok(packed) = fs::read(site.join(format!("{name}.{ending}"))) else {
            continue;
        };
        let answer = client::get(world, PAGE, &path, encoding).await?;
        if answer.header("content-encoding") != encoding || answer.body != packed {
            wrong.push(format!(
                "{name}: is not sent as {encoding}, which lies beside it"
            ));
        }
    }
    Ok(wrong)
}

/// The types that a browser takes a file for what it is under; a parameter may follow.
fn kinds(name: &str) -> &'static [&'static str] {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => &["text/html"],
        "css" => &["text/css"],
        "js" => &["text/javascript", "application/javascript"],
        "wasm" => &["application/wasm"],
        "json" => &["application/json"],
        "webmanifest" => &["application/manifest+json"],
        "svg" => &["image/svg+xml"],
        "png" => &["image/png"],
        "txt" => &["text/plain"],
        _ => &[""],
    }
}

/// The files that browsers may ask for, as paths below the site's folder.
fn files(site: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(site.join(&folder));
        for entry in entries.with_context(|| format!("reading {}", site.display()))? {
            let entry = entry?;
            let name = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(name);
            } else {
                found.push(name.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    let is_packed = |name: &str| name.ends_with(".br") || name.ends_with(".gz");
    found.retain(|name| !NOT_SERVED.contains(&name.as_str()) && !is_packed(name));
    for folder in MANY {
        let mut kept = 0;
        found.retain(|name| {
            let is_one = name.starts_with(&format!("{folder}/"));
            kept += usize::from(is_one);
            !is_one || kept <= SAMPLE
        });
    }
    anyhow::ensure!(!found.is_empty(), "{} holds no files", site.display());
    Ok(found)
}
