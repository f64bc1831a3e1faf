//! What may leave the browser, and only when the visitor sends it.
//!
//! What lives here turns what a run saw into a [`Report`]: coarse, without anything that names or
//! follows a visitor, and the same in the page and in the collector, which checks it with
//! [`Report::validate`]. Asking the visitor and sending it are the page's; where it goes from
//! there is the collector's. `docs/PRIVACY.md` lists every field with all its values.

mod bucket;
mod check;
mod form;
mod refusal;
mod seen;
mod slot;

pub use bucket::{LatencyBucket, NoBucket, RATE_ENDS, RATIO_ENDS, RateBucket, RatioBucket};
pub use check::{Expected, Invalid};
pub use form::{Controls, Judged, MAX_BYTES, MAX_PLATFORMS, Report, SCHEMA, standard};
pub use refusal::Refusal;
pub use seen::{Seen, SeenControl, SeenPlatform};
pub use slot::{EARLY_SLOTS, LATE_SLOTS, Slot};
