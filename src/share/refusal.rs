//! Why a link cannot be opened.

use super::bits::Wrong;

/// Why a link cannot be opened. The page has a text for each, under its [`Refusal::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It has characters that no link has.
    NotOurs,
    /// Its end is missing.
    Cut,
    /// Its checksum does not fit, or it says what is never written.
    Damaged,
    /// It was made by a newer page.
    Newer {
        /// Its version byte.
        version: u8,
    },
}

impl Refusal {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotOurs => "not_ours",
            Self::Cut => "cut",
            Self::Damaged => "damaged",
            Self::Newer { .. } => "newer",
        }
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Ended => Self::Cut,
            Wrong::Impossible => Self::Damaged,
        }
    }
}
