//! The scenarios. What the censor does per host is combined into a few mixed runs, so that the
//! whole lab takes minutes; whatever a scenario does not name must get through.

use std::time::Duration;

use getthrough::catalogue::Role;
use getthrough::verdict::CaveatKind as Caveat;
use getthrough::verdict::HeadlineKind as Headline;
use getthrough::verdict::{EndpointVerdict, How, PlatformVerdict};

use super::{During, Expected, Line, Others, Scenario, Target};
use crate::addresses::{PAGE, PAGE_BLOCKER, PAGE_CSP, PAGE_EXTENSION};
use crate::blocklist::{self, Filter};
use crate::browser::Engine;
use crate::censor::Action;

/// The platforms that the lab's extension blocks.
pub const BLOCKED_BY_EXTENSION: [&str; 2] = ["linkedin", "spotify"];
/// The platforms that the narrowed Content-Security-Policy forbids.
const FORBIDDEN_BY_PAGE: &[&str] = &["netflix", "twitch"];

/// All of them, in the order in which they run.
pub fn table() -> Vec<Scenario> {
    vec![
        Scenario {
            headline: Some(Headline::AllReachable),
            ..plain("clean")
        },
        Scenario {
            interference: vec![
                (Target::Platform("bbc"), Action::DnsNxdomain),
                (Target::Platform("dw"), Action::DnsServfail),
                (Target::Platform("rferl"), Action::DnsSilent),
                (Target::Platform("meduza"), Action::DnsLoopback),
                (Target::Platform("novayagazeta"), Action::DnsPrivate),
                (Target::Platform("aljazeera"), Action::DnsBlockPage),
            ],
            expected: vec![
                fails_fast("bbc"),
                fails_fast("dw"),
                times_out("rferl"),
                Expected {
                    verdicts: &[
                        PlatformVerdict::Unreachable,
                        PlatformVerdict::BrowserBlocked,
                        PlatformVerdict::Inconclusive,
                    ],
                    why: "an address on the device looks like a rule of the device, and on a busy \
                          one its refusals are too near to the device's own to accuse anybody",
                    ..fails_fast("meduza")
                },
                Expected {
                    verdicts: &[
                        PlatformVerdict::Unreachable,
                        PlatformVerdict::BrowserBlocked,
                    ],
                    but: Some((Engine::Webkit, &[PlatformVerdict::Reachable])),
                    // In a window it would ask and wait too, if the page did not say that it wants none.
                    how: |engine| match engine {
                        Engine::Chromium => &[How::FastFail],
                        _ => any(engine),
                    },
                    why: "Chromium's own rule refuses a private address at once, Firefox asks the \
                          visitor and waits; WebKit has no such rule, and who answers there has \
                          the host's certificate",
                    ..fails_fast("novayagazeta")
                },
                fails_fast("aljazeera"),
            ],
            headline: Some(Headline::Unreachable),
            ..plain("names")
        },
        Scenario {
            interference: vec![
                (Target::Platform("facebook"), Action::Dropped),
                (Target::Platform("tiktok"), Action::Refused),
                (Target::Platform("snapchat"), Action::IcmpProhibited),
                (Target::Platform("reddit"), Action::SniReset),
                (Target::Platform("pinterest"), Action::SniDropped),
                (Target::Platform("bluesky"), Action::HttpSilent),
            ],
            expected: vec![
                times_out("facebook"),
                fails_fast("tiktok"),
                fails_fast("snapchat"),
                fails_fast("reddit"),
                times_out("pinterest"),
                times_out("bluesky"),
            ],
            headline: Some(Headline::Unreachable),
            ..plain("connections")
        },
        Scenario {
            interference: vec![
                (Target::Platform("telegram"), Action::Stalled),
                (Target::Platform("x"), Action::Policed),
                (Target::Platform("linkedin"), Action::Policed),
                (Target::Platform("nytimes"), Action::Status(451)),
                (Target::Platform("guardian"), Action::Status(403)),
                (Target::Platform("reuters"), Action::RedirectHttp),
                (Target::Role("discord", Role::Media), Action::Dropped),
                (Target::Role("steam", Role::Media), Action::SniReset),
            ],
            expected: vec![
                Expected {
                    verdicts: &[PlatformVerdict::Partly],
                    endpoint: Some(("object", EndpointVerdict::Cut)),
                    why: "it answers, and its picture stops after some kilobytes",
                    ..reachable("telegram")
                },
                slow("x"),
                slow("linkedin"),
                Expected {
                    why: "an answer is an answer",
                    ..reachable("nytimes")
                },
                Expected {
                    why: "an answer is an answer",
                    ..reachable("guardian")
                },
                Expected {
                    verdicts: &[PlatformVerdict::Unreachable, PlatformVerdict::Inconclusive],
                    why: "a page on https may not follow a redirect to http",
                    ..fails_fast("reuters")
                },
                Expected {
                    verdicts: &[PlatformVerdict::Partly],
                    ..reachable("discord")
                },
                Expected {
                    verdicts: &[PlatformVerdict::Partly],
                    ..reachable("steam")
                },
            ],
            ..plain("answers")
        },
        Scenario {
            page: PAGE_EXTENSION,
            expected: BLOCKED_BY_EXTENSION.map(browser_blocked).into(),
            caveats: &[Caveat::BrowserBlocks],
            headline: Some(Headline::BrowserBlocked),
            ..plain("extension")
        },
        Scenario {
            page: PAGE_BLOCKER,
            ..stopped("blocklists", blocklist::filters())
        },
        Scenario {
            page: PAGE_CSP,
            forbidden: FORBIDDEN_BY_PAGE,
            expected: FORBIDDEN_BY_PAGE
                .iter()
                .map(|id| refused_by_page(id))
                .collect(),
            caveats: &[Caveat::PageCsp],
            headline: Some(Headline::BrowserBlocked),
            ..plain("csp")
        },
        Scenario {
            line: Line::Lossy(0.15),
            others: Others::Unaccused,
            ..plain("loss")
        },
        Scenario {
            interference: vec![(Target::Platform("facebook"), Action::Refused)],
            during: During::ControlDies { after_requests: 60 },
            expected: vec![fails_fast("facebook")],
            caveats: &[Caveat::SomeControlsFailed],
            headline: Some(Headline::Unreachable),
            ..plain("control-dies")
        },
        Scenario {
            interference: vec![
                (Target::Platform("facebook"), Action::Refused),
                (Target::Platform("reddit"), Action::Dropped),
            ],
            during: During::Hidden {
                after_requests: 40,
                lasting: Duration::from_secs(4),
            },
            expected: vec![fails_fast("facebook"), times_out("reddit")],
            caveats: &[Caveat::Hidden],
            headline: Some(Headline::Unreachable),
            ..plain("hidden")
        },
        Scenario {
            interference: vec![
                (Target::Controls, Action::Refused),
                (Target::Platform("facebook"), Action::Refused),
                (Target::Platform("reddit"), Action::Dropped),
            ],
            expected: vec![inconclusive("facebook"), inconclusive("reddit")],
            caveats: &[Caveat::ControlsFailed],
            headline: Some(Headline::Inconclusive),
            ..plain("controls-blocked")
        },
        Scenario {
            line: Line::ForeignCut,
            others: Others::Inconclusive,
            caveats: &[Caveat::InternationalCut],
            headline: Some(Headline::InternationalCut),
            ..plain("foreign-cut")
        },
        Scenario {
            line: Line::Captive,
            others: Others::Inconclusive,
            // A page cannot tell a sign-in page from a line on which nobody answers.
            caveats: &[Caveat::ControlsFailed, Caveat::Intercepted, Caveat::Offline],
            ..plain("captive")
        },
        Scenario {
            line: Line::Dark,
            others: Others::Inconclusive,
            caveats: &[Caveat::Offline],
            headline: Some(Headline::Offline),
            ..plain("dark")
        },
        Scenario {
            line: Line::LinkDown,
            others: Others::Inconclusive,
            caveats: &[Caveat::Offline],
            headline: Some(Headline::Offline),
            ..plain("offline")
        },
    ]
}

/// A scenario in which nothing happens and everything gets through.
fn plain(name: &'static str) -> Scenario {
    Scenario {
        name,
        page: PAGE,
        interference: Vec::new(),
        line: Line::Whole,
        during: During::Nothing,
        expected: Vec::new(),
        others: Others::Reachable,
        caveats: &[],
        forbidden: &[],
        stopped: Vec::new(),
        headline: None,
    }
}

fn expected(platform: &'static str, verdicts: &'static [PlatformVerdict]) -> Expected {
    Expected {
        platform,
        verdicts,
        but: None,
        how: any,
        endpoint: None,
        why: "",
    }
}

fn any(_: Engine) -> &'static [How] {
    &[How::FastFail, How::Timeout]
}

fn reachable(platform: &'static str) -> Expected {
    expected(platform, &[PlatformVerdict::Reachable])
}

fn slow(platform: &'static str) -> Expected {
    expected(platform, &[PlatformVerdict::Slow])
}

fn inconclusive(platform: &'static str) -> Expected {
    expected(platform, &[PlatformVerdict::Inconclusive])
}

/// A rule of the browser's own, which says so.
fn refused_by_page(platform: &'static str) -> Expected {
    expected(platform, &[PlatformVerdict::BrowserBlocked])
}

/// A content blocker, which is known by its speed alone.
fn browser_blocked(platform: &'static str) -> Expected {
    Expected {
        but: Some((
            Engine::Webkit,
            &[
                PlatformVerdict::BrowserBlocked,
                PlatformVerdict::Inconclusive,
            ],
        )),
        why: "WebKit has no refusal to compare with that surely stays on the device \
              (docs/design/DEVICE.md): on a busy one nobody is accused",
        ..expected(platform, &[PlatformVerdict::BrowserBlocked])
    }
}

/// Something on the device stops requests, and something else the network.
pub(super) fn stopped(name: &'static str, filters: Vec<Filter>) -> Scenario {
    Scenario {
        stopped: filters,
        interference: vec![
            (Target::Platform("pinterest"), Action::Refused),
            (Target::Platform("bluesky"), Action::SniDropped),
        ],
        expected: vec![fails_fast("pinterest"), times_out("bluesky")],
        caveats: &[Caveat::BrowserBlocks],
        headline: Some(Headline::Unreachable),
        ..plain(name)
    }
}

fn fails_fast(platform: &'static str) -> Expected {
    Expected {
        how: |_| &[How::FastFail],
        ..expected(platform, &[PlatformVerdict::Unreachable])
    }
}

fn times_out(platform: &'static str) -> Expected {
    Expected {
        how: |_| &[How::Timeout],
        ..expected(platform, &[PlatformVerdict::Unreachable])
    }
}
