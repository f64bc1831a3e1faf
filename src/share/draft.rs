//! What a page puts into a link: the small part of a result that may leave.

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::result::RunResult;
use crate::verdict::{CaveatKind, PlatformVerdict};

/// What a page puts into a link. Times are still exact here; [`super::Shared`] makes them coarse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The version of the catalogue that was asked.
    pub catalogue: u16,
    /// When the run started, milliseconds since 1970; `None` where the visitor leaves it out.
    pub started_ms: Option<f64>,
    /// What limits the result.
    pub caveats: Vec<CaveatKind>,
    /// What was tested, in any order.
    pub platforms: Vec<DraftPlatform>,
}

/// What was seen of one platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftPlatform {
    /// [`crate::catalogue::Platform::code`].
    pub code: u16,
    /// What it means.
    pub verdict: PlatformVerdict,
    /// Median time of a further request, milliseconds.
    pub warm_ms: Option<f64>,
}

impl Draft {
    /// What of a result goes into a link. `with_time`: the hour at which the run started.
    pub fn of(result: &RunResult, catalogue: &Catalogue, with_time: bool) -> Self {
        let known = |id: &str| catalogue.platforms.iter().find(|p| p.id == id);
        let seen = result.platforms.iter().filter_map(|p| {
            Some(DraftPlatform {
                code: known(&p.id)?.code,
                verdict: p.verdict,
                warm_ms: p.warm_ms,
            })
        });
        Self {
            catalogue: result.catalogue,
            started_ms: with_time.then_some(result.started_ms),
            caveats: result.caveats.iter().map(|c| c.kind).collect(),
            platforms: seen.collect(),
        }
    }
}
