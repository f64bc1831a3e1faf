//! Which networks restrict which platform, out of the counters.
//!
//! Pure and deterministic: votes per platform, network and quarter of an hour go in
//! ([`Detector::add`]), and at the end of each quarter ([`Detector::close`]) incidents come out.
//! It has no clock, no randomness and no I/O; where votes come from, who may see an incident, and
//! in which words, are decided elsewhere. `docs/DETECTOR.md` has the rule.

mod brands;
mod counts;
mod fold;
mod history;
mod incident;
mod rule;
mod silence;
pub mod thresholds;
mod watch;
pub mod wilson;
mod world;

pub use brands::Names;
pub use counts::{Counts, Tally};
pub use fold::Detector;
pub use incident::{Affected, End, Ended, Incident, Kind, Share};
pub use rule::{Finding, judge};
pub use silence::{Scope, Silence, Silences};
