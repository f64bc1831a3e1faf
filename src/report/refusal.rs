//! Why a run cannot become a report.

use serde::Serialize;

/// Why a run cannot become a report. The page has a text for why and what to do, under
/// `report.refusal.<name>`; `docs/PRIVACY.md` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Some platforms of the standard list were not asked: a chosen list is a fingerprint. Run
    /// again with the list that the page starts with.
    ChosenList,
    /// The run was stopped: when it was is nobody's business, and what is missing is not known.
    /// Run again to the end.
    Stopped,
    /// The run asked by another version of the catalogue than the page has. Run again.
    OtherCatalogue,
    /// The device's clock is so wrong that the run has no time. Set it and run again.
    NoClock,
}

impl Refusal {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 4] = [
        Self::ChosenList,
        Self::Stopped,
        Self::OtherCatalogue,
        Self::NoClock,
    ];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChosenList => "chosen_list",
            Self::Stopped => "stopped",
            Self::OtherCatalogue => "other_catalogue",
            Self::NoClock => "no_clock",
        }
    }
}
