//! What the browser is like, as the shell found it before the first request.

use serde::{Deserialize, Serialize};

use crate::wire::named;

/// What the browser is like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// The browser's engine: some of what a page can see differs.
    pub engine: Engine,
    /// The step of the browser's clock, milliseconds, measured.
    pub clock_step_ms: f64,
    /// The page is cross-origin isolated by `Cross-Origin-Embedder-Policy: require-corp`.
    pub require_corp: bool,
    /// A service worker controls the page.
    pub service_worker: bool,
    /// An `Image` may be asked of a host that failed: it cannot raise a local-network prompt.
    pub image_is_quiet: bool,
    /// The country that the device's time zone names, ISO 3166 alpha-2, where the catalogue has
    /// controls in it. Never leaves the browser but in the visitor's own download.
    pub country: Option<String>,
}

named! {
    /// The browser's engine.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Engine {
        /// Chromium and what is made of it.
        Chromium = "chromium",
        /// Firefox and what is made of it.
        Firefox = "firefox",
        /// Safari and WebKitGTK.
        Webkit = "webkit",
        /// Another one: only what all have in common is believed.
        Other = "other",
    }
}
