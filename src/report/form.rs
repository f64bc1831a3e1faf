//! The report itself, and how a run becomes one.

use serde::{Deserialize, Serialize};

use super::bucket::{LatencyBucket, RateBucket, RatioBucket};
use super::refusal::Refusal;
use super::seen::{Seen, SeenPlatform};
use super::slot::Slot;
use crate::catalogue::{Catalogue, Platform};
use crate::run::Engine;
use crate::share::VERDICTS;
use crate::verdict::PlatformVerdict;

/// The version of this form. A field that changes its meaning makes a new one.
pub const SCHEMA: u8 = 1;
/// A report as JSON is no longer than this, bytes; a collector reads no more.
pub const MAX_BYTES: usize = 8_192;
/// So many platforms always fit into [`MAX_BYTES`].
pub const MAX_PLATFORMS: usize = 110;

/// What may leave the browser: everything of it, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u8,
    /// The version of the catalogue that was asked.
    pub catalogue: u16,
    /// When the run started, to a quarter of an hour.
    pub slot: Slot,
    /// The browser's engine: they differ in what a page can see.
    pub browser: Engine,
    /// How the line was.
    pub controls: Controls,
    /// The platforms of the standard list, all of them, by rising code.
    pub platforms: Vec<Judged>,
}

/// How many controls answered. Those inside one country are left out: they would name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controls {
    /// How many answered.
    pub ok: u8,
    /// How many the catalogue has.
    pub total: u8,
}

/// What a platform's run came to. The buckets stand only beside verdicts that say that something
/// answered, and only where something was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// [`Platform::code`].
    pub code: u16,
    /// What it means.
    pub verdict: PlatformVerdict,
    /// How long its further answers took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<LatencyBucket>,
    /// How many times slower than the controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<RatioBucket>,
    /// The rate of its larger object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateBucket>,
}

/// The standard list: the platforms that start ticked. A report has exactly these, so that no
/// choice can be read from it; what a visitor ticked beyond them stays in the browser.
pub fn standard(catalogue: &Catalogue) -> impl Iterator<Item = &Platform> {
    let on = |id: &str| catalogue.categories.iter().any(|c| c.on && c.id == id);
    let platforms = catalogue.platforms.iter();
    platforms.filter(move |p| p.tier == 1 && on(&p.category))
}

impl Report {
    /// What of a run may leave.
    ///
    /// # Errors
    /// A [`Refusal`] where the run is not one over the whole standard list to its end.
    pub fn of(seen: &Seen, catalogue: &Catalogue) -> Result<Self, Refusal> {
        if seen.catalogue != catalogue.version {
            return Err(Refusal::OtherCatalogue);
        }
        if seen.stopped {
            return Err(Refusal::Stopped);
        }
        let slot = Slot::of_ms(seen.started_ms).ok_or(Refusal::NoClock)?;
        let mut platforms: Vec<Judged> = Vec::new();
        for platform in standard(catalogue) {
            let found = seen.platforms.iter().find(|s| s.code == platform.code);
            let judged = Judged::of(found.ok_or(Refusal::ChosenList)?);
            let place = platforms.partition_point(|p| p.code < judged.code);
            platforms.insert(place, judged);
        }
        Ok(Self {
            schema: SCHEMA,
            catalogue: seen.catalogue,
            slot,
            browser: seen.browser,
            controls: Controls::of(seen, catalogue),
            platforms,
        })
    }
}

impl Controls {
    /// How many controls a catalogue has outside of any country.
    pub(super) fn total(catalogue: &Catalogue) -> u8 {
        let foreign = catalogue.controls.iter().filter(|c| c.country.is_none());
        foreign.count() as u8
    }

    fn of(seen: &Seen, catalogue: &Catalogue) -> Self {
        let foreign = catalogue.controls.iter().filter(|c| c.country.is_none());
        let answered = |id: &str| seen.controls.iter().any(|c| c.answered && c.id == id);
        Self {
            ok: foreign.filter(|c| answered(&c.id)).count() as u8,
            total: Self::total(catalogue),
        }
    }
}

impl Judged {
    fn of(seen: &SeenPlatform) -> Self {
        let timed = is_timed(seen.verdict);
        Self {
            code: seen.code,
            verdict: seen.verdict,
            latency: seen.warm_ms.and_then(LatencyBucket::of).filter(|_| timed),
            ratio: seen.ratio.and_then(RatioBucket::of).filter(|_| timed),
            rate: seen.kbps.and_then(RateBucket::of).filter(|_| timed),
        }
    }
}

/// Whether buckets stand beside this verdict.
pub(super) fn is_timed(verdict: PlatformVerdict) -> bool {
    VERDICTS.contains(&(verdict, true))
}
