//! What of a result may be shared.

use super::caveats;
use super::draft::Draft;
use super::hour::Hour;
use super::latency::Latency;
use super::outcome;
use crate::catalogue::Catalogue;
use crate::result::RunResult;
use crate::verdict::{CaveatKind, PlatformVerdict};

/// What a link holds: nothing else leaves with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The version of the catalogue that was asked.
    pub catalogue: u16,
    /// When, if the sharer left it in.
    pub time: Option<Hour>,
    /// What limits the result.
    pub caveats: Vec<CaveatKind>,
    /// What was tested, by rising code.
    pub platforms: Vec<Seen>,
}

/// What was seen of one platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// [`crate::catalogue::Platform::code`].
    pub code: u16,
    /// What it means.
    pub verdict: PlatformVerdict,
    /// How long its further answers took; only with the verdicts that [`super::VERDICTS`] says.
    pub latency: Option<Latency>,
}

impl Shared {
    /// What of a result may be shared. `with_time`: the hour at which the run started.
    pub fn of(result: &RunResult, catalogue: &Catalogue, with_time: bool) -> Self {
        Self::from(&Draft::of(result, catalogue, with_time))
    }

    /// Brings it into the form in which it is read back: by rising code and number, each once, no
    /// latency beside a verdict that has none.
    pub(super) fn tidy(&mut self) {
        self.caveats = caveats::numbers(&self.caveats)
            .into_iter()
            .filter_map(caveats::kind)
            .collect();
        let mut tidy: Vec<Seen> = Vec::with_capacity(self.platforms.len());
        for &(mut seen) in &self.platforms {
            if !outcome::is_timed(seen.verdict) {
                seen.latency = None;
            }
            let place = tidy.partition_point(|s| s.code < seen.code);
            if tidy.get(place).is_none_or(|s| s.code != seen.code) {
                tidy.insert(place, seen);
            }
        }
        self.platforms = tidy;
    }
}

impl From<&Draft> for Shared {
    fn from(draft: &Draft) -> Self {
        let seen = draft.platforms.iter().map(|p| Seen {
            code: p.code,
            verdict: p.verdict,
            latency: p.warm_ms.and_then(Latency::of_ms),
        });
        let mut shared = Self {
            catalogue: draft.catalogue,
            time: draft.started_ms.and_then(Hour::of_ms),
            caveats: draft.caveats.clone(),
            platforms: seen.collect(),
        };
        shared.tidy();
        shared
    }
}
