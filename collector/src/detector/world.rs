//! What other countries say of a platform meanwhile: an outage of the platform is everywhere.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::thresholds::{COUNTRY_VOTES, MEDIAN_COUNTRIES, WORLD_VOTES};
use crate::networks::Country;

/// The votes for one platform by country, over some time.
#[derive(Clone, Debug, Default)]
pub(super) struct World(BTreeMap<Country, Counts>);

impl World {
    pub fn add(&mut self, country: Country, counts: Counts) {
        if country.is_known() {
            *self.0.entry(country).or_default() += counts;
        }
    }

    /// The bad share elsewhere; `None` where too few votes say.
    pub fn without(&self, country: Country) -> Option<f64> {
        let others = || self.0.iter().filter(|(c, _)| **c != country);
        let mut all = Counts::default();
        for (_, counts) in others() {
            all += *counts;
        }
        if f64::from(all.votes()) < WORLD_VOTES {
            return None;
        }
        let speaks = |counts: &&Counts| f64::from(counts.votes()) >= COUNTRY_VOTES;
        let mut shares: Vec<f64> = others()
            .map(|(_, counts)| counts)
            .filter(speaks)
            .filter_map(Counts::share)
            .collect();
        if (shares.len() as f64) < MEDIAN_COUNTRIES {
            return all.share();
        }
        shares.sort_by(f64::total_cmp);
        let middle = shares.len() / 2;
        Some(match shares.len() % 2 {
            0 => (shares[middle - 1] + shares[middle]) / 2.0,
            _ => shares[middle],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(countries: &[(&str, u32, u32)]) -> World {
        let mut world = World::default();
        for &(country, reachable, unreachable) in countries {
            let counts = Counts {
                reachable,
                unreachable,
                ..Counts::default()
            };
            world.add(country.parse().expect("a country"), counts);
        }
        world
    }

    fn elsewhere(countries: &[(&str, u32, u32)]) -> Option<f64> {
        world(countries).without("RU".parse().expect("a country"))
    }

    #[test]
    fn few_votes_say_nothing_and_unknown_countries_are_nowhere() {
        assert_eq!(elsewhere(&[("RU", 90, 0), ("DE", 9, 0)]), None);
        assert_eq!(elsewhere(&[("ZZ", 90, 0), ("DE", 9, 0)]), None);
        assert_eq!(elsewhere(&[("FR", 5, 0), ("DE", 5, 0)]), Some(0.0));
    }

    #[test]
    fn another_country_that_restricts_does_not_hide_this_one() {
        let shares = [("CN", 10, 990), ("DE", 50, 0), ("FR", 19, 1), ("US", 50, 0)];
        assert_eq!(elsewhere(&shares), Some(0.025));
        assert_eq!(elsewhere(&shares[..2]), Some(990.0 / 1050.0));
    }
}
