//! The names under which a built site keeps its files, and what each file must hash to.
//!
//! A file's new name holds a hash of its content, so that whoever has it never needs to ask again.

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The folder of files with a hash in their name.
pub const ASSETS: &str = "assets";

/// Where a file is.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// From the site's root.
    pub url: String,
    /// As the attribute `integrity` has it.
    pub integrity: String,
    /// A module's parts, by their names in the table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// Name in the source tree → where it is. Sorted, so that it is written the same way each time.
pub type Table = BTreeMap<String, Entry>;

/// Moves a file of the stage to the assets of the site, and notes where it is.
pub fn take(table: &mut Table, stage: &Path, out: &Path, name: &str) -> Result<()> {
    let path = stage.join(name);
    let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let (stem, extension) = base(name)
        .rsplit_once('.')
        .with_context(|| format!("{name} has no extension"))?;
    let made = format!("{stem}-{}.{extension}", short(&bytes));
    put(table, out, name, &made, &bytes)
}

/// Writes a file to the assets of the site under a name that is already made, and notes it.
pub fn put(table: &mut Table, out: &Path, name: &str, made: &str, bytes: &[u8]) -> Result<()> {
    let url = format!("{ASSETS}/{made}");
    fs::write(out.join(&url), bytes).with_context(|| format!("{url} cannot be written"))?;
    let entry = Entry {
        url,
        integrity: integrity(bytes),
        needs: Vec::new(),
    };
    table.insert(name.into(), entry);
    Ok(())
}

/// What the attribute `integrity` says of a file. Hashes do not pack, and every visitor loads
/// dozens of them: the shortest that browsers take.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// The SHA-256 of a file, as hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Enough of a hash to tell the versions of one file apart.
pub fn short(bytes: &[u8]) -> String {
    sha256(bytes)[..10].to_owned()
}

/// A name without its folders.
pub fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
