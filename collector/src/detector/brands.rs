//! What the detector asks about networks.

use crate::cell::OTHERS;
use crate::networks::{Brands, Network};

/// What the detector asks about networks.
pub trait Names {
    /// The brand that a network belongs to, where it is known. One brand has many networks, and
    /// they behave differently; but three networks of one brand are not a country.
    fn brand(&self, asn: u32) -> Option<&str>;

    /// A network of servers: a vote from there says where somebody's VPN ends.
    fn is_hosting(&self, asn: u32) -> bool;
}

impl Names for Brands {
    fn brand(&self, asn: u32) -> Option<&str> {
        Some(&self.of(asn)?.name)
    }

    fn is_hosting(&self, asn: u32) -> bool {
        self.of(asn).is_some_and(|brand| brand.hosting)
    }
}

/// Whether a network can be found to restrict something.
pub(super) fn is_judged(network: Network, names: &impl Names) -> bool {
    network.is_known() && network.asn != OTHERS && !names.is_hosting(network.asn)
}
