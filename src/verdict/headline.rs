//! The one sentence: a kind and its arguments. The words are the locale's.

use serde::{Deserialize, Serialize};

use super::{Caveat, CaveatKind, PlatformVerdict};
use crate::wire::named;

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

named! {
    /// The sentences.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum HeadlineKind {
        /// Everything that was tried gets through. `others`: how many.
        AllReachable = "all_reachable",
        /// `platforms` do not get through from here; `others` do.
        Unreachable = "unreachable",
        /// Only part of `platforms` gets through.
        Partly = "partly",
        /// `platforms` are slow.
        Slow = "slow",
        /// `platforms` were stopped on this device.
        BrowserBlocked = "browser_blocked",
        /// Nothing that was tried gets through, though the controls do.
        NothingReachable = "nothing_reachable",
        /// No network at all.
        Offline = "offline",
        /// Only networks inside the country answer.
        InternationalCut = "international_cut",
        /// Failures cannot be told from trouble on the line.
        Inconclusive = "inconclusive",
        /// Of `platforms` nothing can be said, though the line is not known to be the reason;
        /// `others` get through.
        Unsure = "unsure",
        /// Stopped before there was anything to say.
        Stopped = "stopped",
    }
}

/// What says that the line itself has trouble.
const LINE: [CaveatKind; 2] = [CaveatKind::ControlsFailed, CaveatKind::Intercepted];

/// The sentence for what is known of each platform.
pub(crate) fn of(words: &[(&str, PlatformVerdict)], caveats: &[Caveat]) -> Headline {
    use PlatformVerdict as P;

    let named = |verdict: P| -> Vec<String> {
        words
            .iter()
            .filter(|w| w.1 == verdict)
            .map(|w| w.0.to_owned())
            .collect()
    };
    let has = |kind| caveats.iter().any(|c| c.kind == kind);
    let others = named(P::Reachable).len() as u32;
    let anything = words
        .iter()
        .any(|w| matches!(w.1, P::Reachable | P::Slow | P::Partly));
    let (unreachable, partly, slow) = (named(P::Unreachable), named(P::Partly), named(P::Slow));
    let (blocked, unknown) = (named(P::BrowserBlocked), named(P::Inconclusive));

    let (kind, platforms) = if has(CaveatKind::Offline) {
        (HeadlineKind::Offline, Vec::new())
    } else if has(CaveatKind::InternationalCut) {
        (HeadlineKind::InternationalCut, Vec::new())
    } else if has(CaveatKind::Stopped) && !anything && unreachable.is_empty() {
        (HeadlineKind::Stopped, Vec::new())
    } else if !unreachable.is_empty() {
        let nothing = !anything && unreachable.len() == words.len();
        let kind = if nothing {
            HeadlineKind::NothingReachable
        } else {
            HeadlineKind::Unreachable
        };
        (kind, unreachable)
    } else if !partly.is_empty() {
        (HeadlineKind::Partly, partly)
    } else if !slow.is_empty() {
        (HeadlineKind::Slow, slow)
    } else if !unknown.is_empty() {
        let line = LINE.iter().any(|&kind| has(kind));
        let kind = if line {
            HeadlineKind::Inconclusive
        } else {
            HeadlineKind::Unsure
        };
        (kind, unknown)
    } else if !blocked.is_empty() {
        (HeadlineKind::BrowserBlocked, blocked)
    } else {
        (HeadlineKind::AllReachable, Vec::new())
    };
    Headline {
        kind,
        platforms,
        others,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PlatformVerdict as P;

    fn kind(words: &[(&str, P)], caveats: &[CaveatKind]) -> HeadlineKind {
        let caveats: Vec<Caveat> = caveats
            .iter()
            .map(|&kind| Caveat {
                kind,
                count: None,
                ids: Vec::new(),
            })
            .collect();
        of(words, &caveats).kind
    }

    #[test]
    fn the_worst_thing_known_is_said_first() {
        let words = [
            ("a", P::Slow),
            ("b", P::Unreachable),
            ("c", P::Reachable),
            ("d", P::Partly),
        ];
        let headline = of(&words, &[]);
        assert_eq!(headline.kind, HeadlineKind::Unreachable);
        assert_eq!(headline.platforms, ["b"]);
        assert_eq!(headline.others, 1);
    }

    #[test]
    fn a_line_without_controls_accuses_nobody() {
        let words = [("a", P::Inconclusive), ("b", P::Reachable)];
        assert_eq!(
            kind(&words, &[CaveatKind::ControlsFailed]),
            HeadlineKind::Inconclusive
        );
        assert_eq!(
            kind(&words[..1], &[CaveatKind::Offline]),
            HeadlineKind::Offline
        );
        assert_eq!(
            kind(&words[..1], &[CaveatKind::InternationalCut]),
            HeadlineKind::InternationalCut
        );
    }

    #[test]
    fn a_line_that_works_is_not_blamed() {
        let words = [("a", P::Inconclusive), ("b", P::Reachable)];
        for caveats in [&[][..], &[CaveatKind::RequireCorp], &[CaveatKind::Hidden]] {
            assert_eq!(kind(&words, caveats), HeadlineKind::Unsure, "{caveats:?}");
        }
        assert_eq!(of(&words, &[]).platforms, ["a"]);
        assert_eq!(
            kind(&words, &[CaveatKind::Intercepted]),
            HeadlineKind::Inconclusive
        );
    }

    #[test]
    fn everything_reachable_and_nothing_reachable_have_their_own_sentences() {
        assert_eq!(
            kind(&[("a", P::Reachable)], &[]),
            HeadlineKind::AllReachable
        );
        assert_eq!(
            kind(&[("a", P::Unreachable)], &[]),
            HeadlineKind::NothingReachable
        );
        assert_eq!(
            kind(&[("a", P::Inconclusive)], &[CaveatKind::Stopped]),
            HeadlineKind::Stopped
        );
    }
}
