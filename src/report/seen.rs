//! What a report is made of: the part of a run's result that is looked at.

use serde::Deserialize;

use crate::catalogue::Catalogue;
use crate::result::{ControlResult, RunResult, TryOutcome};
use crate::run::Engine;
use crate::verdict::{CaveatKind, PlatformVerdict};

/// What a run saw. The page gives it as a plain object; nothing else of the result is read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Seen {
    /// The version of the catalogue that was asked.
    pub catalogue: u16,
    /// When the run started, milliseconds since 1970.
    pub started_ms: f64,
    /// The visitor stopped it.
    pub stopped: bool,
    /// The browser's engine.
    pub browser: Engine,
    /// The controls that were asked.
    pub controls: Vec<SeenControl>,
    /// The platforms that were asked.
    pub platforms: Vec<SeenPlatform>,
}

/// What was seen of one control.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SeenControl {
    /// [`crate::catalogue::Control::id`]; others are left out.
    pub id: String,
    /// Whether it ever answered while nothing disturbed the run.
    pub answered: bool,
}

/// What was seen of one platform.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct SeenPlatform {
    /// [`crate::catalogue::Platform::code`].
    pub code: u16,
    /// What it means.
    pub verdict: PlatformVerdict,
    /// Median of its further answers, milliseconds.
    pub warm_ms: Option<f64>,
    /// How many times slower than the controls.
    pub ratio: Option<f64>,
    /// Rate of its larger object, kbit/s.
    pub kbps: Option<f64>,
}

impl Seen {
    /// What is looked at of a result.
    pub fn of(result: &RunResult, catalogue: &Catalogue) -> Self {
        let platforms = result.platforms.iter().filter_map(|p| {
            let known = catalogue.platforms.iter().find(|known| known.id == p.id)?;
            Some(SeenPlatform {
                code: known.code,
                verdict: p.verdict,
                warm_ms: p.warm_ms,
                ratio: p.ratio,
                kbps: p.kbps,
            })
        });
        let stopped = |c: &crate::verdict::Caveat| c.kind == CaveatKind::Stopped;
        Self {
            catalogue: result.catalogue,
            started_ms: result.started_ms,
            stopped: result.caveats.iter().any(stopped),
            browser: result.environment.engine,
            controls: result.controls.iter().map(control).collect(),
            platforms: platforms.collect(),
        }
    }
}

fn control(control: &ControlResult) -> SeenControl {
    let answered = |t: &crate::result::Try| t.outcome == TryOutcome::Answered && t.void.is_none();
    SeenControl {
        id: control.id.clone(),
        answered: control.tries.iter().any(answered),
    }
}
