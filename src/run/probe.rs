//! What passes between the run and whoever drives it.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::verdict::{Headline, How, PlatformVerdict};
use crate::wire::named;

/// What the visitor chose, and what the page knows of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Ids of the platforms to ask; unknown ones are passed over.
    pub platforms: Vec<String>,
    /// A small file of the page's own server, asked as one more control; `None` where the page
    /// has no server (a file on disk).
    #[serde(default)]
    pub own_url: Option<String>,
    /// The seed of the run's order.
    pub seed: u32,
    /// When the run starts, milliseconds since 1970 by the visitor's clock.
    #[serde(default)]
    pub started_ms: f64,
}

/// A number for one request of one run.
pub type RequestId = u32;

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Start a request, and tell what comes of it.
    Start(Request),
    /// Really abort it; nothing more is to be told of it.
    Abort(RequestId),
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its number.
    pub id: RequestId,
    /// What to ask.
    pub url: String,
    /// How to ask.
    pub form: Form,
    /// The WebSocket sub-protocol.
    pub protocol: Option<String>,
    /// WebSocket: wait for the server's first message.
    pub hello: bool,
}

named! {
    /// The kinds of requests.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Form {
        /// An opaque `fetch`; answered when the headers are there, and then aborted.
        Fetch = "fetch",
        /// A new `Image`; answered when it has loaded.
        Image = "image",
        /// A WebSocket; answered when it opened (or its first message came), and then closed.
        Websocket = "websocket",
        /// A `fetch` across origins whose body is read to its end; answered then.
        Download = "download",
        /// A `fetch` of the page's own server that only the browser's cache may answer, which has
        /// no such thing: refused on this device, and never on the wire.
        Cached = "cached",
    }
}

named! {
    /// Why a request was made.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Purpose {
        /// The first of its target.
        First = "first",
        /// One of five quick repeats of a failure that came fast.
        Quick = "quick",
        /// The second attempt after a failure.
        Second = "second",
        /// The third, with a longer deadline and another path.
        Third = "third",
        /// The third as another kind of request.
        OtherKind = "other_kind",
        /// The last attempt, at the end of the run.
        Last = "last",
        /// A further request on a connection that is already open.
        Warm = "warm",
        /// One of the fresh samples by which a suspect is judged slow or not.
        Sample = "sample",
        /// Something small of the larger object's host.
        ObjectHead = "object_head",
        /// The larger object.
        Object = "object",
        /// A control before the platforms.
        Opening = "opening",
        /// A control between the platforms.
        Between = "between",
        /// A control after the platforms.
        Closing = "closing",
        /// A control asked because another failed.
        Check = "check",
        /// How long a refusal on this device takes at this time.
        Device = "device",
    }
}

/// What came of a request, as the shell saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Whether there was an answer.
    pub seen: Seen,
    /// Time by the browser's clock, milliseconds.
    pub clock_ms: Millis,
    /// Duration of the Resource Timing entry, milliseconds; `None` where there is none.
    pub entry_ms: Option<Millis>,
    /// `responseStatus` of the entry where above 0: to an opaque request it shows that the answer
    /// did not come from the network.
    pub status: Option<u16>,
    /// Bytes of the body: read, or told by the entry.
    pub bytes: Option<u32>,
}

/// Whether there was an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Answered.
    Answered,
    /// Refused: a rejection, an `error` event, a closed socket.
    Failed,
}

/// What happened to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// It was hidden.
    Hidden,
    /// It is visible again.
    Visible,
    /// The wall clock and the browser's clock came apart: the device slept, or was set.
    ClockJump,
    /// The page's Content-Security-Policy refused a request to this URL (the browser may tell
    /// only its origin).
    CspViolation(String),
}

/// What changed for the visitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Update {
    /// How far the run is.
    Progress {
        /// Which part of it.
        phase: Phase,
        /// Platforms with a first answer or a verdict.
        done: u32,
        /// Platforms chosen.
        total: u32,
    },
    /// What is known of a platform; `sure` once it will not change.
    Platform {
        /// Its id.
        id: String,
        /// What it means.
        verdict: PlatformVerdict,
        /// How it does not get through.
        how: Option<How>,
        /// It will not change.
        sure: bool,
    },
    /// The sentence so far.
    Headline {
        /// The sentence.
        headline: Headline,
    },
}

named! {
    /// The parts of a run.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Phase {
        /// The controls, before anything else.
        Opening = "opening",
        /// Every endpoint once.
        First = "first",
        /// Times, larger objects, and whatever is in doubt.
        Closer = "closer",
        /// The controls again, and the last attempts.
        Closing = "closing",
        /// Over.
        Done = "done",
    }
}
