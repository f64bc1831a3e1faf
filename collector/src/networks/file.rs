//! The packed file: how it is laid out, and what can be wrong with one.
//!
//! Numbers are little-endian. Eight bytes of mark, the last of which is the version; six lengths
//! (`u32`): of the description, the networks, IPv4, IPv6, names, and the names' text; then
//!
//! - the description ([`Meta`]) as JSON;
//! - the networks: number (`u32`) and two letters of the country each, the first one unknown;
//! - IPv4: where each range begins (`u32`, rising), then the place of its network (`u32`) for each;
//! - IPv6: the same with the first 64 bits (`u64`);
//! - the names: numbers (`u32`, rising), then where the text of each ends (`u32`), then the text;
//! - CRC-32 of all before it.
//!
//! A range reaches to the beginning of the next; what belongs to nobody is a range of the first
//! network.

use super::meta::Meta;
use super::network::{Country, Network};

const MARK: [u8; 7] = *b"gt-nets";
/// The version of the layout.
const VERSION: u8 = 1;
const LENGTHS: usize = 6;
const HEAD: usize = MARK.len() + 1 + 4 * LENGTHS;
const CHECKSUM: usize = 4;

/// Everything that is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub meta: Meta,
    pub networks: Vec<Network>,
    pub v4: Vec<(u32, u32)>,
    pub v6: Vec<(u64, u32)>,
    /// Numbers with where their name ends in the text.
    pub names: Vec<(u32, u32)>,
    pub text: String,
}

/// Why a file of networks is not taken. Whatever it is, `cargo xtask geo` makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// It is something else.
    #[error("this is no file of networks; `getthrough-networks pack` makes one")]
    NotOurs,
    /// Another version wrote it.
    #[error(
        "this file of networks has layout {found}, and this program reads {VERSION}; make it again with the program of this version"
    )]
    Version {
        /// The layout it names.
        found: u8,
    },
    /// It is not as long as it says.
    #[error("this file of networks should have {expected} bytes and has {found}; copy it again")]
    Length {
        /// What it should be.
        expected: u64,
        /// What it is.
        found: u64,
    },
    /// Its checksum does not fit.
    #[error("this file of networks is damaged: its checksum does not fit; copy it again")]
    Damaged,
    /// It is whole, and still says what no program of ours writes.
    #[error("this file of networks is wrong: {0}; make it again")]
    Wrong(&'static str),
}

/// The file's bytes.
pub(super) fn write(content: &Content) -> Vec<u8> {
    // Only strings: it cannot fail.
    let meta = serde_json::to_vec(&content.meta).unwrap_or_default();
    let lengths = [
        meta.len(),
        content.networks.len(),
        content.v4.len(),
        content.v6.len(),
        content.names.len(),
        content.text.len(),
    ];
    let mut out = Vec::new();
    out.extend(MARK);
    out.push(VERSION);
    lengths
        .iter()
        .for_each(|&n| out.extend((n as u32).to_le_bytes()));
    out.extend(meta);
    for network in &content.networks {
        out.extend(network.asn.to_le_bytes());
        out.extend(network.country.letters());
    }
    let number = |out: &mut Vec<u8>, n: u32| out.extend(n.to_le_bytes());
    content
        .v4
        .iter()
        .for_each(|(start, _)| number(&mut out, *start));
    content
        .v4
        .iter()
        .for_each(|(_, place)| number(&mut out, *place));
    content
        .v6
        .iter()
        .for_each(|(start, _)| out.extend(start.to_le_bytes()));
    content
        .v6
        .iter()
        .for_each(|(_, place)| number(&mut out, *place));
    content
        .names
        .iter()
        .for_each(|(asn, _)| number(&mut out, *asn));
    content
        .names
        .iter()
        .for_each(|(_, end)| number(&mut out, *end));
    out.extend(content.text.as_bytes());
    let checksum = crc32fast::hash(&out);
    number(&mut out, checksum);
    out
}

/// What a file holds.
pub(super) fn read(bytes: &[u8]) -> Result<Content, BadFile> {
    if !bytes.starts_with(&MARK) {
        return Err(BadFile::NotOurs);
    }
    match bytes.get(MARK.len()) {
        Some(&VERSION) => {}
        Some(&found) => return Err(BadFile::Version { found }),
        None => return Err(length(HEAD as u64, bytes)),
    }
    let Some(head) = bytes.get(MARK.len() + 1..HEAD) else {
        return Err(length(HEAD as u64, bytes));
    };
    let lengths: Vec<usize> = numbers(head).map(|n| n as usize).collect();
    let sizes = [1, 4 + 2, 4 + 4, 8 + 4, 4 + 4, 1];
    let body = lengths.iter().zip(sizes).map(|(&n, size)| n as u64 * size);
    let expected = (HEAD + CHECKSUM) as u64 + body.sum::<u64>();
    if expected != bytes.len() as u64 {
        return Err(length(expected, bytes));
    }
    let (body, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
    if numbers(checksum).next() != Some(crc32fast::hash(body)) {
        return Err(BadFile::Damaged);
    }
    // From here on the lengths are known to fit.
    let mut rest = &body[HEAD..];
    let mut take = |n: usize| {
        let (taken, after) = rest.split_at(n);
        rest = after;
        taken
    };
    let [meta, networks, v4, v6, names, text] = lengths[..] else {
        return Err(BadFile::NotOurs);
    };
    let meta = serde_json::from_slice(take(meta));
    let networks: Option<Vec<Network>> = take(6 * networks).chunks(6).map(network).collect();
    let v4 = pairs(numbers(take(4 * v4)), take(4 * v4));
    let v6 = pairs(long_numbers(take(8 * v6)), take(4 * v6));
    let names = pairs(numbers(take(4 * names)), take(4 * names));
    let text = String::from_utf8(take(text).to_vec());
    let content = Content {
        meta: meta.map_err(|_| BadFile::Wrong("its description cannot be read"))?,
        networks: networks.ok_or(BadFile::Wrong("a country is none"))?,
        v4,
        v6,
        names,
        text: text.map_err(|_| BadFile::Wrong("its names are no text"))?,
    };
    check(content)
}

/// What a search relies on.
fn check(content: Content) -> Result<Content, BadFile> {
    let places = content.networks.len() as u32;
    let first = content.networks.first();
    let in_range = content.v4.iter().map(|(_, place)| *place);
    let mut in_range = in_range.chain(content.v6.iter().map(|(_, place)| *place));
    let mut before = 0;
    let text_fits = content.names.iter().all(|&(_, end)| {
        let fits = before <= end && content.text.is_char_boundary(end as usize);
        before = end;
        fits
    });
    if first != Some(&Network::UNKNOWN) {
        Err(BadFile::Wrong("its first network is not the unknown one"))
    } else if !rises(&content.v4) || !rises(&content.v6) || !rises(&content.names) {
        Err(BadFile::Wrong("its ranges or names are not in order"))
    } else if in_range.any(|place| place >= places) {
        Err(BadFile::Wrong("a range names a network that is not there"))
    } else if !text_fits {
        Err(BadFile::Wrong("a name ends outside of the text"))
    } else {
        Ok(content)
    }
}

fn rises<A: Ord, V>(pairs: &[(A, V)]) -> bool {
    pairs.is_sorted_by(|(a, _), (b, _)| a < b)
}

fn length(expected: u64, bytes: &[u8]) -> BadFile {
    let found = bytes.len() as u64;
    BadFile::Length { expected, found }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|b| u32::from_le_bytes(*b))
}

fn long_numbers(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks().0.iter().map(|b| u64::from_le_bytes(*b))
}

fn pairs<A>(starts: impl Iterator<Item = A>, values: &[u8]) -> Vec<(A, u32)> {
    starts.zip(numbers(values)).collect()
}

fn network(bytes: &[u8]) -> Option<Network> {
    let [a, b, c, d, letters @ ..] = bytes else {
        return None;
    };
    Some(Network {
        asn: u32::from_le_bytes([*a, *b, *c, *d]),
        country: Country::of_letters(letters.try_into().ok()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        let ru = Network {
            asn: 8_359,
            country: "RU".parse().expect("a country"),
        };
        Content {
            meta: Meta {
                sources: Vec::new(),
            },
            networks: vec![Network::UNKNOWN, ru],
            v4: vec![(0, 0), (100, 1), (200, 0)],
            v6: vec![(0, 0), (1 << 40, 1)],
            names: vec![(8_359, 3)],
            text: "MTS".into(),
        }
    }

    fn refused(change: impl FnOnce(&mut Content)) -> BadFile {
        let mut content = content();
        change(&mut content);
        read(&write(&content)).expect_err("refused")
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(read(&write(&content())), Ok(content()));
    }

    #[test]
    fn a_file_that_is_cut_or_longer_is_told_with_its_length() {
        let whole = write(&content());
        for cut in 8..whole.len() {
            assert!(
                matches!(read(&whole[..cut]), Err(BadFile::Length { .. })),
                "{cut}"
            );
        }
        for cut in 0..7 {
            assert_eq!(read(&whole[..cut]), Err(BadFile::NotOurs));
        }
        let (expected, found) = (whole.len() as u64, whole.len() as u64 + 1);
        let longer = [&whole[..], b"x"].concat();
        assert_eq!(read(&longer), Err(BadFile::Length { expected, found }));
    }

    #[test]
    fn no_changed_byte_goes_unseen() {
        let whole = write(&content());
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            assert!(read(&changed).is_err(), "{place}");
        }
        let mut newer = whole;
        newer[7] = 2;
        assert_eq!(read(&newer), Err(BadFile::Version { found: 2 }));
    }

    #[test]
    fn whole_files_that_say_what_cannot_be_are_refused() {
        let order = BadFile::Wrong("its ranges or names are not in order");
        assert_eq!(refused(|c| c.v4.swap(0, 1)), order);
        assert_eq!(refused(|c| c.v6[1].0 = 0), order);
        let place = BadFile::Wrong("a range names a network that is not there");
        assert_eq!(refused(|c| c.v4[0].1 = 2), place);
        let first = BadFile::Wrong("its first network is not the unknown one");
        assert_eq!(refused(|c| c.networks.swap(0, 1)), first);
        let text = BadFile::Wrong("a name ends outside of the text");
        assert_eq!(refused(|c| c.names[0].1 = 4), text);
    }
}
