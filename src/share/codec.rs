//! From what is shared to the text behind the `#`, and back.

use super::bits::{Reader, Writer, Wrong};
use super::hour::Hour;
use super::refusal::Refusal;
use super::shared::{Seen, Shared};
use super::{caveats, checksum, letters, outcome, set};
use crate::catalogue::Catalogue;

/// The version byte of a result. The highest bit is kept for a link that compares two runs.
pub const VERSION: u8 = 1;

/// A link that was opened, beside the catalogue of the page that opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// What the link holds.
    pub shared: Shared,
    /// For each platform of this catalogue, in its order, what was seen of it; `None` where it was
    /// not tested, also because it is newer than the link.
    pub platforms: Vec<Option<Seen>>,
    /// The codes of tested platforms that this catalogue does not have: they left it, or came
    /// later than it.
    pub unknown_platforms: Vec<u16>,
    /// The numbers of caveats that a newer page gave.
    pub unknown_caveats: Vec<u16>,
}

/// The text behind the `#`. Order does not matter; of a code that comes twice, the first counts.
pub fn encode(shared: &Shared) -> String {
    let mut shared = shared.clone();
    shared.tidy();

    let mut out = Writer::default();
    out.number(u64::from(VERSION), 8);
    out.number(u64::from(shared.catalogue), 16);
    out.number(u64::from(shared.time.is_some()), 1);
    if let Some(hour) = shared.time {
        out.number(u64::from(hour.hours()), Hour::BITS);
    }
    set::write(&mut out, &caveats::numbers(&shared.caveats));
    let codes: Vec<u16> = shared.platforms.iter().map(|s| s.code).collect();
    set::write(&mut out, &codes);
    let outcomes: Vec<_> = shared
        .platforms
        .iter()
        .map(|s| (s.verdict, s.latency))
        .collect();
    outcome::write(&mut out, &outcomes);

    let mut bytes = out.bytes();
    bytes.extend(checksum::of(&bytes));
    letters::write(&bytes)
}

/// Opens the text behind the `#` with the catalogue at hand, which may be older or newer.
///
/// # Errors
/// A [`Refusal`]. A text that [`encode`] did not write as it stands is always refused, but for the
/// odds that the checksum's module tells.
pub fn decode(text: &str, catalogue: &Catalogue) -> Result<Decoded, Refusal> {
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    let letters = letters::read(text).ok_or(Refusal::NotOurs)?;
    let body = checksum::strip(&letters.bytes).filter(|_| letters.ends_well);
    let Some(body) = body else {
        return Err(if is_cut(&letters.bytes) {
            Refusal::Cut
        } else {
            Refusal::Damaged
        });
    };
    // Every version, also a later one, begins with its byte and ends with this checksum.
    match body.first() {
        Some(&VERSION) => {}
        None | Some(0) => return Err(Refusal::Damaged),
        Some(&version) => return Err(Refusal::Newer { version }),
    }
    let content = read(body)?;
    if content.bytes != body.len() {
        return Err(Refusal::Damaged);
    }
    Ok(beside(content, catalogue))
}

/// Whether the text announces more than there is.
fn is_cut(bytes: &[u8]) -> bool {
    match bytes.first() {
        None => true,
        Some(&VERSION) => match read(bytes) {
            Ok(content) => content.bytes + checksum::BYTES > bytes.len(),
            Err(wrong) => wrong == Wrong::Ended,
        },
        Some(_) => false,
    }
}

/// What stands before the checksum.
struct Content {
    catalogue: u16,
    time: Option<Hour>,
    caveats: Vec<u16>,
    platforms: Vec<Seen>,
    /// How many bytes it took.
    bytes: usize,
}

fn read(bytes: &[u8]) -> Result<Content, Wrong> {
    let mut from = Reader::new(bytes);
    from.number(8)?;
    let catalogue = from.number(16)? as u16;
    let time = match from.number(1)? {
        0 => None,
        _ => Hour::new(from.number(Hour::BITS)? as u32),
    };
    let caveats = set::read(&mut from)?;
    let codes = set::read(&mut from)?;
    let outcomes = outcome::read(&mut from, codes.len())?;
    let seen = codes.into_iter().zip(outcomes);
    Ok(Content {
        catalogue,
        time,
        caveats,
        platforms: seen
            .map(|(code, (verdict, latency))| Seen {
                code,
                verdict,
                latency,
            })
            .collect(),
        bytes: from.end()?,
    })
}

/// Lays what was read beside a catalogue.
fn beside(content: Content, catalogue: &Catalogue) -> Decoded {
    let known = |code: u16| catalogue.platforms.iter().any(|p| p.code == code);
    let seen = |code: u16| content.platforms.iter().find(|s| s.code == code).copied();
    let unknown = content
        .platforms
        .iter()
        .map(|s| s.code)
        .filter(|&c| !known(c));
    let numbers = content.caveats.iter().copied();
    Decoded {
        platforms: catalogue.platforms.iter().map(|p| seen(p.code)).collect(),
        unknown_platforms: unknown.collect(),
        unknown_caveats: numbers
            .clone()
            .filter(|&n| caveats::kind(n).is_none())
            .collect(),
        shared: Shared {
            catalogue: content.catalogue,
            time: content.time,
            caveats: numbers.filter_map(caveats::kind).collect(),
            platforms: content.platforms,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::catalogue::Platform;
    use crate::share::{CAVEATS, Latency, VERDICTS};

    /// A catalogue with these codes.
    fn catalogue(codes: impl Iterator<Item = u16>) -> Catalogue {
        let platform = |code: u16| Platform {
            id: code.to_string(),
            code,
            name: String::new(),
            category: String::new(),
            tier: 1,
            operator: None,
            endpoints: Vec::new(),
            object: None,
        };
        Catalogue {
            version: 1,
            date: String::new(),
            canary: None,
            categories: Vec::new(),
            platforms: codes.map(platform).collect(),
            controls: Vec::new(),
        }
    }

    /// Anything that can be shared, of platforms with codes from such a range.
    fn shared(codes: std::ops::RangeInclusive<u16>) -> impl Strategy<Value = Shared> {
        let outcome = (prop::sample::select(&VERDICTS[..]), 0..=Latency::BUCKETS);
        (
            any::<u16>(),
            prop::option::of((0u32..1 << Hour::BITS).prop_map(|h| Hour::new(h).expect("an hour"))),
            prop::sample::subsequence(&CAVEATS[..], 0..=CAVEATS.len()),
            prop::collection::btree_map(codes, outcome, 0..100),
        )
            .prop_map(|(catalogue, time, caveats, platforms)| Shared {
                catalogue,
                time,
                caveats: caveats.into_iter().map(|(_, kind)| kind).collect(),
                platforms: platforms
                    .into_iter()
                    .map(|(code, ((verdict, timed), bucket))| Seen {
                        code,
                        verdict,
                        latency: Latency::new(bucket).filter(|_| timed),
                    })
                    .collect(),
            })
    }

    /// Letters with a checksum that fits.
    fn sealed(body: &[u8]) -> String {
        let mut bytes = body.to_vec();
        bytes.extend(checksum::of(body));
        letters::write(&bytes)
    }

    fn body(text: &str) -> Vec<u8> {
        let mut bytes = letters::read(text).expect("letters").bytes;
        bytes.truncate(bytes.len() - checksum::BYTES);
        bytes
    }

    proptest! {
        #[test]
        fn what_was_shared_is_opened(shared in prop_oneof![shared(1..=93), shared(0..=u16::MAX)]) {
            let text = encode(&shared);
            let here = catalogue(1..=93);
            let decoded = decode(&text, &here).expect("a link as it was written");
            for (platform, seen) in here.platforms.iter().zip(&decoded.platforms) {
                let shared = shared.platforms.iter().find(|s| s.code == platform.code);
                prop_assert_eq!(shared, seen.as_ref());
            }
            let elsewhere = shared.platforms.iter().map(|s| s.code).filter(|c| !(1..=93).contains(c));
            prop_assert_eq!(decoded.unknown_platforms, elsewhere.collect::<Vec<_>>());
            prop_assert!(decoded.unknown_caveats.is_empty());
            prop_assert_eq!(decoded.shared, shared);
        }

        #[test]
        fn a_newer_catalogue_has_not_tested_its_new_platforms(shared in shared(1..=70)) {
            let decoded = decode(&encode(&shared), &catalogue(1..=120)).expect("a good link");
            prop_assert!(decoded.unknown_platforms.is_empty());
            prop_assert_eq!(decoded.platforms.iter().flatten().count(), shared.platforms.len());
            prop_assert!(decoded.platforms[70..].iter().all(Option::is_none));
        }

        #[test]
        fn a_catalogue_without_some_platforms_names_their_codes(
            shared in shared(1..=93),
            left in prop::sample::subsequence((1u16..=93).collect::<Vec<_>>(), 0..93),
        ) {
            let decoded = decode(&encode(&shared), &catalogue(left.iter().copied())).expect("a good link");
            let gone = shared.platforms.iter().map(|s| s.code).filter(|c| !left.contains(c));
            prop_assert_eq!(&decoded.unknown_platforms, &gone.collect::<Vec<_>>());
            prop_assert_eq!(decoded.platforms.len(), left.len());
            prop_assert_eq!(decoded.shared, shared);
        }

        #[test]
        fn every_cut_is_told_as_such(shared in shared(1..=93)) {
            let text = encode(&shared);
            let here = catalogue(1..=93);
            prop_assert_eq!(decode("", &here), Err(Refusal::Empty));
            for end in 1..text.len() {
                prop_assert_eq!(decode(&text[..end], &here), Err(Refusal::Cut), "{} of {}", end, text.len());
            }
        }

        #[test]
        fn any_changed_character_is_refused(shared in shared(1..=93), at in any::<Index>(), other in any::<char>()) {
            let mut text: Vec<char> = encode(&shared).chars().collect();
            let at = at.index(text.len());
            prop_assume!(text[at] != other);
            text[at] = other;
            let text: String = text.into_iter().collect();
            prop_assert!(decode(&text, &catalogue(1..=93)).is_err());
        }

        #[test]
        fn any_changed_byte_is_refused(shared in shared(1..=93), at in any::<Index>(), flip in 1u8..) {
            let mut bytes = letters::read(&encode(&shared)).expect("letters").bytes;
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert!(decode(&letters::write(&bytes), &catalogue(1..=93)).is_err());
        }

        #[test]
        fn swapped_neighbours_and_what_is_added_are_refused(shared in shared(1..=93), at in any::<Index>(), more in "[A-Za-z0-9_-]{1,8}") {
            let text = encode(&shared);
            let at = at.index(text.len() - 1);
            let mut bytes = text.clone().into_bytes();
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).expect("letters");
            prop_assume!(swapped != text);
            prop_assert!(decode(&swapped, &catalogue(1..=93)).is_err());
            prop_assert!(decode(&(text + &more), &catalogue(1..=93)).is_err());
        }

        #[test]
        fn a_newer_version_is_told_unless_it_is_damaged(version in 2u8.., rest in prop::collection::vec(any::<u8>(), 0..90), at in any::<Index>()) {
            let text = sealed(&[&[version], &rest[..]].concat());
            prop_assert_eq!(decode(&text, &catalogue(1..=93)), Err(Refusal::Newer { version }));
            let mut bytes = letters::read(&text).expect("letters").bytes;
            let at = at.index(bytes.len());
            bytes[at] ^= 0x10;
            let damaged = decode(&letters::write(&bytes), &catalogue(1..=93));
            let told = matches!(damaged, Ok(_) | Err(Refusal::Newer { .. }));
            prop_assert!(!told);
        }

        #[test]
        fn a_forged_text_opens_only_as_it_would_be_written(rest in prop::collection::vec(any::<u8>(), 0..90)) {
            let text = sealed(&[&[VERSION], &rest[..]].concat());
            if let Ok(decoded) = decode(&text, &catalogue(1..=93))
                && decoded.unknown_caveats.is_empty()
            {
                prop_assert_eq!(encode(&decoded.shared), text);
            }
        }
    }

    #[test]
    fn what_is_added_under_a_good_checksum_is_damage() {
        let nothing = Shared {
            catalogue: 1,
            time: None,
            caveats: Vec::new(),
            platforms: Vec::new(),
        };
        let plain = body(&encode(&nothing));
        let mut longer = plain.clone();
        longer.push(0);
        let mut padded = plain.clone();
        *padded.last_mut().expect("a body") |= 1;
        for wrong in [longer, padded, vec![0], Vec::new()] {
            assert_eq!(
                decode(&sealed(&wrong), &catalogue(1..=2)),
                Err(Refusal::Damaged)
            );
        }
        assert!(decode(&sealed(&plain), &catalogue(1..=2)).is_ok());
    }

    #[test]
    fn caveats_of_a_newer_page_are_counted_and_the_rest_is_shown() {
        let mut out = Writer::default();
        out.number(u64::from(VERSION), 8);
        out.number(7, 16);
        out.number(0, 1);
        set::write(&mut out, &[1, 40, 41]);
        set::write(&mut out, &[]);
        let decoded = decode(&sealed(&out.bytes()), &catalogue(1..=2)).expect("a good link");
        assert_eq!(decoded.unknown_caveats, [40, 41]);
        assert_eq!(decoded.shared.caveats, [CAVEATS[0].1]);
        assert_eq!(decoded.shared.catalogue, 7);
    }
}
