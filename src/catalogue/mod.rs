//! The catalogue: which platforms there are, where each is asked, and by which controls the line
//! is judged.
//!
//! These types are the lean form that ships as `catalogue.json` beside the page. Where each entry
//! comes from (its provenance) stays in the source form, which `xtask` turns into this one.

mod check;
mod rule;
mod url;

pub use check::{GOOD_OBJECT_BYTES, MAX_ENDPOINTS, MIN_OPERATORS, OBJECT_BYTES, Problem, check};
pub use rule::Rule;
pub use url::{host_of, is_secure};

use serde::{Deserialize, Serialize};

use crate::wire::named;

/// Everything a run may contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), serde(deny_unknown_fields))]
pub struct Catalogue {
    /// Grows by one with every published change; share links and reports carry it.
    pub version: u16,
    /// The day of this version, `YYYY-MM-DD`.
    pub date: String,
    /// A domain under which no name exists. A random name below it is asked for in every run: an
    /// answer means that the line answers for names that do not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canary: Option<String>,
    /// The categories, in the order in which the page shows them.
    pub categories: Vec<Category>,
    /// The platforms, in the order in which the page shows them.
    pub platforms: Vec<Platform>,
    /// Endpoints that are very unlikely to be interfered with; the line is judged by these.
    pub controls: Vec<Control>,
}

/// A group of platforms that a visitor can untick as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), serde(deny_unknown_fields))]
pub struct Category {
    /// Stable name; the page's locale has its label under `category.<id>`.
    pub id: String,
    /// Whether its platforms start ticked. False where contacting them may harm a visitor.
    pub on: bool,
}

/// A service that people know by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), serde(deny_unknown_fields))]
pub struct Platform {
    /// Stable name, lower case.
    pub id: String,
    /// Stable number for share links; never given to another platform.
    pub code: u16,
    /// The name shown.
    pub name: String,
    /// A [`Category::id`].
    pub category: String,
    /// 1: part of the standard run; 2: only when the visitor ticks it.
    pub tier: u8,
    /// Who runs it, where that is also the operator of a control: such a control never speaks
    /// for the line when this platform is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Where it is asked; the first is asked first.
    pub endpoints: Vec<Endpoint>,
    /// A larger image of the platform, by which throttling and cut-offs show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<LargeObject>,
}

/// One URL on one host of a platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), serde(deny_unknown_fields))]
pub struct Endpoint {
    /// Stable name, unique in its platform: the role, numbered from the second on (`site-2`).
    pub id: String,
    /// What it does for the platform.
    pub role: Role,
    /// `https://…`, or `wss://…` for a WebSocket.
    pub url: String,
    /// How it is asked.
    pub probe: ProbeKind,
    /// Another path on the same host, `https://…`, for the attempt that rules out a rule against
    /// one URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// An image on the same host, where `url` itself is none: the other kind of request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The WebSocket sub-protocol to offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// WebSocket: the server speaks first, and only its message counts as an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hello: bool,
    /// Hosts with the same value may share an address and a certificate, so that an open
    /// connection to one hides a filter on another: they are asked in the catalogue's order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge: Option<String>,
    /// How likely content blockers and tracking protection are to stop it.
    #[serde(default, skip_serializing_if = "Risk::is_none")]
    pub blocker: Risk,
    /// How many times slower than the controls it is on an undisturbed line, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// Its operator limits requests: no samples beyond the first answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub once: bool,
    /// Nobody has seen it answer a page of another site, as on a visitor's own list. Some sites
    /// refuse all such pages, which looks like a refusal on the way: that it refuses says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unproven: bool,
}

named! {
    /// What an endpoint does for its platform.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Role {
        /// The page that people open.
        Site = "site",
        /// Scripts, styles and small pictures of the site.
        Static = "static",
        /// Pictures and videos.
        Media = "media",
        /// What the app talks to.
        Api = "api",
        /// The channel that carries messages.
        Messaging = "messaging",
    }
}

named! {
    /// How an endpoint is asked.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ProbeKind {
        /// An opaque `fetch`.
        Fetch = "fetch",
        /// An opaque `fetch` of an image, which can also be loaded as an `Image`.
        Image = "image",
        /// A WebSocket that is closed as soon as it has opened.
        Websocket = "websocket",
    }
}

named! {
    /// How likely a content blocker is to stop a request.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum Risk {
        /// On no list that was looked at.
        #[default]
        None = "none",
        /// On lists that block it in some modes.
        Medium = "medium",
        /// On lists that block it by default in common set-ups.
        High = "high",
    }
}

impl Risk {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// A file large enough to show a throttle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), serde(deny_unknown_fields))]
pub struct LargeObject {
    /// `https://…`. A platform's is an image; a control's can be read across origins (CORS).
    pub url: String,
    /// Its size, or an upper bound of it: a rate computed from it never understates the line.
    pub bytes: u32,
}

/// An endpoint by which the line is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), serde(deny_unknown_fields))]
pub struct Control {
    /// Stable name.
    pub id: String,
    /// Who runs it; a quorum needs several.
    pub operator: String,
    /// `https://…`.
    pub url: String,
    /// How it is asked: `fetch` or `image`.
    pub probe: ProbeKind,
    /// ISO 3166 alpha-2 code: a control inside that country, asked only when the foreign ones
    /// fail and the visitor's clock is set to that country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// A file of known size, to compare the platforms' objects with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<LargeObject>,
}
