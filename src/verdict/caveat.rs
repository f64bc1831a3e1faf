//! What makes a run say less than it seems to. The page has a text for what was seen, what may
//! cause it and what to do, under `caveat.<kind>.*`; prose never stands here.

use serde::{Deserialize, Serialize};

use crate::wire::named;

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

named! {
    /// The kinds of caveats; the order is that of the page.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum CaveatKind {
        /// No control answered, and the page's own server did not either: the device has no network.
        Offline = "offline",
        /// Too few controls answered: a sign-in page, a filtering proxy, an outage. No failure counts.
        ControlsFailed = "controls_failed",
        /// Foreign controls fail, and controls inside the country answer. `ids`: those that answer.
        InternationalCut = "international_cut",
        /// A name that cannot exist was answered: something on the line answers in place of others.
        Intercepted = "intercepted",
        /// Some controls failed, but enough answered. `ids`: those that failed.
        SomeControlsFailed = "some_controls_failed",
        /// The page was hidden for a while; what was under way then was repeated or left out.
        Hidden = "hidden",
        /// The device slept or its clock jumped.
        ClockJump = "clock_jump",
        /// The browser was too busy to keep time. `count`: timers that came late.
        LateTimer = "late_timer",
        /// The page is cross-origin isolated by `require-corp`: opaque requests cannot succeed.
        RequireCorp = "require_corp",
        /// The page's own Content-Security-Policy stopped requests. `count`: how many endpoints.
        PageCsp = "page_csp",
        /// A service worker controls the page and may answer in place of the network.
        ServiceWorker = "service_worker",
        /// Something on the device stopped requests. `ids`: the platforms; `count`: endpoints.
        BrowserBlocks = "browser_blocks",
        /// Answers came with failures between them. `ids`: the platforms.
        Unstable = "unstable",
        /// The line is too slow, or had no control object, to tell whether a platform is slowed.
        ThroughputNotJudged = "throughput_not_judged",
        /// The browser's clock is coarse. `count`: its step in milliseconds.
        CoarseClock = "coarse_clock",
        /// The visitor stopped the run. `count`: platforms without an answer.
        Stopped = "stopped",
        /// The run reached its bound. `count`: platforms without an answer.
        OutOfTime = "out_of_time",
    }
}
