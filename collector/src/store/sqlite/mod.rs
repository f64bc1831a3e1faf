//! Counters in a file: no set-up, one machine.
//!
//! The file is in WAL mode. A flush is one transaction, so the counters in it always belong to
//! whole flushes, also after the process was killed. A power cut may lose the last flushes too
//! (`synchronous = NORMAL`), and never damages the file.

mod schema;
mod sql;
mod worker;

use anyhow::Context;
use async_trait::async_trait;
use getthrough::report::Slot;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

use super::{Batch, Kept, Query, Result, Settled, Store};
use crate::cell::Row;
use crate::networks::Country;
use worker::Worker;

/// A file of SQLite.
pub struct Sqlite {
    writer: Worker,
    reader: Worker,
}

impl Sqlite {
    /// Opens a file, or makes it.
    ///
    /// # Errors
    /// Where it cannot be opened or is not one of ours, with what to do.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let open = || -> anyhow::Result<Self> {
            let mut writer = Connection::open(file)?;
            writer.busy_timeout(std::time::Duration::from_secs(5))?;
            writer.pragma_update(None, "journal_mode", "WAL")?;
            writer.pragma_update(None, "synchronous", "NORMAL")?;
            schema::migrate(&mut writer)?;
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let reader = Connection::open_with_flags(file, flags)?;
            reader.busy_timeout(std::time::Duration::from_secs(5))?;
            Ok(Self {
                writer: Worker::start("store-writer", writer)?,
                reader: Worker::start("store-reader", reader)?,
            })
        };
        open().with_context(|| {
            format!(
                "the database {} cannot be opened: is its folder there, and may this user write to it?",
                file.display()
            )
        })
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn add(&self, batch: &Batch) -> Result<()> {
        let batch = batch.clone();
        self.writer.run(move |db| sql::add(db, &batch)).await
    }

    async fn rows(&self, query: &Query) -> Result<Vec<Row>> {
        let query = *query;
        self.reader.run(move |db| sql::rows(db, &query)).await
    }

    async fn countries(&self, query: &Query) -> Result<Vec<Country>> {
        let query = *query;
        self.reader.run(move |db| sql::countries(db, &query)).await
    }

    async fn first(&self) -> Result<Option<Slot>> {
        self.reader.run(|db| sql::first(db)).await
    }

    async fn earliest(&self) -> Result<Option<Slot>> {
        self.reader.run(|db| sql::earliest(db)).await
    }

    async fn settle(&self, from: Slot, to: Slot, settled: &[Settled]) -> Result<()> {
        let settled = settled.to_vec();
        let work = move |db: &mut Connection| sql::settle(db, from, to, &settled);
        self.writer.run(work).await
    }

    async fn settled(&self, query: &Query) -> Result<Vec<Settled>> {
        let query = *query;
        self.reader.run(move |db| sql::settled(db, &query)).await
    }

    async fn keep(&self, incidents: &[Kept]) -> Result<()> {
        let incidents = incidents.to_vec();
        self.writer.run(move |db| sql::keep(db, &incidents)).await
    }

    async fn kept(&self, from: Slot, to: Slot) -> Result<Vec<Kept>> {
        self.reader.run(move |db| sql::kept(db, from, to)).await
    }

    async fn forget(&self, before: Slot) -> Result<()> {
        self.writer.run(move |db| sql::forget(db, before)).await
    }

    async fn ready(&self) -> Result<()> {
        // A change that is not made: it needs the lock, and writes nothing.
        let work = |db: &mut Connection| db.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
        self.writer.run(work).await
    }

    async fn close(&self) -> Result<()> {
        let truncate = |db: &mut Connection| db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        let checkpoint = self.writer.run(truncate).await;
        self.reader.end();
        self.writer.end();
        checkpoint
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance;

    #[tokio::test]
    async fn it_is_a_store() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("a.db")).unwrap();
        conformance::check(&store).await;
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn what_was_added_is_there_when_the_file_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let store = Sqlite::open(&file).unwrap();
        let batch = Batch::new(vec![conformance::row(Slot(2_000_000), 1, 8359)]);
        store.add(&batch).await.unwrap();
        store.close().await.unwrap();
        assert!(store.ready().await.is_err(), "closed");
        let store = Sqlite::open(&file).unwrap();
        let all = Query::of(Slot(0), Slot(u32::MAX));
        assert_eq!(store.rows(&all).await.unwrap(), *batch.rows);
    }

    #[test]
    fn a_file_of_a_newer_collector_and_one_that_is_none_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let newer = folder.path().join("newer.db");
        let made = Connection::open(&newer).unwrap();
        made.pragma_update(None, "user_version", 1_000).unwrap();
        drop(made);
        let error = format!("{:#}", Sqlite::open(&newer).err().unwrap());
        assert!(error.contains("a newer collector wrote it"), "{error}");

        let text = folder.path().join("text.db");
        std::fs::write(&text, "This is no database. ".repeat(100)).unwrap();
        assert!(Sqlite::open(&text).is_err());
        assert!(Sqlite::open(&folder.path().join("none/a.db")).is_err());
    }
}
