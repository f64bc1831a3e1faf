//! Browsers as they are set by visitors who want to be protected, or that look different without a
//! test around them.

use std::fmt;

use serde_json::{Value, json};

use crate::blocklist;
use crate::world::World;

/// What is unlike the browser as it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// Nothing.
    #[default]
    None,
    /// Firefox's strict tracking protection. Its lists come from a server of Mozilla's, so they
    /// are those of [`blocklist::tracking_protection`].
    Strict,
    /// Firefox's resistance against fingerprinting, as Tor Browser has it: a clock of 16.67 ms.
    Resist,
    /// Chromium in a window: without one it refuses at once where it would ask the visitor.
    Window,
}

impl Guard {
    /// Preferences of Firefox.
    pub fn preferences(self, world: &World) -> Value {
        match self {
            Self::None | Self::Window => json!({}),
            Self::Strict => json!({
                "browser.contentblocking.category": "strict",
                "privacy.trackingprotection.enabled": true,
                "privacy.trackingprotection.emailtracking.enabled": true,
                "privacy.trackingprotection.socialtracking.enabled": true,
                // Whole names, other than the real lists.
                "urlclassifier.trackingTable.testEntries": tracked(world),
            }),
            Self::Resist => json!({ "privacy.resistFingerprinting": true }),
        }
    }
}

/// The hosts of this world that are on the list.
fn tracked(world: &World) -> String {
    let filters = blocklist::tracking_protection();
    let hosts = world.addresses.hosts().filter(|host| {
        let url = format!("https://{host}/");
        filters.iter().any(|filter| filter.stops(&url))
    });
    hosts.collect::<Vec<_>>().join(",")
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::None => "",
            Self::Strict => "+strict",
            Self::Resist => "+resist",
            Self::Window => "+window",
        })
    }
}
