//! The tables, and how older files get them.

use anyhow::{Result, bail};
use rusqlite::Connection;

use crate::cell::Counters;

/// Each step takes a file from the version of its place to the next. A step that was released
/// never changes.
fn migrations() -> Vec<String> {
    let counters = Counters::names().map(|name| format!("{name} INTEGER NOT NULL"));
    let counters = counters.join(", ");
    vec![format!(
        "CREATE TABLE rows (
            slot INTEGER NOT NULL, level INTEGER NOT NULL, platform INTEGER NOT NULL,
            country TEXT NOT NULL, asn INTEGER NOT NULL, {counters},
            PRIMARY KEY (slot, country, asn, platform, level)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE settled (
            start INTEGER NOT NULL, width INTEGER NOT NULL, platform INTEGER NOT NULL,
            country TEXT NOT NULL, asn INTEGER NOT NULL, {counters},
            PRIMARY KEY (start, country, asn, platform, width)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE incidents (
            name TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER, text TEXT NOT NULL
        ) STRICT;
        CREATE TABLE batches (token BLOB PRIMARY KEY, came INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    )]
}

/// Brings a file up to date.
///
/// # Errors
/// Where a newer collector wrote it.
pub fn migrate(connection: &mut Connection) -> Result<()> {
    let steps = migrations();
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let version = version as usize;
    if version > steps.len() {
        bail!("a newer collector wrote it: run that one, or name another file with `--db FILE`");
    }
    for (number, step) in (1..).zip(&steps).skip(version) {
        let change = connection.transaction()?;
        change.execute_batch(step)?;
        change.pragma_update(None, "user_version", number)?;
        change.commit()?;
    }
    Ok(())
}
