//! What the observations of an endpoint, or of a platform, mean.

mod caveat;
pub(crate) mod caveats;
pub(crate) mod headline;
pub(crate) mod latency;
pub(crate) mod platform;
pub(crate) mod reach;
pub(crate) mod stats;
pub(crate) mod throughput;

pub use caveat::{Caveat, CaveatKind};
pub use headline::{Headline, HeadlineKind};

use serde::{Deserialize, Serialize};

/// What the observations of one endpoint mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointVerdict {
    /// It answered.
    Reachable,
    /// It answers, but much slower than the controls.
    Slow,
    /// It starts to answer, and then stops after some kilobytes.
    Cut,
    /// It does not get through from here; see [`How`].
    Unreachable,
    /// Something on the device stopped the request before the network saw it.
    BrowserBlocked,
    /// Nothing can be said.
    Inconclusive,
}

/// What the endpoints of a platform mean together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformVerdict {
    /// It gets through.
    Reachable,
    /// It gets through, but much slower than the controls.
    Slow,
    /// Part of it gets through: the site opens, its pictures do not.
    Partly,
    /// It does not get through from here.
    Unreachable,
    /// Something on the device stopped the requests before the network saw them.
    BrowserBlocked,
    /// Nothing can be said.
    Inconclusive,
}

/// How something does not get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Refused at once, again and again.
    FastFail,
    /// No answer until the deadline, again and again.
    Timeout,
}
