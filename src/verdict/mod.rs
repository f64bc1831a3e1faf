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

use crate::wire::named;

named! {
    /// What the observations of one endpoint mean.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum EndpointVerdict {
        /// It answered.
        Reachable = "reachable",
        /// It answers, but much slower than the controls.
        Slow = "slow",
        /// It starts to answer, and then stops after some kilobytes.
        Cut = "cut",
        /// It does not get through from here; see [`How`].
        Unreachable = "unreachable",
        /// Something on the device stopped the request before the network saw it.
        BrowserBlocked = "browser_blocked",
        /// Nothing can be said.
        Inconclusive = "inconclusive",
    }
}

named! {
    /// What the endpoints of a platform mean together.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PlatformVerdict {
        /// It gets through.
        Reachable = "reachable",
        /// It gets through, but much slower than the controls.
        Slow = "slow",
        /// Part of it gets through: the site opens, its pictures do not.
        Partly = "partly",
        /// It does not get through from here.
        Unreachable = "unreachable",
        /// Something on the device stopped the requests before the network saw them.
        BrowserBlocked = "browser_blocked",
        /// Nothing can be said.
        Inconclusive = "inconclusive",
    }
}

named! {
    /// How something does not get through.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum How {
        /// Refused at once, again and again.
        FastFail = "fast_fail",
        /// No answer until the deadline, again and again.
        Timeout = "timeout",
    }
}
