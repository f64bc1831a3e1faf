//! The name of a headline in the path of a link. `www/js/slug.js` follows the same rule; both are
//! held to `tests/page/slugs.json`.

use getthrough::verdict::HeadlineKind;

/// Every headline.
pub const KINDS: [HeadlineKind; 11] = [
    HeadlineKind::AllReachable,
    HeadlineKind::Unreachable,
    HeadlineKind::Partly,
    HeadlineKind::Slow,
    HeadlineKind::BrowserBlocked,
    HeadlineKind::NothingReachable,
    HeadlineKind::Offline,
    HeadlineKind::InternationalCut,
    HeadlineKind::Inconclusive,
    HeadlineKind::Unsure,
    HeadlineKind::Stopped,
];

/// Its wire name.
pub fn name(kind: HeadlineKind) -> &'static str {
    match kind {
        HeadlineKind::AllReachable => "all_reachable",
        HeadlineKind::Unreachable => "unreachable",
        HeadlineKind::Partly => "partly",
        HeadlineKind::Slow => "slow",
        HeadlineKind::BrowserBlocked => "browser_blocked",
        HeadlineKind::NothingReachable => "nothing_reachable",
        HeadlineKind::Offline => "offline",
        HeadlineKind::InternationalCut => "international_cut",
        HeadlineKind::Inconclusive => "inconclusive",
        HeadlineKind::Unsure => "unsure",
        HeadlineKind::Stopped => "stopped",
    }
}

/// Whether its sentence names platforms.
pub fn names_platforms(kind: HeadlineKind) -> bool {
    matches!(
        kind,
        HeadlineKind::Unreachable
            | HeadlineKind::Partly
            | HeadlineKind::Slow
            | HeadlineKind::BrowserBlocked
    )
}

/// The slug of a headline with these platforms (ids).
pub fn slug(kind: HeadlineKind, platforms: &[&str]) -> String {
    let kind = (name(kind), names_platforms(kind));
    match (kind, platforms) {
        ((name, false), _) | ((name, true), []) => plain(name),
        ((name, true), [one]) => format!("{}-{}", plain(one), plain(name)),
        ((name, true), _) => format!("several-{}", plain(name)),
    }
}

/// Only a–z, 0–9 and `-`, whatever a catalogue calls its platforms.
fn plain(name: &str) -> String {
    // As many hyphens as JavaScript sees: it counts in UTF-16.
    name.encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(b @ (b'a'..=b'z' | b'0'..=b'9')) => char::from(b),
            _ => '-',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_str, to_value};

    const TABLE: &str = include_str!("../../../tests/page/slugs.json");

    #[test]
    fn the_table_that_the_page_is_held_to_says_the_same() {
        let table: Vec<Value> = from_str(TABLE).unwrap();
        for row in &table {
            let kind = from_str(&row["kind"].to_string()).unwrap();
            let platforms: Vec<&str> = row["platforms"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_str().unwrap())
                .collect();
            assert_eq!(slug(kind, &platforms), row["slug"], "{row}");
        }
        for kind in KINDS {
            let named = table.iter().filter(|row| row["kind"] == name(kind));
            assert!(named.count() >= 1, "{} is not in the table", name(kind));
        }
    }

    #[test]
    fn names_are_those_of_the_wire() {
        for kind in KINDS {
            assert_eq!(to_value(kind).unwrap(), name(kind));
        }
    }

    #[test]
    fn every_headline_of_the_page_is_known() {
        let texts: Value = from_str(include_str!("../../../www/locales/en.json")).unwrap();
        let of_page = texts
            .as_object()
            .unwrap()
            .keys()
            .filter_map(|key| key.strip_prefix("headline."))
            .filter(|kind| !kind.starts_with("others") && !kind.contains('.'));
        let mut count = 0;
        for kind in of_page {
            count += 1;
            assert!(KINDS.iter().any(|&known| name(known) == kind), "{kind}");
        }
        assert_eq!(count, KINDS.len());
    }
}
