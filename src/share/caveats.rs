//! The numbers of caveats in a link. They stay when the page's order changes.

use crate::verdict::CaveatKind;

/// Every kind and its number. Lines are added with the next number, never changed, never removed.
pub const CAVEATS: [(u16, CaveatKind); 17] = [
    (1, CaveatKind::Offline),
    (2, CaveatKind::ControlsFailed),
    (3, CaveatKind::InternationalCut),
    (4, CaveatKind::Intercepted),
    (5, CaveatKind::SomeControlsFailed),
    (6, CaveatKind::Hidden),
    (7, CaveatKind::ClockJump),
    (8, CaveatKind::LateTimer),
    (9, CaveatKind::RequireCorp),
    (10, CaveatKind::PageCsp),
    (11, CaveatKind::ServiceWorker),
    (12, CaveatKind::BrowserBlocks),
    (13, CaveatKind::Unstable),
    (14, CaveatKind::ThroughputNotJudged),
    (15, CaveatKind::CoarseClock),
    (16, CaveatKind::Stopped),
    (17, CaveatKind::OutOfTime),
];

/// The numbers of some kinds, in rising order.
pub(super) fn numbers(kinds: &[CaveatKind]) -> Vec<u16> {
    let given = CAVEATS.iter().filter(|(_, kind)| kinds.contains(kind));
    given.map(|&(number, _)| number).collect()
}

/// The kind of a number; `None` where a newer page gave it.
pub(super) fn kind(number: u16) -> Option<CaveatKind> {
    let given = CAVEATS.iter().find(|(known, _)| *known == number);
    given.map(|&(_, kind)| kind)
}
