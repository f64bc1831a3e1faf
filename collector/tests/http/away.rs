//! What happens while the store is away: nothing is lost, nothing counts twice, and what is
//! published does not change afterwards.

use getthrough::report::Slot;
use getthrough_collector::store::Query;
use std::sync::atomic::Ordering;

use crate::bench::{Bench, DAY};

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
