//! The result object: what a page, an embedder or a researcher can read when a run has ended.
//! `docs/RESULT.md` describes every field.

use serde::{Deserialize, Serialize};

use crate::by_id::{self, ById};
use crate::catalogue::Role;
use crate::run::{Environment, Form, Purpose};
use crate::verdict::{Caveat, EndpointVerdict, Headline, How, PlatformVerdict};
use crate::wire::named;

/// The version of this shape. A field that changes its meaning makes a new one.
pub const SCHEMA: u32 = 1;

/// Everything one press of the button found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The catalogue's version.
    pub catalogue: u16,
    /// The seed of the run's order: the same catalogue, seed and observations give the same result.
    pub seed: u32,
    /// When the run started, milliseconds since 1970 by the visitor's clock.
    pub started_ms: f64,
    /// How long it took, milliseconds, without the time in which the page was hidden.
    pub duration_ms: f64,
    /// When the first sentence could be said, milliseconds after the start.
    pub first_headline_ms: Option<f64>,
    /// True where every planned step was done; false where it was stopped or ran out of time.
    pub complete: bool,
    /// What the browser is like.
    pub environment: Environment,
    /// The sentence.
    pub headline: Headline,
    /// What limits the result.
    pub caveats: Vec<Caveat>,
    /// The line, as the controls saw it.
    pub line: Line,
    /// The controls.
    pub controls: Vec<ControlResult>,
    /// The platforms that were chosen, in the catalogue's order; an object by id in JSON.
    #[serde(with = "by_id")]
    pub platforms: Vec<PlatformResult>,
}

/// The line as the controls saw it. `None`: not measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Median time of a first request to a control, milliseconds.
    pub cold_ms: Option<f64>,
    /// Median time of a further request to a control, milliseconds.
    pub warm_ms: Option<f64>,
    /// Rate of the controls' larger file, kbit/s: the median transfer of the fastest control.
    pub kbps: Option<f64>,
    /// Median time of refusals that were caused on the device, milliseconds.
    #[serde(default)]
    pub device_ms: Option<f64>,
}

/// One platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlatformResult {
    /// [`crate::catalogue::Platform::id`].
    pub id: String,
    /// What it means.
    pub verdict: PlatformVerdict,
    /// Where it does not get through: how.
    pub how: Option<How>,
    /// Some answers had failures between them.
    pub unstable: bool,
    /// Median time of a further request, milliseconds.
    pub warm_ms: Option<f64>,
    /// How many times slower than the controls, by whatever it was judged.
    pub ratio: Option<f64>,
    /// Rate of its larger object, kbit/s.
    pub kbps: Option<f64>,
    /// Its endpoints, and its larger object as one of id `object`.
    pub endpoints: Vec<EndpointResult>,
}

impl ById for PlatformResult {
    fn id(&self) -> &str {
        &self.id
    }
}

/// One endpoint of a platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointResult {
    /// [`crate::catalogue::Endpoint::id`], or `object`.
    pub id: String,
    /// Its role; `media` for the larger object.
    pub role: Role,
    /// Its host.
    pub host: String,
    /// What it means.
    pub verdict: EndpointVerdict,
    /// Where it does not get through: how.
    pub how: Option<How>,
    /// Every try, in order.
    pub tries: Vec<Try>,
}

/// One control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlResult {
    /// [`crate::catalogue::Control::id`]; `own` for the page's own server.
    pub id: String,
    /// Who runs it.
    pub operator: String,
    /// Every try, in order.
    pub tries: Vec<Try>,
}

/// One timed request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// Why it was made.
    pub purpose: Purpose,
    /// What kind of request it was.
    pub form: Form,
    /// When it started, milliseconds after the start of the run.
    pub at_ms: f64,
    /// How long it took, milliseconds; until the deadline where it ran into it.
    pub ms: f64,
    /// What came of it.
    pub outcome: TryOutcome,
    /// Why it does not count, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<Void>,
    /// Resource Timing's duration, milliseconds, where there was an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_ms: Option<f64>,
    /// Bytes of the body, where the browser tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u32>,
}

named! {
    /// What came of a request.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TryOutcome {
        /// An answer came.
        Answered = "answered",
        /// An answer came that did not come from the network.
        AnsweredLocally = "answered_locally",
        /// It was refused.
        Failed = "failed",
        /// The page's own Content-Security-Policy refused it.
        RefusedByPage = "refused_by_page",
        /// No answer until the deadline.
        TimedOut = "timed_out",
        /// The run ended, or was paused, before there was anything.
        Aborted = "aborted",
    }
}

named! {
    /// Why a try does not count.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Void {
        /// The page was hidden meanwhile.
        Hidden = "hidden",
        /// A timer came late, or the device slept.
        Late = "late",
        /// Too few controls answered around it.
        Controls = "controls",
    }
}
