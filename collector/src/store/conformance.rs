//! What every store must do. A store's tests call [`check`] on an empty one.
//!
//! It panics where the store does something else, and says what.

use getthrough::report::Slot;

use super::{Batch, Kept, Query, Settled, Store};
use crate::cell::{Counters, OTHERS, Row};
use crate::networks::{Country, Network};
use crate::window::{Width, Window};

const DAY: Slot = Slot(96 * 20_000);

fn country(letters: &str) -> Country {
    letters.parse().expect("a country")
}

/// A row with numbers that differ from those of every other cell.
pub fn row(slot: Slot, platform: u16, asn: u32) -> Row {
    let seed = slot.0 % 97 + u32::from(platform) * 100 + asn % 89;
    Row {
        slot,
        level: Width::Slot,
        platform,
        network: Network {
            country: country("RU"),
            asn,
        },
        counters: Counters::of_numbers(std::array::from_fn(|n| seed + n as u32)),
    }
}

fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| (row.slot, row.level, row.platform, row.network));
    rows
}

async fn all(store: &dyn Store) -> Vec<Row> {
    let everything = Query::of(Slot(0), Slot(u32::MAX));
    sorted(store.rows(&everything).await.expect("rows are given"))
}

/// Puts a store through all of it.
///
/// # Panics
/// Where it does not behave as a store.
pub async fn check(store: &dyn Store) {
    store.ready().await.expect("an empty store is ready");
    assert_eq!(store.first().await.expect("asked"), None, "it is empty");
    sums_up(store).await;
    counts_a_batch_once(store).await;
    finds(store).await;
    settles(store).await;
    keeps_incidents(store).await;
}

async fn sums_up(store: &dyn Store) {
    let one = row(DAY, 1, 8359);
    let mut late = one;
    late.level = Width::Hour;
    let batch = Batch::new(vec![one, one, late]);
    store.add(&batch).await.expect("added");
    store.add(&Batch::new(vec![one])).await.expect("added");
    let mut thrice = one;
    thrice.counters.add(&one.counters);
    thrice.counters.add(&one.counters);
    assert_eq!(
        all(store).await,
        [thrice, late],
        "cells add up, levels apart"
    );
    let only_late = Query {
        late: true,
        ..Query::of(DAY, Slot(DAY.0 + 1))
    };
    assert_eq!(store.rows(&only_late).await.expect("given"), [late]);
    store
        .add(&Batch::new(vec![]))
        .await
        .expect("nothing is fine");
}

async fn counts_a_batch_once(store: &dyn Store) {
    let batch = Batch::new(vec![row(DAY, 2, 8359)]);
    for _ in 0..3 {
        store.add(&batch).await.expect("added");
    }
    let again = Batch::new(batch.rows.to_vec());
    let found = |rows: Vec<Row>| rows.into_iter().find(|row| row.platform == 2);
    assert_eq!(
        found(all(store).await),
        Some(batch.rows[0]),
        "sent three times"
    );
    store.add(&again).await.expect("added");
    let twice = found(all(store).await).expect("there").counters.reports;
    let once = batch.rows[0].counters.reports;
    assert_eq!(twice, once * 2, "the same rows in another batch count");
}

async fn finds(store: &dyn Store) {
    let elsewhere = Row {
        network: Network {
            country: country("DE"),
            asn: 3320,
        },
        ..row(Slot(DAY.0 + 5), 1, 3320)
    };
    let largest = Row {
        counters: Counters::of_numbers([u32::MAX / 4; Counters::LEN]),
        ..row(Slot(DAY.0 + 6), u16::MAX, OTHERS - 1)
    };
    store
        .add(&Batch::new(vec![elsewhere, largest]))
        .await
        .expect("added");
    let everything = Query::of(DAY, Slot(DAY.0 + 96));
    let ask = async |query: Query| sorted(store.rows(&query).await.expect("rows are given"));
    let germany = Query {
        country: Some(country("DE")),
        ..everything
    };
    assert_eq!(ask(germany).await, [elsewhere]);
    let mut countries = store.countries(&everything).await.expect("asked");
    countries.sort_unstable();
    assert_eq!(countries, [country("DE"), country("RU")]);
    let then = Query::of(elsewhere.slot, largest.slot);
    let countries = store.countries(&then).await.expect("asked");
    assert_eq!(countries, [country("DE")]);
    let network = Query {
        asn: Some(OTHERS - 1),
        ..everything
    };
    assert_eq!(ask(network).await, [largest]);
    let platform = Query {
        platform: Some(1),
        ..everything
    };
    assert!(ask(platform).await.iter().all(|row| row.platform == 1));
    let range = Query::of(Slot(DAY.0 + 5), Slot(DAY.0 + 6));
    assert_eq!(ask(range).await, [elsewhere], "the end is not part of it");
    assert_eq!(store.first().await.expect("asked"), Some(DAY));
}

async fn settles(store: &dyn Store) {
    let end = Slot(DAY.0 + 96);
    let one = Settled {
        window: Window::of(DAY, Width::Hour),
        platform: 1,
        network: Network {
            country: country("RU"),
            asn: 8359,
        },
        counters: row(DAY, 9, 9).counters,
    };
    let others = Settled {
        window: Window::of(DAY, Width::Day),
        network: Network {
            country: country("RU"),
            asn: OTHERS,
        },
        ..one
    };
    let next = row(end, 1, 8359);
    store.add(&Batch::new(vec![next])).await.expect("added");
    store
        .settle(DAY, end, &[one, others])
        .await
        .expect("settled");
    assert_eq!(
        all(store).await,
        [next],
        "the rows of the day are gone, others not"
    );
    store.settle(DAY, end, &[]).await.expect("settled again");
    assert_eq!(store.first().await.expect("asked"), Some(end));
    assert_eq!(store.earliest().await.expect("asked"), Some(DAY));
    let query = Query {
        asn: Some(8359),
        ..Query::of(DAY, end)
    };
    let mut found = store.settled(&query).await.expect("asked");
    found.sort_by_key(|settled| settled.network);
    assert_eq!(found, [one, others], "and stay when it is done again");
    let other = Query {
        country: Some(country("DE")),
        ..query
    };
    assert!(store.settled(&other).await.expect("asked").is_empty());
    store.forget(DAY).await.expect("nothing to forget");
    assert_eq!(store.settled(&query).await.expect("asked").len(), 2);
    store.forget(end).await.expect("forgotten");
    assert!(store.settled(&query).await.expect("asked").is_empty());
}

async fn keeps_incidents(store: &dyn Store) {
    let lasting = Kept {
        name: "a".into(),
        since: DAY,
        until: None,
        text: "{\"n\":1}".into(),
    };
    let over = Kept {
        name: "b".into(),
        since: Slot(DAY.0 + 2),
        until: Some(Slot(DAY.0 + 100)),
        text: "{}".into(),
    };
    let both = [over.clone(), lasting.clone()];
    store.keep(&both).await.expect("kept");
    let ask = async |from, to| store.kept(Slot(from), Slot(to)).await.expect("asked");
    assert_eq!(ask(DAY.0, DAY.0 + 9).await, both, "the latest first");
    assert_eq!(
        ask(DAY.0 + 100, DAY.0 + 105).await,
        std::slice::from_ref(&lasting),
        "one is over"
    );
    assert!(ask(0, DAY.0).await.is_empty(), "none had begun");
    let ended = Kept {
        until: Some(Slot(DAY.0 + 1)),
        text: "{\"n\":2}".into(),
        ..lasting
    };
    store
        .keep(std::slice::from_ref(&ended))
        .await
        .expect("kept");
    assert_eq!(ask(DAY.0, DAY.0 + 1).await, [ended], "in its place");
    store.forget(Slot(DAY.0 + 96)).await.expect("forgotten");
    assert_eq!(ask(0, DAY.0 + 9).await, [over]);
}
