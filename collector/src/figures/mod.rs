//! What may be published of the counters, and how exactly.

mod partition;
mod steps;

pub use partition::{gaps, publish};
pub use steps::{Bounds, bounds, step_down};

use getthrough::report::Slot;

use crate::store::{Query, Result, Settled, Store};
use crate::window::{Width, Window};

/// So few visitors' prefixes are never published: more than enough people to hide among, and as
/// many as the detector needs to say anything.
pub const K: u32 = 10;

/// All figures of a query that are public now: settled ones, and those of days that still have
/// rows. The query's network is looked for at the end, since what the others are depends on all.
///
/// # Errors
/// Those of the store.
pub async fn public(store: &dyn Store, query: &Query, k: u32, now_s: u64) -> Result<Vec<Settled>> {
    // What is published of a slot depends on all of its day, and days begin before the hour.
    let first = Window::of(query.from, Width::Day).start;
    let last = Window::of(Slot(query.to.0.saturating_sub(1)), Width::Day).end();
    let whole = Query {
        from: first,
        to: last.max(first),
        asn: None,
        ..*query
    };
    let countries = match query.country {
        Some(country) => vec![country],
        None => store.countries(&whole).await?,
    };
    let mut all = Vec::new();
    // No figure has visitors of two countries.
    for country in countries {
        let part = Query {
            country: Some(country),
            ..whole
        };
        all.extend(publish(&store.rows(&part).await?, k, now_s));
    }
    all.extend(store.settled(&whole).await?);
    all.retain(|one| {
        let start = one.window.start;
        let other = query.asn.is_some_and(|asn| asn != one.network.asn);
        // Windows that reach into the time that was asked for are part of the answer.
        start < query.to && one.window.end() > query.from && !other
    });
    all.sort_by_key(|one| {
        (
            one.window.start,
            one.platform,
            one.network,
            one.window.width,
        )
    });
    Ok(all)
}
