//! Scenarios for browsers that are set to protect their visitor, and for one in a window.

use getthrough::verdict::CaveatKind as Caveat;

use super::Scenario;
use super::table::{stopped, table};
use crate::blocklist;
use crate::browser::{Engine, Guard};

/// A browser, how it is set, and what it goes through.
pub struct Guarded {
    /// The browser.
    pub engine: Engine,
    /// How it is set.
    pub guard: Guard,
    /// What it goes through.
    pub scenarios: Vec<Scenario>,
}

/// All of them.
pub fn guarded() -> Vec<Guarded> {
    vec![
        Guarded {
            engine: Engine::Firefox,
            guard: Guard::Strict,
            scenarios: vec![stopped(
                "tracking-protection",
                blocklist::tracking_protection(),
            )],
        },
        Guarded {
            engine: Engine::Firefox,
            guard: Guard::Resist,
            // A refusal that is quicker than its clock's step is the device's, and one that is
            // slower the network's: neither may be taken for the other.
            scenarios: vec![
                Scenario {
                    caveats: &[Caveat::CoarseClock],
                    ..usual("connections")
                },
                usual("extension"),
            ],
        },
        Guarded {
            engine: Engine::Chromium,
            guard: Guard::Window,
            // A private address would raise a prompt that keeps the request waiting.
            scenarios: vec![usual("names")],
        },
    ]
}

/// The scenario of this name that every browser goes through.
fn usual(name: &str) -> Scenario {
    let found = table().into_iter().find(|one| one.name == name);
    // The names stand above; a test reads all of them.
    found.unwrap_or_else(|| panic!("there is no scenario {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_something_to_go_through() {
        let all = guarded();
        assert!(all.iter().all(|one| !one.scenarios.is_empty()));
    }
}
