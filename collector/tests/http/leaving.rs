//! A store that is away when a test says so.

use async_trait::async_trait;
use getthrough::report::Slot;
use getthrough_collector::cell::Row;
use getthrough_collector::store::sqlite::Sqlite;
use getthrough_collector::store::{Batch, Kept, Query, Result, Settled, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A store to which nothing can be added now and then, while figures can be read: as a cluster
/// without ZooKeeper.
pub struct Leaving {
    pub store: Sqlite,
    pub away: Arc<AtomicBool>,
}

#[async_trait]
impl Store for Leaving {
    async fn add(&self, batch: &Batch) -> Result<()> {
        if self.away.load(Ordering::SeqCst) {
            return Err(StoreError::Away("told so".into()));
        }
        self.store.add(batch).await
    }
    async fn rows(&self, query: &Query) -> Result<Vec<Row>> {
        self.store.rows(query).await
    }
    async fn first(&self) -> Result<Option<Slot>> {
        self.store.first().await
    }
    async fn earliest(&self) -> Result<Option<Slot>> {
        self.store.earliest().await
    }
    async fn settle(&self, from: Slot, to: Slot, settled: &[Settled]) -> Result<()> {
        self.store.settle(from, to, settled).await
    }
    async fn settled(&self, query: &Query) -> Result<Vec<Settled>> {
        self.store.settled(query).await
    }
    async fn keep(&self, incidents: &[Kept]) -> Result<()> {
        self.store.keep(incidents).await
    }
    async fn kept(&self, from: Slot, to: Slot) -> Result<Vec<Kept>> {
        self.store.kept(from, to).await
    }
    async fn forget(&self, before: Slot) -> Result<()> {
        self.store.forget(before).await
    }
    async fn ready(&self) -> Result<()> {
        self.store.ready().await
    }
    async fn close(&self) -> Result<()> {
        self.store.close().await
    }
}
