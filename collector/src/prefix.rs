//! The part of an address that is looked at: its neighbourhood.

use std::net::IpAddr;

/// A /24 of IPv4 or a /48 of IPv6. It lives as long as the request that it came with.
///
/// It has no `Display`, and its `Debug` hides what it is, so that it cannot slip into a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// The first three bytes.
    V4([u8; 3]),
    /// The first six bytes.
    V6([u8; 6]),
    /// A proxy did not say who asked. All of these are one.
    Unknown,
}

impl Prefix {
    /// Of an address.
    pub fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Unknown,
            Some(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, e, f, ..] = address.octets();
                Self::V6([a, b, c, d, e, f])
            }
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::V4(bytes) => bytes,
            Self::V6(bytes) => bytes,
            Self::Unknown => &[],
        }
    }

    /// The bytes of the larger block around it, a /16 or /32, which is more often one owner's.
    pub fn block(&self) -> &[u8] {
        match self {
            Self::V4(bytes) => &bytes[..2],
            Self::V6(bytes) => &bytes[..4],
            Self::Unknown => &[],
        }
    }
}

impl std::fmt::Debug for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Prefix(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Prefix {
        Prefix::of(Some(text.parse().expect("an address")))
    }

    #[test]
    fn neighbours_are_one_prefix() {
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:1::1"), of("2001:db8:1:ffff::2"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
    }

    #[test]
    fn an_address_in_the_clothes_of_the_other_family_is_the_same() {
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.1"));
    }

    #[test]
    fn it_does_not_say_what_it_is() {
        assert_eq!(format!("{:?}", of("192.0.2.1")), "Prefix(…)");
    }
}
