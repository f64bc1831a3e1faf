//! A link as a page shows it: in the names of the catalogue at hand, with the sentence that the
//! same verdicts would have had on the sharer's own page.

use serde::Serialize;

use super::codec::{Decoded, decode};
use super::refusal::Refusal;
use super::shared::Seen;
use crate::by_id::{self, ById};
use crate::catalogue::Catalogue;
use crate::verdict::{Caveat, Headline, PlatformVerdict, headline};

/// What a link says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Opened {
    /// The version of the catalogue that was asked.
    pub catalogue: u16,
    /// The start of the hour of the run, milliseconds since 1970; `None` where it was left out.
    pub hour_ms: Option<f64>,
    /// What limits the result: the kinds alone.
    pub caveats: Vec<Caveat>,
    /// The sentence. A platform that this catalogue does not have stands in it as `#` and its
    /// code: leaving it out could turn “all but one” into “all”.
    pub headline: Headline,
    /// What was tested and is in this catalogue, in its order; an object by id in JSON.
    #[serde(serialize_with = "by_id::serialize")]
    pub platforms: Vec<OpenedPlatform>,
    /// Codes of tested platforms that this catalogue does not have.
    pub unknown_codes: Vec<u16>,
    /// Numbers of caveats that a newer page gave.
    pub unknown_caveats: Vec<u16>,
    /// Ids of this catalogue's platforms that the link does not have.
    pub not_tested: Vec<String>,
}

/// What a link says of one platform.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenedPlatform {
    /// [`crate::catalogue::Platform::id`].
    pub id: String,
    /// What it means.
    pub verdict: PlatformVerdict,
    /// Further answers took longer than this, milliseconds; `None` where the link does not say.
    pub from_ms: Option<u16>,
    /// They took no longer than this, milliseconds; `None` also for the last, open bucket.
    pub to_ms: Option<u16>,
}

impl ById for OpenedPlatform {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Opens the text behind the `#` beside a catalogue, which may be older or newer.
///
/// # Errors
/// As [`decode`].
pub fn open(text: &str, catalogue: &Catalogue) -> Result<Opened, Refusal> {
    let Decoded {
        shared,
        platforms: seen,
        unknown_platforms,
        unknown_caveats,
    } = decode(text, catalogue)?;

    let mut platforms = Vec::new();
    let mut not_tested = Vec::new();
    for (platform, seen) in catalogue.platforms.iter().zip(&seen) {
        let id = platform.id.clone();
        match seen {
            Some(seen) => platforms.push(shown(id, seen)),
            None => not_tested.push(id),
        }
    }
    let strangers = shared
        .platforms
        .iter()
        .filter(|s| unknown_platforms.contains(&s.code))
        .map(|s| (["#", &s.code.to_string()].concat(), s.verdict));
    let strangers: Vec<(String, PlatformVerdict)> = strangers.collect();
    let words = platforms.iter().map(|p| (p.id.as_str(), p.verdict));
    let words = words.chain(strangers.iter().map(|(name, v)| (name.as_str(), *v)));
    let caveats = shared.caveats.iter().map(|&kind| Caveat {
        kind,
        count: None,
        ids: Vec::new(),
    });
    let caveats: Vec<Caveat> = caveats.collect();
    Ok(Opened {
        catalogue: shared.catalogue,
        hour_ms: shared.time.map(|hour| hour.starts_ms()),
        headline: headline::of(&words.collect::<Vec<_>>(), &caveats),
        caveats,
        platforms,
        unknown_codes: unknown_platforms,
        unknown_caveats,
        not_tested,
    })
}

fn shown(id: String, seen: &Seen) -> OpenedPlatform {
    OpenedPlatform {
        id,
        verdict: seen.verdict,
        from_ms: seen.latency.map(|latency| latency.above_ms()),
        to_ms: seen.latency.and_then(|latency| latency.up_to_ms()),
    }
}
