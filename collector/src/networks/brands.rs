//! What people call a network.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::network::Country;

/// A brand with its networks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// What people call it.
    pub name: String,
    /// Where it is at home.
    pub country: Country,
    /// The numbers of its networks.
    pub asns: Vec<u32>,
    /// A network of servers: shown, and never found to restrict anything.
    #[serde(default)]
    pub hosting: bool,
}

/// The brands, by the numbers of their networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brands {
    brands: Vec<Brand>,
    by_asn: BTreeMap<u32, usize>,
}

/// Why a list of brands is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is no list of brands.
    #[error("the list of brands cannot be read: {0}")]
    Unreadable(String),
    /// Two brands have the same network.
    #[error("network {asn} is {first}'s and {second}'s; take it from one of them")]
    Twice {
        /// Its number.
        asn: u32,
        /// The brand that has it first.
        first: String,
        /// The brand that has it again.
        second: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    brand: Vec<Brand>,
}

impl Brands {
    /// The project's own list.
    pub fn own() -> Self {
        // A test reads it, so it cannot be broken here.
        Self::read(include_str!("brands.toml")).unwrap_or_default()
    }

    /// A list in the form of `brands.toml`.
    ///
    /// # Errors
    /// A [`Problem`] that says what to mend.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let list: List =
            toml::from_str(text).map_err(|error| Problem::Unreadable(error.to_string()))?;
        let mut by_asn = BTreeMap::new();
        for (place, brand) in list.brand.iter().enumerate() {
            for &asn in &brand.asns {
                if let Some(first) = by_asn.insert(asn, place) {
                    return Err(Problem::Twice {
                        asn,
                        first: list.brand[first].name.clone(),
                        second: brand.name.clone(),
                    });
                }
            }
        }
        Ok(Self {
            brands: list.brand,
            by_asn,
        })
    }

    /// The brand of a network, where it is known.
    pub fn of(&self, asn: u32) -> Option<&Brand> {
        self.by_asn.get(&asn).map(|&place| &self.brands[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_list_knows_the_networks_of_the_founding_story() {
        let brands = Brands::read(include_str!("brands.toml")).expect("a good list");
        assert_eq!(brands, Brands::own());
        let name = |asn| brands.of(asn).map(|b| b.name.as_str());
        let found = [12_389, 8_359, 3_216, 31_133].map(name);
        let story = ["Rostelecom", "MTS", "Beeline", "MegaFon"].map(Some);
        assert_eq!(found, story);
        assert_eq!(name(29_497), Some("MTS"));
        assert!(brands.of(24_940).is_some_and(|b| b.hosting));
        assert_eq!(brands.of(64_496), None);
    }

    #[test]
    fn a_network_has_one_brand() {
        let brand =
            |name: &str| format!("[[brand]]\nname = \"{name}\"\ncountry = \"RU\"\nasns = [8359]\n");
        let problem = Brands::read(&(brand("MTS") + &brand("Other"))).expect_err("twice");
        let text = "network 8359 is MTS's and Other's; take it from one of them";
        assert_eq!(problem.to_string(), text);
        let typing = Brands::read(&brand("MTS").replace("asns", "asn"));
        assert!(matches!(typing, Err(Problem::Unreadable(_))));
    }
}
