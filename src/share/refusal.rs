//! Why a link cannot be opened.

use serde::ser::{Serialize, SerializeStruct, Serializer};

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

/// `{name, version}`; the version is `null` where none was read.
impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let version = match *self {
            Self::Newer { version } => Some(version),
            _ => None,
        };
        let mut refusal = s.serialize_struct("Refusal", 2)?;
        refusal.serialize_field("name", self.name())?;
        refusal.serialize_field("version", &version)?;
        refusal.end()
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
