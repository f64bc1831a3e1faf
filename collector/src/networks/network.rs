//! A country and a network, small enough to be the key of a counter.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country by its ISO 3166 code of two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// A text that is no code of a country.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no country; write its ISO 3166 code, two capital letters")]
pub struct NotACountry(String);

impl Country {
    /// No country is known. ISO 3166 keeps this code free for such uses.
    pub const UNKNOWN: Self = Self(*b"ZZ");

    /// Its letters.
    pub fn letters(self) -> [u8; 2] {
        self.0
    }

    /// By its letters; `None` where they are no capital letters.
    pub fn of_letters(letters: [u8; 2]) -> Option<Self> {
        let capital = letters.iter().all(u8::is_ascii_uppercase);
        capital.then_some(Self(letters))
    }

    /// False for [`Self::UNKNOWN`].
    pub fn is_known(self) -> bool {
        self != Self::UNKNOWN
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl FromStr for Country {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Self, NotACountry> {
        let letters = text.as_bytes().try_into().ok();
        letters
            .and_then(Self::of_letters)
            .ok_or_else(|| NotACountry(text.to_owned()))
    }
}

impl TryFrom<String> for Country {
    type Error = NotACountry;

    fn try_from(text: String) -> Result<Self, NotACountry> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.to_string()
    }
}

/// A network in a country: one autonomous system may be in several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Network {
    /// Where the address is.
    pub country: Country,
    /// The number of the autonomous system; 0, which is none, where it is not known.
    pub asn: u32,
}

impl Network {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        country: Country::UNKNOWN,
        asn: 0,
    };

    /// Before all others, in their order.
    pub const FIRST: Self = Self {
        country: Country(*b"AA"),
        asn: 0,
    };

    /// Both the country and the number are known.
    pub fn is_known(self) -> bool {
        self.country.is_known() && self.asn != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_capital_letters() {
        assert_eq!("RU".parse::<Country>().map(String::from), Ok("RU".into()));
        for text in ["", "R", "ru", "RUS", "R1", "Р"] {
            assert_eq!(text.parse::<Country>(), Err(NotACountry(text.into())));
        }
    }
}
