//! Which caveats a run has, from what happened in it.

use super::{Caveat, CaveatKind, EndpointVerdict, PlatformVerdict};
use crate::result::PlatformResult;
use crate::run::Environment;
use crate::thresholds::LOCAL;

/// What happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Some control, or the page's own server, answered at least once.
    pub any_control: bool,
    /// Some platform answered at least once.
    pub any_platform: bool,
    /// Enough controls answered, to the end.
    pub line_in_order: bool,
    /// The page's own rules keep the controls' answers from it, so that they say nothing of the
    /// line.
    pub line_unseen: bool,
    /// Ids of the controls inside the country that answered.
    pub domestic: Vec<String>,
    /// Ids of the controls that did not answer, or stopped answering.
    pub failed_controls: Vec<String>,
    pub intercepted: bool,
    pub was_hidden: bool,
    pub clock_jumped: bool,
    pub late_timers: u32,
    /// Endpoints that the page's own policy refused.
    pub refused_by_page: u32,
    pub objects_not_judged: bool,
    pub stopped: bool,
    pub out_of_time: bool,
    /// The fastest first answer of a control, milliseconds.
    pub fastest_control: Option<f64>,
}

/// The caveats, in the order of [`CaveatKind`].
pub(crate) fn of(facts: &Facts, env: &Environment, platforms: &[PlatformResult]) -> Vec<Caveat> {
    let mut all = Vec::new();
    let mut add =
        |kind, count: Option<u32>, ids: Vec<String>| all.push(Caveat { kind, count, ids });
    let ids_where = |test: &dyn Fn(&PlatformResult) -> bool| -> Vec<String> {
        platforms
            .iter()
            .filter(|p| test(p))
            .map(|p| p.id.clone())
            .collect()
    };
    let unknown = || {
        Some(
            platforms
                .iter()
                .filter(|p| p.verdict == PlatformVerdict::Inconclusive)
                .count() as u32,
        )
    };

    // Stopped before any control could answer says nothing of the line.
    let too_early = facts.stopped && facts.fastest_control.is_none();
    if !(facts.line_in_order || too_early || facts.line_unseen) {
        if !facts.any_control && !facts.any_platform && facts.domestic.is_empty() {
            add(CaveatKind::Offline, None, Vec::new());
        } else if facts.domestic.is_empty() {
            add(
                CaveatKind::ControlsFailed,
                None,
                facts.failed_controls.clone(),
            );
        } else {
            add(CaveatKind::InternationalCut, None, facts.domestic.clone());
        }
    }
    if facts.intercepted {
        add(CaveatKind::Intercepted, None, Vec::new());
    }
    let line_is_judged = facts.line_in_order && !facts.stopped;
    if line_is_judged && !facts.failed_controls.is_empty() {
        add(
            CaveatKind::SomeControlsFailed,
            None,
            facts.failed_controls.clone(),
        );
    }
    if facts.was_hidden {
        add(CaveatKind::Hidden, None, Vec::new());
    }
    if facts.clock_jumped {
        add(CaveatKind::ClockJump, None, Vec::new());
    }
    if facts.late_timers > 0 {
        add(CaveatKind::LateTimer, Some(facts.late_timers), Vec::new());
    }
    if env.require_corp {
        add(CaveatKind::RequireCorp, None, Vec::new());
    }
    if facts.refused_by_page > 0 {
        add(CaveatKind::PageCsp, Some(facts.refused_by_page), Vec::new());
    }
    if env.service_worker {
        add(CaveatKind::ServiceWorker, None, Vec::new());
    }
    let blocked = |p: &PlatformResult| {
        p.endpoints
            .iter()
            .filter(|e| e.verdict == EndpointVerdict::BrowserBlocked)
            .count() as u32
    };
    let endpoints: u32 = platforms.iter().map(blocked).sum();
    if endpoints > facts.refused_by_page {
        add(
            CaveatKind::BrowserBlocks,
            Some(endpoints),
            ids_where(&|p| blocked(p) > 0),
        );
    }
    let unstable = ids_where(&|p| p.unstable);
    if !unstable.is_empty() {
        add(CaveatKind::Unstable, None, unstable);
    }
    if facts.objects_not_judged {
        add(CaveatKind::ThroughputNotJudged, None, Vec::new());
    }
    if env.clock_step_ms > LOCAL {
        add(
            CaveatKind::CoarseClock,
            Some(env.clock_step_ms.round() as u32),
            Vec::new(),
        );
    }
    if facts.stopped {
        add(CaveatKind::Stopped, unknown(), Vec::new());
    }
    if facts.out_of_time {
        add(CaveatKind::OutOfTime, unknown(), Vec::new());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Engine;

    fn kinds(facts: &Facts) -> Vec<CaveatKind> {
        let env = Environment {
            engine: Engine::Firefox,
            clock_step_ms: 1.0,
            require_corp: true,
            service_worker: false,
            image_is_quiet: false,
            country: None,
        };
        let all = of(facts, &env, &[]);
        all.into_iter().map(|caveat| caveat.kind).collect()
    }

    #[test]
    fn a_line_that_the_page_cannot_see_is_not_blamed() {
        let mut facts = Facts {
            line_unseen: true,
            fastest_control: Some(40.0),
            ..Facts::default()
        };
        for any_control in [false, true] {
            facts.any_control = any_control;
            assert_eq!(kinds(&facts), [CaveatKind::RequireCorp]);
        }
        facts.line_unseen = false;
        let blamed = [CaveatKind::ControlsFailed, CaveatKind::RequireCorp];
        assert_eq!(kinds(&facts), blamed);
    }
}
