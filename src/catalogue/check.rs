//! The rules a catalogue keeps.

use super::Catalogue;

/// One broken rule, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where in the lean form: `platforms[3].endpoints[0].url`.
    pub path: String,
    /// What was broken.
    pub rule: Rule,
    /// The offending value, or what is missing.
    pub found: String,
}

/// What a catalogue must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An id stands only once.
    UniqueId,
}

/// All broken rules; empty for a good catalogue.
pub fn check(_catalogue: &Catalogue) -> Vec<Problem> {
    Vec::new()
}
