//! A result in a link: whole without any server, and short enough for any place that takes one.
//!
//! What lives here turns a page's [`Draft`] into a [`Shared`], that into the text behind the `#`,
//! and the text into what a page shows, [`Opened`]; drawing it, and telling the visitor what it
//! reveals, is the page's. `docs/SHARE.md` has the format byte by byte.

mod bits;
mod caveats;
mod checksum;
mod codec;
mod draft;
mod hour;
mod latency;
mod letters;
mod opened;
mod outcome;
mod refusal;
mod set;
mod shared;

pub use caveats::CAVEATS;
pub use codec::{Decoded, VERSION, decode, encode};
pub use draft::{Draft, DraftPlatform};
pub use hour::Hour;
pub use latency::{LATENCY_ENDS, Latency};
pub use opened::{Opened, OpenedPlatform, open};
pub use outcome::VERDICTS;
pub use refusal::Refusal;
pub use shared::{Seen, Shared};
