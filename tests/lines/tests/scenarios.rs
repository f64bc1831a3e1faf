//! Whole runs on lines with a story, each told by its name.

use getthrough::catalogue::Catalogue;
use getthrough::result::{RunResult, TryOutcome};
use getthrough::run::Signal;
use getthrough::verdict::{CaveatKind, HeadlineKind, How, PlatformVerdict};
use getthrough_lines::browser::{Browser, KINDS, Kind};
use getthrough_lines::catalogue::{OWN_URL, catalogue, standard};
use getthrough_lines::drive::drive;
use getthrough_lines::host::Interference;
use getthrough_lines::line::{Line, Outage, OutageKind};
use getthrough_lines::world::{Stir, World};

/// A standard run in each kind of browser on this line, with what is done to the world first.
fn runs(line: &Line, prepare: impl Fn(&mut World)) -> Vec<RunResult> {
    KINDS
        .iter()
        .map(|kind| run(*kind, line, &prepare))
        .collect()
}

fn run(kind: Kind, line: &Line, prepare: impl Fn(&mut World)) -> RunResult {
    let catalogue = catalogue();
    let mut world = World::new(
        &catalogue,
        OWN_URL,
        line.clone(),
        Browser::new(kind, 0.0, 7),
        7,
    );
    prepare(&mut world);
    drive(
        &catalogue,
        standard(&catalogue),
        Some(OWN_URL),
        7,
        &mut world,
    )
}

/// A line of 60 ms that is out between these times, milliseconds.
fn line_that_is_out(from: f64, until: f64, kind: OutageKind) -> Line {
    Line {
        outages: vec![Outage { from, until, kind }],
        ..Line::quiet(60.0)
    }
}

/// Does this to every host of a platform.
fn interfere_with(world: &mut World, platform: &str, what: Interference) {
    let catalogue = catalogue();
    let found = catalogue
        .platforms
        .iter()
        .find(|p| p.id == platform)
        .expect("a platform of the catalogue");
    for endpoint in &found.endpoints {
        world.interfere(&endpoint.url, what);
    }
    if let Some(object) = &found.object {
        world.interfere(&object.url, what);
    }
}

fn verdict_of(result: &RunResult, platform: &str) -> (PlatformVerdict, Option<How>) {
    let found = result
        .platforms
        .iter()
        .find(|p| p.id == platform)
        .expect("a platform of the run");
    (found.verdict, found.how)
}

fn count(result: &RunResult, verdict: PlatformVerdict) -> usize {
    result
        .platforms
        .iter()
        .filter(|p| p.verdict == verdict)
        .count()
}

fn has(result: &RunResult, kind: CaveatKind) -> bool {
    result.caveats.iter().any(|c| c.kind == kind)
}

#[test]
fn on_a_quiet_line_everything_gets_through() {
    for result in runs(&Line::quiet(60.0), |_| ()) {
        assert_eq!(count(&result, PlatformVerdict::Unreachable), 0);
        assert_eq!(count(&result, PlatformVerdict::Inconclusive), 0);
        assert!(
            result.complete && result.duration_ms < 45_000.0,
            "{} ms",
            result.duration_ms
        );
    }
}

#[test]
fn a_line_that_drops_out_for_three_seconds_calls_nothing_unreachable() {
    for kind in [OutageKind::Lost, OutageKind::Down] {
        for from in [200.0, 2_500.0, 6_000.0, 12_000.0] {
            for result in runs(&line_that_is_out(from, from + 3_000.0, kind), |_| ()) {
                assert_eq!(
                    count(&result, PlatformVerdict::Unreachable),
                    0,
                    "{kind:?} at {from}"
                );
            }
        }
    }
}

#[test]
fn a_line_that_goes_down_for_good_calls_nothing_unreachable() {
    for kind in [OutageKind::Lost, OutageKind::Down] {
        for result in runs(&line_that_is_out(2_000.0, f64::MAX, kind), |_| ()) {
            assert_eq!(count(&result, PlatformVerdict::Unreachable), 0, "{kind:?}");
            assert_eq!(
                count(&result, PlatformVerdict::BrowserBlocked),
                0,
                "{kind:?}"
            );
        }
    }
}

#[test]
fn without_any_network_the_run_says_so_and_nothing_else() {
    for result in runs(&line_that_is_out(0.0, f64::MAX, OutageKind::Down), |_| ()) {
        assert_eq!(
            count(&result, PlatformVerdict::Inconclusive),
            result.platforms.len()
        );
        assert_eq!(result.headline.kind, HeadlineKind::Offline);
    }
}

#[test]
fn a_platform_behind_a_black_hole_times_out() {
    for result in runs(&Line::quiet(60.0), |w| {
        interfere_with(w, "p2", Interference::ConnectDropped)
    }) {
        let expected = (PlatformVerdict::Unreachable, Some(How::Timeout));
        assert_eq!(verdict_of(&result, "p2"), expected);
        assert_eq!(count(&result, PlatformVerdict::Unreachable), 1);
    }
}

#[test]
fn a_platform_that_is_reset_fails_fast() {
    for result in runs(&Line::quiet(60.0), |w| {
        interfere_with(w, "p2", Interference::Reset)
    }) {
        let expected = (PlatformVerdict::Unreachable, Some(How::FastFail));
        assert_eq!(verdict_of(&result, "p2"), expected);
        assert_eq!(count(&result, PlatformVerdict::Unreachable), 1);
    }
}

#[test]
fn what_an_extension_refuses_is_not_held_against_the_line() {
    for result in runs(&Line::quiet(60.0), |w| {
        interfere_with(w, "p2", Interference::Extension)
    }) {
        assert_eq!(verdict_of(&result, "p2").0, PlatformVerdict::BrowserBlocked);
        assert!(has(&result, CaveatKind::BrowserBlocks));
    }
}

/// Other programs want the processor: a refusal on the device then takes as long as one of a near
/// network, and must not be taken for it.
#[test]
fn on_a_busy_device_nothing_that_an_extension_refuses_is_called_unreachable() {
    let catalogue = catalogue();
    let (mut blocked, mut refused, mut all) = (0, 0, 0);
    for seed in 0..60 {
        for kind in KINDS {
            let mut browser = Browser::new(kind, 0.0, seed);
            browser.load_ms = 18.0;
            let line = Line::quiet(60.0);
            let mut world = World::new(&catalogue, OWN_URL, line, browser, seed);
            interfere_with(&mut world, "p2", Interference::Extension);
            interfere_with(&mut world, "p3", Interference::Refused);
            let wanted = standard(&catalogue);
            let result = drive(&catalogue, wanted, Some(OWN_URL), seed as u32, &mut world);
            let (device, network) = (verdict_of(&result, "p2").0, verdict_of(&result, "p3").0);
            assert_ne!(
                device,
                PlatformVerdict::Unreachable,
                "{kind:?}, seed {seed}"
            );
            assert_ne!(
                network,
                PlatformVerdict::BrowserBlocked,
                "{kind:?}, seed {seed}"
            );
            blocked += usize::from(device == PlatformVerdict::BrowserBlocked);
            refused += usize::from(network == PlatformVerdict::Unreachable);
            all += 1;
        }
    }
    println!("of {all} runs, {blocked} name the extension, and {refused} what the network refuses");
    assert!(blocked * 100 >= all * 95 && refused * 100 >= all * 90);
}

#[test]
fn a_captive_portal_makes_nothing_unreachable() {
    for result in runs(&Line::quiet(60.0), |w| {
        w.interfere_everywhere(Interference::Portal)
    }) {
        assert_eq!(
            count(&result, PlatformVerdict::Inconclusive),
            result.platforms.len()
        );
        assert!(has(&result, CaveatKind::ControlsFailed) || has(&result, CaveatKind::Offline));
    }
}

#[test]
fn a_control_that_dies_midway_changes_no_verdict() {
    let dies = |world: &mut World| {
        let host = "c1.example".to_owned();
        world.at(
            4_000.0,
            Stir::Interfere(host, Some(Interference::ConnectDropped)),
        );
        interfere_with(world, "p2", Interference::Reset);
    };
    for result in runs(&Line::quiet(60.0), dies) {
        assert_eq!(verdict_of(&result, "p2").0, PlatformVerdict::Unreachable);
        assert_eq!(count(&result, PlatformVerdict::Unreachable), 1);
    }
}

#[test]
fn a_page_hidden_midway_repeats_what_it_could_not_watch() {
    let hide = |world: &mut World| {
        world.at(3_000.0, Stir::Signal(Signal::Hidden));
        world.at(60_000.0, Stir::Signal(Signal::Visible));
        interfere_with(world, "p2", Interference::NameDropped);
    };
    for result in runs(&Line::quiet(60.0), hide) {
        assert!(has(&result, CaveatKind::Hidden));
        assert_eq!(verdict_of(&result, "p2").0, PlatformVerdict::Unreachable);
        assert_eq!(count(&result, PlatformVerdict::Unreachable), 1);
        assert_eq!(count(&result, PlatformVerdict::Inconclusive), 0);
        assert!(
            result.duration_ms < 60_000.0,
            "the hidden time does not count"
        );
    }
}

#[test]
fn a_device_that_sleeps_midway_calls_nothing_unreachable() {
    for at in [500.0, 3_000.0, 9_000.0] {
        for result in runs(&Line::quiet(60.0), |world| world.at(at, Stir::Slept)) {
            assert!(has(&result, CaveatKind::ClockJump));
            assert_eq!(
                count(&result, PlatformVerdict::Unreachable),
                0,
                "asleep at {at}"
            );
        }
    }
}

#[test]
fn a_clock_that_is_set_midway_changes_no_verdict() {
    let set = |world: &mut World| world.at(3_000.0, Stir::Signal(Signal::ClockJump));
    for result in runs(&Line::quiet(60.0), set) {
        assert_eq!(count(&result, PlatformVerdict::Unreachable), 0);
        assert_eq!(count(&result, PlatformVerdict::Inconclusive), 0);
    }
}

#[test]
fn a_network_that_goes_down_is_not_hammered() {
    for result in runs(
        &line_that_is_out(4_000.0, 7_000.0, OutageKind::Down),
        |_| (),
    ) {
        let tries = result.controls.iter().flat_map(|c| &c.tries);
        let refused = tries.filter(|t| t.outcome == TryOutcome::Failed && t.at_ms > 3_900.0);
        assert!(refused.count() < 150, "a request every 20 ms and more");
    }
}

#[test]
fn the_same_seed_gives_the_same_result() {
    let line = Line {
        loss: 0.02,
        ..line_that_is_out(5_000.0, 6_000.0, OutageKind::Lost)
    };
    assert_eq!(
        run(Kind::Firefox, &line, |_| ()),
        run(Kind::Firefox, &line, |_| ())
    );
}

#[test]
fn that_an_address_refuses_says_nothing_where_nobody_saw_it_answer() {
    let mut unproven = catalogue();
    for platform in &mut unproven.platforms {
        for endpoint in &mut platform.endpoints {
            endpoint.unproven = true;
        }
    }
    let told = |catalogue: &Catalogue, kind, what| {
        let browser = Browser::new(kind, 0.0, 7);
        let mut world = World::new(catalogue, OWN_URL, Line::quiet(60.0), browser, 7);
        interfere_with(&mut world, "p2", what);
        let result = drive(catalogue, standard(catalogue), Some(OWN_URL), 7, &mut world);
        assert!(count(&result, PlatformVerdict::Reachable) > 50);
        verdict_of(&result, "p2")
    };
    for kind in KINDS {
        assert_eq!(
            told(&catalogue(), kind, Interference::Reset),
            (PlatformVerdict::Unreachable, Some(How::FastFail))
        );
        assert_eq!(
            told(&unproven, kind, Interference::Reset),
            (PlatformVerdict::Inconclusive, None)
        );
        assert_eq!(
            told(&unproven, kind, Interference::NameDropped),
            (PlatformVerdict::Unreachable, Some(How::Timeout))
        );
    }
}
