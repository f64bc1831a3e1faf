//! Lists of ranges of addresses, as route tables and location databases come: one range a line,
//! `first,last,value` and maybe more. Addresses are written as usual or as one decimal number.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::network::Country;

/// Ranges of addresses, each with a value, by rising address.
///
/// IPv6 is kept to its first 64 bits, since a site has no less: what divides a /64 is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges<V> {
    pub(super) v4: Vec<Range<u32, V>>,
    pub(super) v6: Vec<Range<u64, V>>,
}

/// One range, both ends with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range<A, V> {
    pub first: A,
    pub last: A,
    pub value: V,
}

/// A network as a list of ranges names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Autonomous {
    /// The number of the autonomous system.
    pub asn: u32,
    /// Its name in a registry, if the list has it.
    pub name: Option<String>,
}

/// Why a list of ranges is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRanges {
    /// A line is no range.
    #[error("line {line}: `{found}` is no {wanted}; a line is `first,last,value`")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        wanted: &'static str,
    },
    /// A range ends before it begins, or in another family.
    #[error("line {line}: the range ends before it begins; put the lower address first")]
    Backwards {
        /// Its number, from 1.
        line: usize,
    },
    /// There is no range in it.
    #[error("there is no range in it; is it the right file?")]
    Empty,
}

impl Ranges<Autonomous> {
    /// Networks: the third field is a number, `8359` or `AS8359`, the fourth a name, if there is one.
    /// The number 0 stands for none.
    ///
    /// # Errors
    /// A [`BadRanges`] with the line to mend.
    pub fn networks(texts: &[&str]) -> Result<Self, BadRanges> {
        Self::read(texts, "number of a network", |value, rest| {
            let digits = value.strip_prefix("AS").unwrap_or(value);
            let asn = digits.parse().ok()?;
            let quoted = rest.trim().strip_prefix('"');
            let bare = quoted.and_then(|name| name.strip_suffix('"'));
            let name = bare.unwrap_or(rest.trim()).replace("\"\"", "\"");
            let name = Some(name).filter(|name| !name.is_empty());
            Some((asn != 0).then_some(Autonomous { asn, name }))
        })
    }
}

impl Ranges<Country> {
    /// Countries: the third field is a code of two letters. `??`, `ZZ` and none stand for unknown.
    ///
    /// # Errors
    /// A [`BadRanges`] with the line to mend.
    pub fn countries(texts: &[&str]) -> Result<Self, BadRanges> {
        Self::read(texts, "code of a country", |value, _| {
            if matches!(value, "" | "??" | "ZZ") {
                return Some(None);
            }
            value.to_ascii_uppercase().parse().ok().map(Some)
        })
    }
}

impl<V: Clone> Ranges<V> {
    /// Reads lists that go together, one for each family for example. `value` reads the third field
    /// and what follows it: `None` where that is wrong, `Some(None)` where it says nothing.
    fn read(
        texts: &[&str],
        wanted: &'static str,
        value: impl Fn(&str, &str) -> Option<Option<V>>,
    ) -> Result<Self, BadRanges> {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let lines = texts.iter().flat_map(|text| text.lines().zip(1..));
        for (text, line) in lines {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let mut fields = text
                .splitn(4, ',')
                .map(|field| field.trim().trim_matches('"'));
            let mut next = || fields.next().unwrap_or_default();
            let (first, last, third) = (next(), next(), next());
            let rest = text.splitn(4, ',').nth(3).unwrap_or_default();
            let bad = |found: &str, wanted| BadRanges::Line {
                line,
                found: found.to_owned(),
                wanted,
            };
            let first = address(first).ok_or_else(|| bad(first, "address"))?;
            let last = address(last).ok_or_else(|| bad(last, "address"))?;
            let value = value(third, rest).ok_or_else(|| bad(third, wanted))?;
            match (first, last) {
                (IpAddr::V4(first), IpAddr::V4(last)) if first <= last => {
                    let (first, last) = (first.to_bits(), last.to_bits());
                    v4.extend(value.map(|value| Range { first, last, value }));
                }
                (IpAddr::V6(first), IpAddr::V6(last)) if first <= last => {
                    if let Some((first, last)) = whole_sites(first.to_bits(), last.to_bits()) {
                        v6.extend(value.map(|value| Range { first, last, value }));
                    }
                }
                _ => return Err(BadRanges::Backwards { line }),
            }
        }
        if v4.is_empty() && v6.is_empty() {
            return Err(BadRanges::Empty);
        }
        Ok(Self {
            v4: flat(v4),
            v6: flat(v6),
        })
    }
}

/// An address as it is usually written, or as one decimal number: up to 32 bits it is IPv4.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let number: u128 = text.parse().ok()?;
    Some(match u32::try_from(number) {
        Ok(number) => IpAddr::V4(Ipv4Addr::from_bits(number)),
        Err(_) => IpAddr::V6(Ipv6Addr::from_bits(number)),
    })
}

/// The /64 that lie wholly in a range.
fn whole_sites(first: u128, last: u128) -> Option<(u64, u64)> {
    let inside = |address: u128| address as u64;
    let up = (first >> 64) as u64;
    let first = if inside(first) == 0 {
        up
    } else {
        up.checked_add(1)?
    };
    let down = (last >> 64) as u64;
    let last = if inside(last) == u64::MAX {
        down
    } else {
        down.checked_sub(1)?
    };
    (first <= last).then_some((first, last))
}

/// Public lists have ranges within others, as routes are: the narrower one counts.
fn flat<A: Step, V: Clone>(mut ranges: Vec<Range<A, V>>) -> Vec<Range<A, V>> {
    // Of two that begin together the wider one first, so that the narrower lies upon it.
    ranges.sort_by_key(|range| (range.first, Reverse(range.last)));
    let mut flat = Vec::new();
    // Those that reach over the current place, the narrowest last.
    let mut open: Vec<Range<A, V>> = Vec::new();
    for range in ranges {
        lay(&mut open, &mut flat, Some(range.first));
        if let Some(below) = open.last_mut()
            && let Some(last) = range.first.before().filter(|last| below.first <= *last)
        {
            flat.push(Range {
                last,
                ..below.clone()
            });
        }
        open.push(range);
    }
    lay(&mut open, &mut flat, None);
    flat
}

/// Takes from the open ranges those that end before a place (`None`: all) and lays down what of
/// them shows.
fn lay<A: Step, V: Clone>(
    open: &mut Vec<Range<A, V>>,
    flat: &mut Vec<Range<A, V>>,
    place: Option<A>,
) {
    while let Some(top) = open.pop_if(|top| place.is_none_or(|place| top.last < place)) {
        let next = top.last.after();
        if top.first <= top.last {
            flat.push(top);
        }
        // What lies below goes on behind it.
        let Some(next) = next else {
            open.clear();
            return;
        };
        if let Some(below) = open.last_mut() {
            below.first = below.first.max(next);
        }
    }
}

/// An address that has neighbours.
pub(super) trait Step: Copy + Ord + Default {
    /// The next one.
    fn after(self) -> Option<Self>;
    /// The one before.
    fn before(self) -> Option<Self>;
}

impl Step for u32 {
    fn after(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn before(self) -> Option<Self> {
        self.checked_sub(1)
    }
}

impl Step for u64 {
    fn after(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn before(self) -> Option<Self> {
        self.checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_addresses_are_the_same() {
        let usual = "1.0.0.0,1.0.0.255,13335,\"Cloudflare, Inc.\"\n# a comment\n\n\
                     2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,2500,WIDE\n";
        let numbers = "16777216,16777471,AS13335,\"Cloudflare, Inc.\"\n\n\n\
                       42540528726795050063891204319802818560,\
                       42540528806023212578155541913346768895,2500,WIDE";
        let read = |text| Ranges::networks(&[text]).expect("good ranges");
        assert_eq!(read(usual), read(numbers));
        let name = read(usual).v4[0].value.name.clone();
        assert_eq!(name.as_deref(), Some("Cloudflare, Inc."));
        assert_eq!(read(usual).v6[0].last, 0x2001_0200_ffff_ffff);
    }

    #[test]
    fn what_divides_a_site_is_left_out() {
        let text =
            "1.0.0.0,1.0.0.0,1\n2001:db8::5,2001:db8::ff,2\n2001:db8:0:1::1,2001:db8:0:3::,3";
        let ranges = Ranges::networks(&[text]).expect("good ranges");
        let v6: Vec<_> = ranges
            .v6
            .iter()
            .map(|r| (r.first & 0xff, r.last & 0xff))
            .collect();
        assert_eq!(v6, [(2, 2)]);
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let ranges = Ranges::networks(&["1.0.0.0,1.0.0.9,0,", "1.0.1.0,1.0.1.9,7"]);
        assert_eq!(ranges.map(|r| r.v4.len()), Ok(1));
        let ranges = Ranges::countries(&["1.0.0.0,1.0.0.9,??\n1.0.1.0,1.0.1.9,\"ru\""]);
        assert_eq!(ranges.map(|r| r.v4.len()), Ok(1));
    }

    #[test]
    fn a_bad_line_is_named_with_what_should_stand_there() {
        let refused = |text| Ranges::countries(&[text]).expect_err("bad").to_string();
        let cases = [
            (
                "start,end,country\n",
                "line 1: `start` is no address; a line is `first,last,value`",
            ),
            (
                "1.0.0.0,1.0.0.255,AUS\n",
                "line 1: `AUS` is no code of a country; a line is `first,last,value`",
            ),
            (
                "1.0.0.0,1.0.0,AU\n",
                "line 1: `1.0.0` is no address; a line is `first,last,value`",
            ),
            (
                "1.0.0.9,1.0.0.0,AU\n",
                "line 1: the range ends before it begins; put the lower address first",
            ),
            (
                "1.0.0.0,2001:db8::,AU\n",
                "line 1: the range ends before it begins; put the lower address first",
            ),
            (
                "# nothing\n",
                "there is no range in it; is it the right file?",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(refused(text), message);
        }
    }

    /// Each address by itself, of the narrowest range that has it.
    fn by_hand(ranges: &[(u32, u32, u32)], address: u32) -> Option<u32> {
        let has = |r: &&(u32, u32, u32)| r.0 <= address && address <= r.1;
        let narrowest = ranges.iter().filter(has).min_by_key(|r| r.1 - r.0);
        narrowest.map(|r| r.2)
    }

    #[test]
    fn of_ranges_within_each_other_the_narrowest_counts() {
        let mut rng = getthrough::rng::Rng::new(1);
        for _ in 0..500 {
            // Halves of halves, as routes are; each once.
            let mut ranges: Vec<(u32, u32, u32)> = Vec::new();
            for value in 0..rng.below(12) as u32 {
                let size = 1 << rng.below(7);
                let first = (rng.below(64) as u32) / size * size;
                if !ranges
                    .iter()
                    .any(|r| r.0 == first && r.1 == first + size - 1)
                {
                    ranges.push((first, first + size - 1, value));
                }
            }
            let given = ranges
                .iter()
                .map(|&(first, last, value)| Range { first, last, value });
            let flat = flat(given.collect());
            assert!(
                flat.iter()
                    .zip(flat.iter().skip(1))
                    .all(|(a, b)| a.last < b.first)
            );
            for address in 0..130 {
                let has = |r: &&Range<u32, u32>| r.first <= address && address <= r.last;
                let found = flat.iter().find(has).map(|r| r.value);
                assert_eq!(found, by_hand(&ranges, address), "{address} of {ranges:?}");
            }
        }
    }

    #[test]
    fn ranges_that_cross_keep_both_ends_and_the_last_address_is_one() {
        let text = "0.0.0.0,0.0.0.9,1\n0.0.0.5,0.0.0.14,2\n255.255.255.0,255.255.255.255,3";
        let ranges = Ranges::networks(&[text]).expect("good ranges");
        let found: Vec<_> = ranges
            .v4
            .iter()
            .map(|r| (r.first, r.last, r.value.asn))
            .collect();
        assert_eq!(
            found,
            [(0, 4, 1), (5, 14, 2), (u32::MAX - 255, u32::MAX, 3)]
        );
    }
}
