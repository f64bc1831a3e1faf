//! What a run knows, as verdicts, and all of it as the result. What the visitor is told meanwhile is
//! in `updates`.

use super::attempt::{Target, tenth};
use super::steps::form_of;
use super::{Attempt, Form, Purpose, Run};
use crate::catalogue::{Role, host_of};
use crate::result::{
    ControlResult, EndpointResult, Line, PlatformResult, RunResult, SCHEMA, Try, TryOutcome, Void,
};
use crate::verdict::platform::{Part, roll_up};
use crate::verdict::stats::{least, median, most};
use crate::verdict::throughput::{self, Transfer};
use crate::verdict::{EndpointVerdict, How, PlatformVerdict, caveats, headline, reach};

/// The id under which a platform's larger object stands among its endpoints.
pub(crate) const OBJECT_ID: &str = "object";

impl Run {
    /// Whether an attempt's failure counts; where it is not known yet, it does not.
    pub(super) fn failure_counts(&self, attempt: &Attempt) -> bool {
        let operator = self.plan.hosts[attempt.host].operator.as_deref();
        attempt.void().is_none()
            && !self.intercepted
            && self.line.counts(attempt.start, attempt.end(), operator) == Some(true)
    }

    fn judge_host(&self, host: usize) -> (EndpointVerdict, Option<How>) {
        let tries: Vec<(&Attempt, bool)> = self
            .tries_of_host(host)
            .map(|a| (a, a.failed() && self.failure_counts(a)))
            .collect();
        let judged = reach::judge(&tries, &self.env, &self.device, self.timeouts_needed());
        if judged.1 == Some(How::FastFail) && self.plan.is_unproven(host) {
            return (EndpointVerdict::Inconclusive, None);
        }
        judged
    }

    pub(super) fn judge_spot(&self, spot: usize) -> (EndpointVerdict, Option<How>) {
        let host = self.plan.spots[spot].host;
        let whole = self.judge_host(host);
        if whole.0 != EndpointVerdict::Reachable {
            return whole;
        }
        // The host answers. What this endpoint alone does not get is not the network's doing: on
        // the wire its requests look like the others.
        // An answer over HTTP does not speak for a WebSocket.
        let socket = form_of(self.plan.endpoint(spot).probe) == Form::Websocket;
        let own: Vec<(&Attempt, bool)> = self
            .tries_of_spot(spot)
            .filter(|a| !socket || a.form == Form::Websocket)
            .map(|a| (a, true))
            .collect();
        let verdict = match reach::judge(&own, &self.env, &self.device, self.timeouts_needed()).0 {
            EndpointVerdict::Reachable if self.is_slow(spot) => EndpointVerdict::Slow,
            EndpointVerdict::Unreachable => EndpointVerdict::Inconclusive,
            other => other,
        };
        (verdict, None)
    }

    fn judge_object(&self, platform: usize) -> Option<EndpointVerdict> {
        let target = Target::Object(platform);
        let asked = self.attempts.iter().any(|a| a.target == target);
        asked.then(|| {
            let control = self.control_kbps_for(platform);
            throughput::judge(&self.transfers(platform), control)
        })
    }

    pub(super) fn judge_platform(&self, platform: usize) -> (PlatformVerdict, Option<How>) {
        let mut parts: Vec<Part> = Vec::new();
        for (i, spot) in self.plan.spots.iter().enumerate() {
            if spot.platform == platform {
                let (verdict, how) = self.judge_spot(i);
                parts.push(Part {
                    role: self.plan.endpoint(i).role,
                    verdict,
                    how,
                });
            }
        }
        if let Some(verdict) = self.judge_object(platform) {
            parts.push(Part {
                role: Role::Media,
                verdict,
                how: None,
            });
        }
        roll_up(&parts)
    }

    fn shown_try(&self, attempt: &Attempt) -> Try {
        let void = attempt.void().or_else(|| {
            let judged = matches!(attempt.target, Target::Spot(_));
            let counts = !judged || !attempt.failed() || self.failure_counts(attempt);
            (!counts).then_some(Void::Controls)
        });
        attempt.shown(self.started, void)
    }

    fn tries(&self, target: Target) -> Vec<Try> {
        let of = self.attempts.iter().filter(|a| a.target == target);
        of.map(|a| self.shown_try(a)).collect()
    }

    fn platform_result(&self, platform: usize) -> PlatformResult {
        let found = &self.plan.platforms[platform];
        let mut endpoints = Vec::new();
        for (i, spot) in self
            .plan
            .spots
            .iter()
            .enumerate()
            .filter(|(_, s)| s.platform == platform)
        {
            let endpoint = self.plan.endpoint(i);
            let (verdict, how) = self.judge_spot(i);
            endpoints.push(EndpointResult {
                id: endpoint.id.clone(),
                role: endpoint.role,
                host: self.plan.hosts[spot.host].name.clone(),
                verdict,
                how,
                tries: self.tries(Target::Spot(i)),
            });
        }
        let transfers = self.transfers(platform);
        if let (Some(object), Some(verdict)) = (&found.object, self.judge_object(platform)) {
            endpoints.push(EndpointResult {
                id: OBJECT_ID.to_owned(),
                role: Role::Media,
                host: host_of(&object.url).unwrap_or_default().to_owned(),
                verdict,
                how: None,
                tries: self.tries(Target::Object(platform)),
            });
        }
        let (verdict, how) = self.judge_platform(platform);
        let finished: Vec<f64> = transfers
            .iter()
            .filter_map(|t| match t {
                Transfer::Finished(rate) => Some(*rate),
                Transfer::Unfinished(_) => None,
            })
            .collect();
        let spot = self.sampled_spot(platform);
        let warm = spot
            .map(|s| self.times(Target::Spot(s), Purpose::Warm))
            .unwrap_or_default();
        let kbps = most(&finished);
        let slow_object = endpoints
            .iter()
            .any(|e| e.id == OBJECT_ID && e.verdict == EndpointVerdict::Slow);
        let ratio = match (kbps, self.control_kbps()) {
            (Some(own), Some(control)) if slow_object => Some(control / own.max(1.0)),
            _ => self.latency_ratio(platform),
        };
        PlatformResult {
            id: found.id.clone(),
            verdict,
            how,
            unstable: self.is_unstable(platform),
            warm_ms: median(&warm).map(tenth),
            ratio: ratio.map(tenth),
            kbps: kbps.map(f64::round),
            endpoints,
        }
    }

    /// It answered, and failed beside that while the line was in order.
    fn is_unstable(&self, platform: usize) -> bool {
        self.plan.spots.iter().enumerate().any(|(i, s)| {
            let tries = || self.tries_of_spot(i);
            s.platform == platform
                && tries().any(Attempt::answered)
                && tries().any(|a| {
                    let network =
                        matches!(a.outcome, Some(TryOutcome::Failed | TryOutcome::TimedOut));
                    network && !a.is_local(&self.env) && self.failure_counts(a)
                })
        })
    }

    fn control_results(&self) -> Vec<ControlResult> {
        let controls = self
            .plan
            .controls
            .iter()
            .chain(&self.plan.domestic)
            .enumerate();
        let mut all: Vec<ControlResult> = controls
            .map(|(i, c)| ControlResult {
                id: c.id.clone(),
                operator: c.operator.clone(),
                tries: self
                    .tries(Target::Control(i))
                    .into_iter()
                    .chain(self.tries(Target::ControlObject(i)))
                    .collect(),
            })
            .filter(|c| !c.tries.is_empty())
            .collect();
        for (id, target) in [("own", Target::Own), ("canary", Target::Canary)] {
            let tries = self.tries(target);
            if !tries.is_empty() {
                all.push(ControlResult {
                    id: id.to_owned(),
                    operator: String::new(),
                    tries,
                });
            }
        }
        all
    }

    fn line_result(&self) -> Line {
        let times = self.control_times(false);
        Line {
            cold_ms: median(&times.cold).map(tenth),
            warm_ms: median(&times.warm).map(tenth),
            kbps: self.control_kbps().map(f64::round),
            device_ms: median(&self.device.times()).map(tenth),
        }
    }

    /// Whether the page's own rules keep the answers of most controls from it.
    fn is_line_unseen(&self) -> bool {
        let controls = 0..self.plan.controls.len();
        let is_refused = |&control: &usize| {
            let of_control = |a: &&Attempt| a.target == Target::Control(control);
            let mut tries = self.attempts.iter().filter(of_control);
            tries.any(|a| a.outcome == Some(TryOutcome::RefusedByPage))
        };
        self.env.require_corp || 2 * controls.filter(is_refused).count() > self.plan.controls.len()
    }

    /// What the caveats are made of.
    pub(super) fn facts(&self, platforms: &[PlatformResult]) -> caveats::Facts {
        let controls = self.plan.controls.iter().enumerate();
        let failed = controls
            .filter(|(i, _)| !self.line.speaks(*i))
            .map(|(_, c)| c.id.clone());
        let any_control = self
            .attempts
            .iter()
            .any(|a| a.answered() && matches!(a.target, Target::Control(_) | Target::Own));
        let refused = platforms.iter().flat_map(|p| &p.endpoints).filter(|e| {
            e.tries
                .iter()
                .any(|t| t.outcome == TryOutcome::RefusedByPage)
        });
        caveats::Facts {
            any_control,
            any_platform: self
                .attempts
                .iter()
                .any(|a| a.answered() && matches!(a.target, Target::Spot(_))),
            line_in_order: self.line.has_panel() && (self.stopped || self.line.is_good_now()),
            line_unseen: self.is_line_unseen(),
            domestic: self
                .domestic_ok
                .iter()
                .map(|&i| self.plan.domestic[i].id.clone())
                .collect(),
            failed_controls: failed.collect(),
            intercepted: self.intercepted,
            was_hidden: self.was_hidden,
            clock_jumped: self.clock_jumped,
            late_timers: self.late_timers,
            refused_by_page: refused.count() as u32,
            objects_not_judged: self.objects_not_judged(),
            stopped: self.stopped,
            out_of_time: self.out_of_time,
            fastest_control: least(&self.cold_times()),
        }
    }
}

/// Everything that is known.
pub(super) fn result(run: &Run) -> RunResult {
    let platforms: Vec<PlatformResult> = (0..run.plan.platforms.len())
        .map(|p| run.platform_result(p))
        .collect();
    let caveats = caveats::of(&run.facts(&platforms), &run.env, &platforms);
    let words: Vec<(&str, PlatformVerdict)> = platforms
        .iter()
        .map(|p| (p.id.as_str(), p.verdict))
        .collect();
    let end = run.ended.unwrap_or(run.started);
    RunResult {
        schema: SCHEMA,
        catalogue: run.plan.version,
        seed: run.options.seed,
        started_ms: run.options.started_ms,
        duration_ms: tenth(run.elapsed(end)),
        first_headline_ms: run.first_headline.map(tenth),
        complete: run.ended.is_some() && !run.stopped && !run.out_of_time,
        environment: run.env.clone(),
        headline: headline::of(&words, &caveats),
        caveats,
        line: run.line_result(),
        controls: run.control_results(),
        platforms,
    }
}
