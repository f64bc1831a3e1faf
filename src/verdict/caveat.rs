//! What makes a run say less than it seems to. The page has a text for what was seen, what may
//! cause it and what to do, under `caveat.<kind>.*`; prose never stands here.

use serde::{Deserialize, Serialize};

/// Something that limits what a run can say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caveat {
    /// What was seen.
    pub kind: CaveatKind,
    /// How many of something, where the text counts it; what is counted is said at each kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Ids of the controls or platforms concerned, where the text names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
}

/// The kinds of caveats; the order is that of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaveatKind {
    /// No control answered, and the page's own server did not either: the device has no network.
    Offline,
    /// Too few controls answered: a sign-in page, a filtering proxy, an outage. No failure counts.
    ControlsFailed,
    /// Foreign controls fail, and controls inside the country answer. `ids`: those that answer.
    InternationalCut,
    /// A name that cannot exist was answered: something on the line answers in place of others.
    Intercepted,
    /// Some controls failed, but enough answered. `ids`: those that failed.
    SomeControlsFailed,
    /// The page was hidden for a while; what was under way then was repeated or left out.
    Hidden,
    /// The device slept or its clock jumped.
    ClockJump,
    /// The browser was too busy to keep time. `count`: timers that came late.
    LateTimer,
    /// The page is cross-origin isolated by `require-corp`: opaque requests cannot succeed.
    RequireCorp,
    /// The page's own Content-Security-Policy stopped requests. `count`: how many endpoints.
    PageCsp,
    /// A service worker controls the page and may answer in place of the network.
    ServiceWorker,
    /// Something on the device stopped requests. `ids`: the platforms; `count`: endpoints.
    BrowserBlocks,
    /// Answers came with failures between them. `ids`: the platforms.
    Unstable,
    /// The line is too slow, or had no control object, to tell whether a platform is slowed.
    ThroughputNotJudged,
    /// The browser's clock is coarse. `count`: its step in milliseconds.
    CoarseClock,
    /// The visitor stopped the run. `count`: platforms without an answer.
    Stopped,
    /// The run reached its bound. `count`: platforms without an answer.
    OutOfTime,
}
