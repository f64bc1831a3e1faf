//! What comes out: a platform that networks of a country restrict.

use getthrough::report::Slot;
use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::wilson;
use crate::networks::Country;

/// A platform that one or more networks of a country restrict. What tells it from others is the
/// platform, the country and since when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// The platform's code.
    pub platform: u16,
    /// The country.
    pub country: Country,
    /// The first slot with it.
    pub since: Slot,
    /// When and why it ended.
    pub ended: Option<End>,
    /// What most of its bad votes say.
    pub kind: Kind,
    /// Networks enough, and of brands enough, restricted it at once for it to be the country's.
    pub country_wide: bool,
    /// The networks, by rising number; one that stopped and began again is there twice.
    pub networks: Vec<Affected>,
    /// The votes of all that still restrict it together.
    pub share: Share,
    /// The bad share in other countries, when it was last known.
    pub elsewhere: Option<f64>,
}

/// One network that restricts a platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Affected {
    /// Its number.
    pub asn: u32,
    /// The first slot with it.
    pub since: Slot,
    /// When and why it ended.
    pub ended: Option<End>,
    /// What most of its bad votes say.
    pub kind: Kind,
    /// The votes of its latest window that says so by itself.
    pub share: Share,
}

/// What bad votes say. The wire names are those of verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It does not get through.
    Unreachable,
    /// It is slow.
    Slow,
    /// Part of it gets through.
    Partly,
}

/// The end of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The first slot without it.
    pub at: Slot,
    /// Why.
    pub why: Ended,
}

/// Why an incident ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It gets through again.
    Recovered,
    /// It does not get through elsewhere either: the platform is down.
    Everywhere,
    /// Nobody reports any more; whether it gets through is not known.
    Silent,
}

/// How many votes are bad, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// All votes.
    pub votes: u32,
    /// The bad ones.
    pub bad: u32,
    /// The lower bound of the bad share, 99 %.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl Share {
    /// Of counts.
    pub fn of(bad: u32, votes: u32) -> Self {
        let (low, high) = wilson::interval(bad, votes);
        Self {
            votes,
            bad,
            low,
            high,
        }
    }
}

impl Kind {
    /// What most bad votes say; the graver where two are level.
    pub(super) fn of(counts: &Counts) -> Self {
        let Counts {
            slow,
            partly,
            unreachable,
            ..
        } = *counts;
        if unreachable >= slow && unreachable >= partly {
            Self::Unreachable
        } else if partly >= slow {
            Self::Partly
        } else {
            Self::Slow
        }
    }
}
