//! Larger objects: whether a platform's pictures come as fast as the controls' files.

use super::attempt::Target;
use super::{Attempt, Form, Millis, Purpose, Run};
use crate::catalogue::{ProbeKind, host_of};
use crate::result::TryOutcome;
use crate::thresholds::{
    LINE_KBPS, OBJECT_DEADLINE, OBJECT_FAILURES, OBJECT_PATIENCE, OBJECT_PATIENCE_MIN,
    OBJECT_TRIES, SECOND_WAIT, SLOW_KBPS,
};
use crate::verdict::stats::{least, median, most};
use crate::verdict::throughput::{Transfer, kbps, way_ms};

/// How far the larger objects are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    /// The control's object was asked for.
    begun: bool,
    /// The control's object came, and the line is fast enough: platforms are asked.
    judging: bool,
    /// Time of the control's object.
    control_ms: Option<Millis>,
}

impl Progress {
    /// How long an object keeps its turn.
    pub fn patience(&self) -> Millis {
        self.control_ms.map_or(OBJECT_DEADLINE, |ms| {
            (ms * OBJECT_PATIENCE).max(OBJECT_PATIENCE_MIN)
        })
    }
}

impl Run {
    /// Begins with a control's object. False where there is nothing to judge.
    pub(super) fn begin_objects(&mut self, now: Millis) {
        if std::mem::replace(&mut self.objects.begun, true) {
            return;
        }
        if self.plan.platforms.iter().any(|p| p.object.is_some()) {
            self.ask_next_control_object(now);
        }
    }

    /// Asks the nearest control that has an object, speaks for the line and was not asked: over a
    /// long way a short transfer says more of the way than of the line.
    fn ask_next_control_object(&mut self, now: Millis) {
        let asked = |c: usize| {
            let target = Target::ControlObject(c);
            self.attempts.iter().any(|a| a.target == target)
        };
        let mut nearest: Option<(usize, f64)> = None;
        for (c, control) in self.plan.controls.iter().enumerate() {
            if control.object.is_some() && self.line.speaks(c) && !asked(c) {
                let times = self.times(Target::Control(c), Purpose::Warm);
                let distance = median(&times).unwrap_or(f64::MAX);
                if nearest.is_none_or(|(_, least)| distance < least) {
                    nearest = Some((c, distance));
                }
            }
        }
        if let Some((control, _)) = nearest {
            self.ask_control_object(control, now);
        }
    }

    fn ask_control_object(&mut self, control: usize, now: Millis) {
        if let Some(object) = &self.plan.controls[control].object {
            let (target, url) = (Target::ControlObject(control), object.url.clone());
            self.push(target, Purpose::Object, url, Form::Download, now);
        }
    }

    pub(super) fn follow_control_object(&mut self, control: usize, now: Millis) {
        if self.objects.judging {
            return;
        }
        let target = Target::ControlObject(control);
        let last = self.attempts.iter().rfind(|a| a.target == target);
        let time = last.filter(|a| a.answered()).map(Attempt::time);
        let tries = self.attempts.iter().filter(|a| a.target == target);
        if time.is_none() && (tries.count() as f64) < OBJECT_FAILURES {
            self.ask_control_object(control, now + SECOND_WAIT);
            return;
        }
        if self.control_kbps().is_some_and(|rate| rate >= LINE_KBPS) {
            self.objects.judging = true;
            self.objects.control_ms = time;
            for platform in 0..self.plan.platforms.len() {
                self.follow_object(platform, now);
            }
        } else {
            self.ask_next_control_object(now);
        }
    }

    /// The next request for a platform's object, by what came of those before.
    pub(super) fn follow_object(&mut self, platform: usize, now: Millis) {
        let Some(object) = self.plan.platforms[platform].object.clone() else {
            return;
        };
        if !self.objects.judging {
            return;
        }
        let target = Target::Object(platform);
        let tries: Vec<&Attempt> = self
            .attempts
            .iter()
            .filter(|a| a.target == target && !a.is_open())
            .collect();
        let counted: Vec<&&Attempt> = tries.iter().filter(|a| !self.is_void(a)).collect();
        let (last, mut files, mut failures) = (tries.last().copied(), 0, 0.0);
        for attempt in &counted {
            let is_file = attempt.purpose == Purpose::Object;
            if is_file && (attempt.answered() || attempt.timed_out()) {
                files += 1;
            } else if attempt.failed() && !attempt.timed_out() {
                failures += 1.0;
            }
        }
        // Worth a second look whatever the way explains: the second answer tells how long it is.
        let gross = self.gross_kbps(platform, &counted);
        let is_slow = gross.is_none_or(|rate| rate < SLOW_KBPS);
        if tries.len() as f64 >= OBJECT_TRIES {
            return;
        }
        match last {
            // A host that has not answered is not asked for its object: it would wait for nothing.
            None if self.is_unanswered(&object.url) => {}
            None => self.ask_object_head(platform, now),
            Some(last)
                if self.is_void(last)
                    || (last.failed() && !last.timed_out() && failures < OBJECT_FAILURES) =>
            {
                self.ask_object_head(platform, now + SECOND_WAIT);
            }
            Some(last) if last.purpose == Purpose::ObjectHead && last.answered() => {
                self.push(target, Purpose::Object, object.url, Form::Image, now);
            }
            Some(last) if last.purpose == Purpose::Object && files == 1 && is_slow => {
                if let Some((control, _)) = self.best_control() {
                    self.ask_control_object(control, now);
                }
                self.ask_object_head(platform, now);
            }
            Some(_) => {}
        }
    }

    fn is_unanswered(&self, url: &str) -> bool {
        let name = host_of(url).unwrap_or_default();
        let host = self.plan.hosts.iter().find(|h| h.name == name);
        host.is_some_and(|h| h.met && !h.answered)
    }

    /// A host has answered after all: the objects on it are asked for.
    pub(super) fn follow_late_answer(&mut self, host: usize, now: Millis) {
        for platform in 0..self.plan.platforms.len() {
            let object = self.plan.platforms[platform].object.as_ref();
            let name = object.and_then(|o| host_of(&o.url));
            if name == Some(self.plan.hosts[host].name.as_str()) {
                self.follow_object(platform, now);
            }
        }
    }

    /// Asks whether the object's host answers, by something small: the object itself, broken off
    /// after its headers, would have filled the buffers on the way.
    fn ask_object_head(&mut self, platform: usize, due: Millis) {
        let Some(object) = &self.plan.platforms[platform].object else {
            return;
        };
        let host = host_of(&object.url).unwrap_or_default();
        let own = self.plan.platforms[platform].endpoints.iter();
        let small = own
            .filter(|e| e.probe != ProbeKind::Websocket && e.url != object.url)
            .find(|e| host_of(&e.url) == Some(host));
        let url = match small {
            Some(endpoint) => endpoint.url.clone(),
            None => ["https://", host, "/favicon.ico"].concat(),
        };
        let target = Target::Object(platform);
        self.push(target, Purpose::ObjectHead, url, Form::Fetch, due);
    }

    /// The rate of a platform's last finished object, the way included.
    fn gross_kbps(&self, platform: usize, tries: &[&&Attempt]) -> Option<f64> {
        let object = self.plan.platforms[platform].object.as_ref()?;
        let file = tries.iter().rfind(|a| a.purpose == Purpose::Object)?;
        let bytes = file.bytes.filter(|&b| b > 0).unwrap_or(object.bytes);
        file.answered().then(|| kbps(bytes, file.time(), 0.0))
    }

    /// What came of it says nothing: the page was disturbed, or the line was in trouble.
    fn is_void(&self, attempt: &Attempt) -> bool {
        attempt.touched.is_some()
            || attempt.outcome == Some(TryOutcome::Aborted)
            || (attempt.failed()
                && self.line.counts(attempt.start, attempt.end(), None) == Some(false))
    }

    /// What came of a platform's object: those that finished, or ran into the deadline.
    pub(super) fn transfers(&self, platform: usize) -> Vec<Transfer> {
        let Some(object) = &self.plan.platforms[platform].object else {
            return Vec::new();
        };
        let target = Target::Object(platform);
        let first_answer = self.first_answer(platform);
        let mut transfers = Vec::new();
        let tries = self.attempts.iter().filter(|a| a.target == target);
        for attempt in tries.filter(|a| !self.is_void(a)) {
            let bytes = attempt.bytes.filter(|&b| b > 0).unwrap_or(object.bytes);
            let rate = kbps(bytes, attempt.time(), way_ms(bytes, first_answer));
            let is_file = attempt.purpose == Purpose::Object;
            if is_file && attempt.answered() {
                transfers.push(Transfer::Finished(rate));
            } else if attempt.timed_out() && (is_file || !transfers.is_empty()) {
                // A connection that was cut off may not even bring headers any more.
                transfers.push(Transfer::Unfinished(rate));
            }
        }
        transfers
    }

    /// How long a first answer of a platform's object takes for the way alone, milliseconds. A
    /// first request takes four round trips, a further one on the same connection one; and a
    /// throttle that holds up the headers of the object may not have held up the platform's other
    /// first answers.
    fn first_answer(&self, platform: usize) -> Millis {
        let heads = self.times(Target::Object(platform), Purpose::ObjectHead);
        let Some((&first, further)) = heads.split_first() else {
            return 0.0;
        };
        let others = self.plan.spots.iter().enumerate();
        let others: Vec<f64> = others
            .filter(|(_, spot)| spot.platform == platform)
            .flat_map(|(i, _)| self.times(Target::Spot(i), Purpose::First))
            .collect();
        let further = further.iter().map(|ms| ms * 4.0);
        further.chain(most(&others)).fold(first, f64::min)
    }

    /// The rates at which a control's object came; `way_ms`: what the way alone needs of each.
    fn transfers_of_control(&self, control: usize, way_ms: Millis) -> Vec<f64> {
        let Some(object) = &self.plan.controls[control].object else {
            return Vec::new();
        };
        let target = Target::ControlObject(control);
        let files = self.attempts.iter().filter(|a| a.target == target);
        let rates = files.filter_map(|a| {
            let ms = a.clean_time()?;
            let bytes = a.bytes.filter(|&b| b > 0).unwrap_or(object.bytes);
            Some(kbps(bytes, ms, way_ms))
        });
        rates.collect()
    }

    /// The control whose object comes fastest, and its median rate.
    fn best_control(&self) -> Option<(usize, f64)> {
        let way_ms = self.round_trip();
        (0..self.plan.controls.len())
            .filter_map(|c| Some((c, median(&self.transfers_of_control(c, way_ms))?)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// What a platform is held against, kbit/s.
    pub(super) fn control_kbps(&self) -> Option<f64> {
        self.best_control().map(|(_, rate)| rate)
    }

    /// What a platform is held against on its own way, kbit/s. On a line that loses packets the rate
    /// of a transfer falls with its round trip (Mathis et al., “The Macroscopic Behavior of the TCP
    /// Congestion Avoidance Algorithm”, 1997): there, one farther away may be as much slower.
    pub(super) fn control_kbps_for(&self, platform: usize) -> Option<f64> {
        let rate = self.control_kbps()?;
        let own = self.first_answer(platform) / 4.0;
        if !self.is_lossy() || own <= 0.0 {
            return Some(rate);
        }
        Some(rate * (self.round_trip() / own).min(1.0))
    }

    fn round_trip(&self) -> Millis {
        least(&self.control_times(false).warm).unwrap_or(0.0)
    }

    /// Platforms have an object, and this run could not judge it.
    pub(super) fn objects_not_judged(&self) -> bool {
        self.objects.begun
            && !self.objects.judging
            && self.plan.platforms.iter().any(|p| p.object.is_some())
    }
}
