//! The address plan: every host of the catalogue, and of the lab itself, has one of its own.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use getthrough::catalogue::{Catalogue, host_of};

/// The browsers' own address.
pub const CLIENT: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 2);
/// The DNS server.
pub const RESOLVER: Ipv4Addr = Ipv4Addr::new(45, 9, 0, 53);
/// Where the censor's ICMP messages come from.
pub const ROUTER: Ipv4Addr = Ipv4Addr::new(45, 9, 0, 1);
/// A block page, on https without a certificate that anybody trusts.
pub const BLOCK_PAGE: Ipv4Addr = Ipv4Addr::new(45, 10, 0, 1);
/// A captive portal's sign-in page, likewise.
pub const PORTAL: Ipv4Addr = Ipv4Addr::new(45, 10, 0, 2);
/// What the server side answers for: public-looking addresses, and private ones that live.
pub const SERVED: [&str; 3] = ["45.9.0.0/16", "45.10.0.0/16", "10.66.0.0/16"];

/// The page's own host.
pub const PAGE: &str = "getthrough.example";
/// The same page, on the host for which the lab's extension blocks.
pub const PAGE_EXTENSION: &str = "extension.getthrough.example";
/// The same page, on the host for which it blocks what real lists block.
pub const PAGE_BLOCKER: &str = "blocker.getthrough.example";
/// The same page, with a Content-Security-Policy that forbids some hosts.
pub const PAGE_CSP: &str = "csp.getthrough.example";
/// Somebody else's site, which has the check in a frame.
pub const NEWS: &str = "news.example";
/// A site that serves a copy of the page's files and has the element in pages of its own.
pub const SELF_HOSTER: &str = "magazine.example";

/// A collector, which serves the page too; where none is started, nobody answers.
pub const COLLECTOR: &str = "collect.example";

/// The lab's own hosts, beside those of the catalogue.
pub const OWN: [&str; 7] = [
    PAGE,
    PAGE_EXTENSION,
    PAGE_BLOCKER,
    PAGE_CSP,
    NEWS,
    SELF_HOSTER,
    COLLECTOR,
];

/// Host → address, in both directions.
#[derive(Clone, Debug)]
pub struct Addresses {
    by_host: BTreeMap<String, Ipv4Addr>,
    by_address: BTreeMap<Ipv4Addr, String>,
}

impl Addresses {
    /// Gives every host of the catalogue, and the page's own, an address.
    pub fn plan(catalogue: &Catalogue) -> Result<Self> {
        let mut hosts = OWN.map(str::to_owned).to_vec();
        for url in all_urls(catalogue) {
            let host = host(url);
            hosts.push(host.with_context(|| format!("the catalogue's URL {url} has no host"))?);
        }
        hosts.sort();
        hosts.dedup();
        let by_host: BTreeMap<_, _> = hosts
            .into_iter()
            .enumerate()
            .map(|(n, host)| (host, nth(n)))
            .collect();
        let by_address = by_host
            .iter()
            .map(|(host, address)| (*address, host.clone()))
            .collect();
        Ok(Self {
            by_host,
            by_address,
        })
    }

    /// The true address of a host.
    pub fn of(&self, host: &str) -> Option<Ipv4Addr> {
        self.by_host.get(host).copied()
    }

    /// The host at an address; a private address stands for the public one of the same ending.
    pub fn host(&self, address: Ipv4Addr) -> Option<&str> {
        self.by_address.get(&public(address)).map(String::as_str)
    }

    /// All hosts.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.by_host.keys().map(String::as_str)
    }
}

/// The private address at which a host can be reached too.
pub fn private(address: Ipv4Addr) -> Ipv4Addr {
    let [_, _, c, d] = address.octets();
    Ipv4Addr::new(10, 66, c, d)
}

fn public(address: Ipv4Addr) -> Ipv4Addr {
    match address.octets() {
        [10, 66, c, d] => Ipv4Addr::new(45, 10, c, d),
        _ => address,
    }
}

fn nth(n: usize) -> Ipv4Addr {
    // A catalogue has hundreds of hosts, and this gives tens of thousands.
    Ipv4Addr::new(45, 10, 1 + (n / 250) as u8, 1 + (n % 250) as u8)
}

/// The host of a URL, without its port: the lab's servers listen on 443 only, and a catalogue
/// that names another port fails there.
pub fn host(url: &str) -> Option<String> {
    let host = host_of(url)?;
    Some(
        host.split_once(':')
            .map_or(host, |(name, _)| name)
            .to_owned(),
    )
}

/// Every URL that a run may ask for.
pub fn all_urls(catalogue: &Catalogue) -> impl Iterator<Item = &str> {
    let endpoints = catalogue.platforms.iter().flat_map(|platform| {
        let asked = platform.endpoints.iter().flat_map(|endpoint| {
            let others = [&endpoint.alt, &endpoint.image].into_iter().flatten();
            std::iter::once(&endpoint.url).chain(others)
        });
        asked.chain(platform.object.iter().map(|object| &object.url))
    });
    let controls = catalogue.controls.iter().flat_map(|control| {
        std::iter::once(&control.url).chain(control.object.iter().map(|object| &object.url))
    });
    endpoints.chain(controls).map(String::as_str)
}
