//! From lists of ranges to one packed file.

use std::collections::BTreeMap;

use super::file::{self, Content};
use super::meta::Meta;
use super::network::{Country, Network};
use super::ranges::{Autonomous, Range, Ranges, Step};

/// The bytes of a file with these networks and countries. Where one of them is not known for an
/// address, only the other is.
pub fn pack(
    networks: &Ranges<Autonomous>,
    countries: Option<&Ranges<Country>>,
    meta: Meta,
) -> Vec<u8> {
    let mut places = Places::default();
    let (none4, none6) = (Vec::new(), Vec::new());
    let (countries4, countries6) = countries.map_or((&none4, &none6), |c| (&c.v4, &c.v6));
    let v4 = merge(&networks.v4, countries4, &mut places);
    let v6 = merge(&networks.v6, countries6, &mut places);

    let mut names: BTreeMap<u32, &str> = BTreeMap::new();
    let all = networks.v4.iter().map(|r| &r.value);
    for network in all.chain(networks.v6.iter().map(|r| &r.value)) {
        if let Some(name) = &network.name {
            names.entry(network.asn).or_insert(name);
        }
    }
    let mut text = String::new();
    let ends = names.into_iter().map(|(asn, name)| {
        text.push_str(name);
        (asn, text.len() as u32)
    });
    let names = ends.collect();
    file::write(&Content {
        meta,
        networks: places.all,
        v4,
        v6,
        names,
        text,
    })
}

/// The networks so far, and where each stands.
struct Places {
    all: Vec<Network>,
    known: BTreeMap<Network, u32>,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            all: vec![Network::UNKNOWN],
            known: BTreeMap::from([(Network::UNKNOWN, 0)]),
        }
    }
}

impl Places {
    fn of(&mut self, network: Network) -> u32 {
        *self.known.entry(network).or_insert_with(|| {
            self.all.push(network);
            self.all.len() as u32 - 1
        })
    }
}

/// Where something begins or ends.
enum Edge {
    Network(u32),
    Country(Country),
}

/// Both lists as one: wherever one of them changes, a new range begins.
fn merge<A: Step>(
    networks: &[Range<A, Autonomous>],
    countries: &[Range<A, Country>],
    places: &mut Places,
) -> Vec<(A, u32)> {
    let mut edges: Vec<(A, Edge)> = Vec::new();
    // Ends come before beginnings at the same address: the sort below keeps their order.
    for range in networks {
        edges.extend(range.last.after().map(|end| (end, Edge::Network(0))));
    }
    for range in countries {
        edges.extend(
            range
                .last
                .after()
                .map(|end| (end, Edge::Country(Country::UNKNOWN))),
        );
    }
    edges.extend(
        networks
            .iter()
            .map(|r| (r.first, Edge::Network(r.value.asn))),
    );
    edges.extend(countries.iter().map(|r| (r.first, Edge::Country(r.value))));
    edges.sort_by_key(|(address, _)| *address);

    let mut here = Network::UNKNOWN;
    let mut ranges: Vec<(A, u32)> = vec![(A::default(), 0)];
    for (address, edge) in edges {
        match edge {
            Edge::Network(asn) => here.asn = asn,
            Edge::Country(country) => here.country = country,
        }
        match ranges.last_mut() {
            Some(last) if last.0 == address => last.1 = places.of(here),
            _ => ranges.push((address, places.of(here))),
        }
    }
    // What goes on with the same network is one range.
    ranges.dedup_by_key(|(_, place)| *place);
    ranges
}
