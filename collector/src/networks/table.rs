//! Looking an address up.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::file::{self, BadFile, Content};
use super::meta::Meta;
use super::network::Network;

/// The ranges of addresses, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table(Content);

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    /// It cannot be read at all.
    #[error("{path}: {error}")]
    Read {
        /// Its path.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// What it holds is not taken.
    #[error("{path}: {problem}")]
    Bad {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        problem: BadFile,
    },
}

impl Table {
    /// Opens a file that [`super::pack()`] made.
    ///
    /// # Errors
    /// With the path, and what to do.
    pub fn open(path: &Path) -> Result<Self, CannotOpen> {
        let whose = || path.to_owned();
        let bytes = std::fs::read(path).map_err(|error| CannotOpen::Read {
            path: whose(),
            error,
        })?;
        Self::read(&bytes).map_err(|problem| CannotOpen::Bad {
            path: whose(),
            problem,
        })
    }

    /// Reads the bytes of such a file.
    ///
    /// # Errors
    /// A [`BadFile`].
    pub fn read(bytes: &[u8]) -> Result<Self, BadFile> {
        file::read(bytes).map(Self)
    }

    /// Where an address belongs; what of it is not known is unknown.
    pub fn network(&self, address: IpAddr) -> Network {
        let place = match address.to_canonical() {
            IpAddr::V4(address) => find(&self.0.v4, address.to_bits()),
            IpAddr::V6(address) => find(&self.0.v6, (address.to_bits() >> 64) as u64),
        };
        // Each place was looked at when the file was read.
        let network = place.and_then(|place| self.0.networks.get(place as usize));
        network.copied().unwrap_or(Network::UNKNOWN)
    }

    /// The name of a network in its registry.
    pub fn name(&self, asn: u32) -> Option<&str> {
        let names = &self.0.names;
        let place = names.binary_search_by_key(&asn, |(asn, _)| *asn).ok()?;
        let start = place.checked_sub(1).map_or(0, |before| names[before].1);
        self.0.text.get(start as usize..names[place].1 as usize)
    }

    /// Where the data is from, its licences and age.
    pub fn meta(&self) -> &Meta {
        &self.0.meta
    }

    /// How many ranges it has: of IPv4 and of IPv6.
    pub fn ranges(&self) -> (usize, usize) {
        (self.0.v4.len(), self.0.v6.len())
    }
}

/// The value of the last range that begins no later.
fn find<A: Ord>(ranges: &[(A, u32)], address: A) -> Option<u32> {
    let after = ranges.partition_point(|(start, _)| *start <= address);
    Some(ranges.get(after.checked_sub(1)?)?.1)
}
