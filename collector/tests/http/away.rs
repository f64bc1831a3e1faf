//! What happens while the store is away: nothing is lost, nothing counts twice, and what is
//! published does not change afterwards.

use async_trait::async_trait;
use getthrough::report::Slot;
use getthrough_collector::cell::Row;
use getthrough_collector::store::sqlite::Sqlite;
use getthrough_collector::store::{Batch, Kept, Query, Result, Settled, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::bench::{Bench, DAY};

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

const GOOD: [&str; 3] = ["reachable"; 3];

/// How many votes the published figures of the first platform have, in their order and in tens.
async fn published(bench: &Bench) -> Vec<u64> {
    let answer = bench.get("/v1/cells?platform=x").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cells = answer.json();
    let cells = cells["cells"].as_array().expect("cells").iter();
    cells
        .map(|cell| cell["votes"].as_u64().expect("a number"))
        .collect()
}

async fn stored(bench: &Bench) -> u32 {
    let all = Query::of(Slot(0), Slot(u32::MAX));
    let rows = bench.app.store.rows(&all).await.expect("rows");
    rows.iter()
        .filter(|row| row.platform == 1)
        .map(|row| row.counters.reports)
        .sum()
}

fn leave(bench: &Bench, away: bool) {
    bench.away.store(away, Ordering::SeqCst);
}

#[tokio::test]
async fn nothing_is_published_without_what_still_waits() {
    let mut bench = Bench::new(|_| {}).await;
    let slot = bench.slot();
    bench.crowd(20, 12, slot, &GOOD).await;
    bench.flush().await;
    leave(&bench, true);
    bench.crowd_of(20, 12, 12, slot, &GOOD).await;
    assert!(!bench.try_flush().await);
    // The slot is over, and would be public; half of its votes are not stored.
    bench.clock.set(Slot(DAY.0 + 50).starts_s());
    assert!(!bench.try_flush().await);
    assert_eq!(published(&bench).await, [0; 0]);
    leave(&bench, false);
    bench.flush().await;
    assert_eq!(published(&bench).await, [20]);
}

#[tokio::test]
async fn what_is_spilled_survives_a_crash_and_counts_once() {
    let spill = tempfile::tempdir().expect("a folder");
    let mut bench = Bench::new(|_| {}).await;
    bench.restart_flusher(spill.path(), 1 << 20);
    let slot = bench.slot();
    leave(&bench, true);
    bench.crowd(20, 12, slot, &GOOD).await;
    assert!(!bench.try_flush().await);
    bench.clock.set(Slot(DAY.0 + 50).starts_s());
    // Nothing is asked to end well.
    bench.restart_flusher(spill.path(), 1 << 20);
    assert_eq!(published(&bench).await, [0; 0], "also after a start");
    assert!(!bench.try_flush().await);
    leave(&bench, false);
    bench.flush().await;
    bench.restart_flusher(spill.path(), 1 << 20);
    bench.flush().await;
    assert_eq!(stored(&bench).await, 12);
    assert_eq!(published(&bench).await, [10]);
}

#[tokio::test]
async fn where_no_more_can_be_spilled_it_waits_in_memory() {
    let spill = tempfile::tempdir().expect("a folder");
    let mut bench = Bench::new(|_| {}).await;
    // One batch, and it is full.
    bench.restart_flusher(spill.path(), 1);
    let slot = bench.slot();
    leave(&bench, true);
    bench.crowd(20, 12, slot, &GOOD).await;
    assert!(!bench.try_flush().await);
    bench.crowd_of(20, 12, 12, slot, &GOOD).await;
    assert!(!bench.try_flush().await);
    let batches = std::fs::read_dir(spill.path()).expect("read").count() - 1;
    assert_eq!(batches, 1, "beside the lock");
    assert!(bench.app.intake.waiting() > 0);
    leave(&bench, false);
    bench.flush().await;
    assert_eq!(stored(&bench).await, 24);
}
