//! What may be published of the counters, and how exactly.

mod partition;
mod steps;

pub use partition::{gaps, publish};
pub use steps::{Bounds, bounds, step_down};

use getthrough::report::Slot;

use crate::networks::Network;
use crate::store::{Query, Result, Settled, Store};
use crate::window::{Width, Window};

/// So few visitors' prefixes are never published: more than enough people to hide among, and as
/// many as the detector needs to say anything.
pub const K: u32 = 10;

/// All figures of a query that are public now, if there are not more than `most`.
///
/// # Errors
/// Those of the store.
pub async fn public_up_to(
    most: usize,
    store: &dyn Store,
    query: &Query,
    k: u32,
    now_s: u64,
) -> Result<Option<Vec<Settled>>> {
    let mut all = Vec::new();
    for part in by_country(store, query).await? {
        all.extend(public(store, &part, k, now_s).await?);
        if all.len() > most {
            return Ok(None);
        }
    }
    all.sort_by_key(order);
    Ok(Some(all))
}

/// A query as one for each country: no figure has visitors of two.
///
/// # Errors
/// Those of the store.
pub async fn by_country(store: &dyn Store, query: &Query) -> Result<Vec<Query>> {
    let countries = match query.country {
        Some(country) => vec![country],
        None => store.countries(&days(query)).await?,
    };
    let part = |country| Query {
        country: Some(country),
        ..*query
    };
    Ok(countries.into_iter().map(part).collect())
}

/// The whole days of a query: what is published of a slot depends on all of its day, and windows
/// begin before the slots that they reach into.
fn days(query: &Query) -> Query {
    let first = Window::of(query.from, Width::Day).start;
    let last = Window::of(Slot(query.to.0.saturating_sub(1)), Width::Day).end();
    Query {
        from: first,
        to: last.max(first),
        asn: None,
        ..*query
    }
}

/// By time.
fn order(one: &Settled) -> (Slot, u16, Network, Width) {
    (
        one.window.start,
        one.platform,
        one.network,
        one.window.width,
    )
}

/// All figures of a query about one country that are public now: settled ones, and those of days
/// that still have rows. The query's network is looked for at the end, since what the others are
/// depends on all.
///
/// # Errors
/// Those of the store.
pub async fn public(store: &dyn Store, query: &Query, k: u32, now_s: u64) -> Result<Vec<Settled>> {
    let whole = days(query);
    let mut all = publish(&store.rows(&whole).await?, k, now_s);
    all.extend(store.settled(&whole).await?);
    all.retain(|one| {
        let start = one.window.start;
        let other = query.asn.is_some_and(|asn| asn != one.network.asn);
        // Windows that reach into the time that was asked for are part of the answer.
        start < query.to && one.window.end() > query.from && !other
    });
    all.sort_by_key(order);
    Ok(all)
}
