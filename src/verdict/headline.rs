//! The one sentence: a kind and its arguments. The words are the locale's.

use serde::{Deserialize, Serialize};

/// What the page says first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// Which sentence.
    pub kind: HeadlineKind,
    /// Ids of the platforms that it names, worst first; the page shortens a long list.
    pub platforms: Vec<String>,
    /// How many other platforms get through.
    pub others: u32,
}

/// The sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadlineKind {
    /// Everything that was tried gets through. `others`: how many.
    AllReachable,
    /// `platforms` do not get through from here; `others` do.
    Unreachable,
    /// Only part of `platforms` gets through.
    Partly,
    /// `platforms` are slow.
    Slow,
    /// `platforms` were stopped on this device.
    BrowserBlocked,
    /// Nothing that was tried gets through, though the controls do.
    NothingReachable,
    /// No network at all.
    Offline,
    /// Only networks inside the country answer.
    InternationalCut,
    /// Failures cannot be told from trouble on the line.
    Inconclusive,
    /// Stopped before there was anything to say.
    Stopped,
}
