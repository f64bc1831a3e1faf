//! `manifest.json`: the SHA-256 of every file, so that a copy can be checked against a build.

use anyhow::Result;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::built::Built;
use super::table::sha256;

/// The file, in the site.
pub const FILE: &str = "manifest.json";

/// Writes it; it names every other file of the folder.
pub fn write(out: &Path, built: &Built) -> Result<()> {
    let mut hashes = BTreeMap::new();
    for name in walk(out)? {
        let hash = sha256(&fs::read(out.join(&name))?);
        hashes.insert(name, hash);
    }
    let manifest = json!({ "built": built, "sha256": hashes });
    fs::write(out.join(FILE), format!("{manifest:#}\n"))?;
    Ok(())
}

/// The names of all files below a folder, sorted. The mark of a built folder is none of them.
pub fn walk(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(folder.join(&inside))? {
            let entry = entry?;
            let name = format!("{inside}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                open.push(format!("{name}/"));
            } else if !name.starts_with('.') {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}
