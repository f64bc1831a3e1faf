//! Who has which addresses in the story: ranges that nothing else in the lab uses, named after
//! networks that there are.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::world::World;

/// Each network has a /12: sixteen blocks of 256 neighbourhoods, as a real one has many.
const SECOND_BYTES: u8 = 16;
/// The neighbourhoods of reports; the browsers have their own.
const NEIGHBOURHOODS: u16 = 200;

/// A network of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its number.
    pub asn: u32,
    /// What people call it.
    pub name: &'static str,
    /// Its country.
    pub country: &'static str,
    /// Where its addresses begin: `first.second.0.0/12`.
    second: u8,
}

const fn network(asn: u32, name: &'static str, country: &'static str, number: u8) -> Network {
    Network {
        asn,
        name,
        country,
        second: number * SECOND_BYTES,
    }
}

/// The first byte of all of them.
const FIRST: u8 = 21;

pub const ROSTELECOM: Network = network(12_389, "Rostelecom", "RU", 1);
pub const MTS: Network = network(8_359, "MTS", "RU", 2);
pub const BEELINE: Network = network(3_216, "Beeline", "RU", 3);
pub const MEGAFON: Network = network(31_133, "MegaFon", "RU", 4);
pub const ER_TELECOM: Network = network(9_049, "ER-Telecom", "RU", 5);
pub const TELEKOM: Network = network(3_320, "Deutsche Telekom", "DE", 6);
pub const ORANGE: Network = network(3_215, "Orange", "FR", 7);
pub const TURK_TELEKOM: Network = network(9_121, "Türk Telekom", "TR", 8);
/// Where a VPN comes out: a network of servers.
pub const VPN: Network = network(24_940, "Hetzner", "DE", 9);

/// All of them.
pub const ALL: [Network; 9] = [
    ROSTELECOM,
    MTS,
    BEELINE,
    MEGAFON,
    ER_TELECOM,
    TELEKOM,
    ORANGE,
    TURK_TELEKOM,
    VPN,
];

impl Network {
    /// Its range.
    pub fn range(&self) -> String {
        format!("{FIRST}.{}.0.0/12", self.second)
    }

    /// An address in its n-th neighbourhood (/24); they lie in sixteen larger blocks (/16).
    pub fn neighbour(&self, n: u16) -> Ipv4Addr {
        let block = n % u16::from(SECOND_BYTES);
        let third = n / u16::from(SECOND_BYTES) % NEIGHBOURHOODS;
        // Both are below 256 by what they are the rest of.
        Ipv4Addr::new(FIRST, self.second + block as u8, third as u8, 7)
    }

    /// The address of the browser in it; nobody else reports from its neighbourhood.
    pub fn browser(&self) -> Ipv4Addr {
        Ipv4Addr::new(FIRST, self.second, NEIGHBOURHOODS as u8 + 1, 7)
    }
}

/// Lets the client's side have all their addresses.
pub fn lend(world: &World) -> Result<()> {
    ALL.iter()
        .try_for_each(|network| world.lend(&network.range()))
}

/// Packs the file that tells the collector who has which addresses.
pub fn file(collector: &Path, folder: &Path) -> Result<PathBuf> {
    let line = |network: &Network, value: String| {
        let last = network.second + SECOND_BYTES - 1;
        let second = network.second;
        format!("{FIRST}.{second}.0.0,{FIRST}.{last}.255.255,{value}\n")
    };
    let named = |one: &Network| line(one, format!("{},{}", one.asn, one.name));
    let placed = |one: &Network| line(one, one.country.to_owned());
    let (networks, countries) = (folder.join("networks.csv"), folder.join("countries.csv"));
    std::fs::write(&networks, ALL.iter().map(named).collect::<String>())?;
    std::fs::write(&countries, ALL.iter().map(placed).collect::<String>())?;
    let out = folder.join("networks.bin");
    let mut command = Command::new(collector);
    command
        .args(["networks", "pack", "--networks"])
        .arg(networks);
    command
        .arg("--countries")
        .arg(countries)
        .arg("--out")
        .arg(&out);
    for part in ["networks", "countries"] {
        command.args([&format!("--{part}-name"), "The lab's own ranges"]);
        command.args([&format!("--{part}-licence"), "None needed"]);
        command.args([&format!("--{part}-date"), "2026-01-01"]);
    }
    let output = command.output().context("packing the networks")?;
    ensure!(
        output.status.success(),
        "the collector packs no networks: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(out)
}
