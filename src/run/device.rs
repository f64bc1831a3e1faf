//! Whether a fast failure came from the network at all: refusals on this device, timed beside it.
//!
//! A content blocker refuses in 2 to 5 ms on an idle device, and in 10 to 90 ms on a busy one, which
//! is what a near network takes. So beside each refusal the run causes refusals that surely
//! never leave the device: fetches of the page's own server that only the cache may answer, which
//! has no such thing. They take as long as a blocker's, as busy as the device is at that moment
//! (Chromium 156 and Firefox 153, idle and with four processes for two cores: the medians of both
//! are within a millisecond of each other); what comes from the network takes a round trip more.

use super::attempt::Target;
use super::{Attempt, Environment, Form, Millis, Purpose, Run};
use crate::thresholds::{
    DEVICE_CHANCE, DEVICE_LIKE, DEVICE_MARGIN, DEVICE_NEAREST, DEVICE_UNKNOWN, LOCAL,
    LOCAL_REFUSALS, QUICK,
};

/// When a failure ended, and how long it took.
pub(crate) type Failure = (Millis, Millis);

/// The refusals that were caused on the device.
#[derive(Clone, Debug, Default)]
pub(crate) struct Device {
    /// When each ended and how long it took, in the order of their ends.
    refusals: Vec<Failure>,
    /// This browser asks the network all the same, as WebKitGTK 2.50 does.
    asks_on: bool,
}

impl Device {
    /// One took so long.
    pub fn refused(&mut self, end: Millis, ms: Millis) {
        let place = self.refusals.partition_point(|&(other, _)| other <= end);
        self.refusals.insert(place, (end, ms));
    }

    /// One was answered: this browser has no such refusals.
    pub fn asked_on(&mut self) {
        self.asks_on = true;
    }

    /// How long each of them took.
    pub fn times(&self) -> Vec<Millis> {
        self.refusals.iter().map(|&(_, ms)| ms).collect()
    }

    /// How many of the few that are nearest in time to the end of a failure were faster than it;
    /// `None` where there are not as many.
    fn rank(&self, end: Millis, ms: Millis) -> Option<usize> {
        let wanted = DEVICE_NEAREST as usize;
        let mut from = self.refusals.partition_point(|&(other, _)| other <= end);
        let mut until = from;
        while until - from < wanted {
            let before = from.checked_sub(1).map(|i| end - self.refusals[i].0);
            let after = self.refusals.get(until).map(|&(other, _)| other - end);
            match (before, after) {
                (Some(before), Some(after)) if before <= after => from -= 1,
                (_, Some(_)) => until += 1,
                (Some(_), None) => from -= 1,
                (None, None) => return None,
            }
        }
        let near = self.refusals[from..until].iter();
        Some(near.filter(|&&(_, own)| own * DEVICE_MARGIN < ms).count())
    }

    /// The ranks of failures added up, as a share of the highest sum there is.
    fn place(&self, failures: &[Failure]) -> Option<f64> {
        let ranks = failures.iter().map(|&(end, ms)| self.rank(end, ms));
        let sum: usize = ranks.sum::<Option<usize>>()?;
        Some(sum as f64 / (failures.len() as f64 * DEVICE_NEAREST))
    }

    /// Whether these failures may all have stayed on the device.
    ///
    /// If they did, each is as likely to be slower than none, one, or all of the few refusals
    /// beside it (the idea of the rank-sum test of Wilcoxon, 1945, within each moment). Where the
    /// network refused, they are slower than most.
    pub fn explains(&self, failures: &[Failure]) -> bool {
        // No device was so busy.
        if failures.iter().all(|&(_, ms)| ms > QUICK) {
            return false;
        }
        match self.place(failures) {
            Some(place) => chance_of(place, failures.len()) >= DEVICE_CHANCE,
            None => failures.iter().any(|&(_, ms)| ms < LOCAL * DEVICE_UNKNOWN),
        }
    }

    /// Whether they take as long as what the device refused beside them.
    fn is_like(&self, failures: &[Failure]) -> bool {
        self.place(failures)
            .is_some_and(|place| place <= DEVICE_LIKE)
    }
}

/// How likely so many ranks come out so high or higher, each rank being as likely as any other.
fn chance_of(place: f64, number: usize) -> f64 {
    let faces = DEVICE_NEAREST as usize + 1;
    let highest = number * (faces - 1);
    // How likely each sum is, one rank after the other.
    let mut sums = vec![0.0; highest + 1];
    sums[0] = 1.0;
    for _ in 0..number {
        for sum in (0..=highest).rev() {
            let from = sum.saturating_sub(faces - 1);
            sums[sum] = sums[from..=sum].iter().sum::<f64>() / faces as f64;
        }
    }
    let sum = (place * highest as f64).round() as usize;
    sums[sum..].iter().sum()
}

/// Whether something on the device refused these attempts at a host, of which all count.
pub(crate) fn stayed(tries: &[&Attempt], env: &Environment, device: &Device) -> bool {
    let local = tries.iter().filter(|t| t.is_local(env)).count();
    if local as f64 >= LOCAL_REFUSALS {
        return true;
    }
    let failures = failures(tries);
    failures.len() as f64 >= LOCAL_REFUSALS && device.is_like(&failures)
}

/// Of the attempts those that were refused.
pub(crate) fn failures(tries: &[&Attempt]) -> Vec<Failure> {
    let refused = tries.iter().filter(|t| t.failed() && !t.timed_out());
    refused.map(|t| (t.end(), t.time())).collect()
}

impl Run {
    /// Causes so many. A page without a server has none to cause.
    pub(super) fn ask_device(&mut self, number: f64, now: Millis) {
        let Some(url) = self.options.own_url.clone() else {
            return;
        };
        if self.device.asks_on {
            return;
        }
        for n in 0..number as usize {
            // What is in no cache: the plain file's name may be in one.
            let number = self.attempts.len() + self.queue.len() + n;
            let url = [&url, "?none-", &number.to_string()].concat();
            self.push(Target::Device, Purpose::Device, url, Form::Cached, now);
        }
    }

    /// Takes in what came of one.
    pub(super) fn follow_device(&mut self, end: Millis, ms: Millis, answered: bool) {
        if answered {
            self.device.asked_on();
            self.queue.retain(|job| job.target != Target::Device);
        } else {
            self.device.refused(end, ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refusals of these times, one every ten milliseconds.
    fn device(times: &[Millis]) -> Device {
        let mut device = Device::default();
        for (i, &ms) in times.iter().enumerate() {
            device.refused(10.0 * i as f64, ms);
        }
        device
    }

    /// Failures of these times, in the midst of them.
    fn failures(times: &[Millis]) -> Vec<Failure> {
        let at = |(i, &ms)| (10.0 * i as f64 + 5.0, ms);
        times.iter().enumerate().map(at).collect()
    }

    #[test]
    fn without_refusals_only_what_no_network_is_below_is_the_devices() {
        let none = device(&[20.0, 30.0]);
        assert!(none.explains(&failures(&[4.0, 90.0])));
        assert!(!none.explains(&failures(&[19.0, 11.0, 12.0])));
    }

    #[test]
    fn an_idle_device_explains_nothing_that_takes_a_round_trip() {
        let idle = device(&[1.0, 1.3, 2.0, 1.1, 1.2, 4.0, 1.0, 1.4, 1.2, 2.2]);
        assert!(!idle.explains(&failures(&[24.0, 26.0, 25.0, 61.0])));
        assert!(idle.explains(&failures(&[1.0, 2.0, 1.5, 3.0])));
    }

    #[test]
    fn a_busy_device_explains_what_takes_as_long_as_its_own_refusals() {
        let busy = device(&[3.0, 12.0, 40.0, 9.0, 15.0, 22.0, 61.0, 7.0, 13.0, 18.0]);
        let own = failures(&[11.6, 26.0, 91.0, 37.0, 20.0, 20.0, 53.0, 16.0]);
        assert!(busy.explains(&own));
        let network = failures(&[58.0, 72.0, 60.0, 81.0, 57.0, 60.0]);
        assert!(!busy.explains(&network) && !busy.is_like(&network));
    }

    #[test]
    fn what_is_held_against_it_is_of_the_same_moment() {
        let mut changing = device(&[90.0; 9]);
        for i in 0..9 {
            changing.refused(60_000.0 + f64::from(i), 2.0);
        }
        assert_eq!(changing.rank(40.0, 80.0), Some(0));
        assert_eq!(changing.rank(60_004.0, 80.0), Some(9));
    }

    #[test]
    fn chances_are_those_of_dice() {
        assert!((chance_of(0.0, 5) - 1.0).abs() < 1e-12);
        // Four times the highest of ten.
        assert!((chance_of(1.0, 4) - 1e-4).abs() < 1e-12);
        // Two of ten faces that add up to seventeen at least: 8 + 9, 9 + 8, 9 + 9.
        assert!((chance_of(17.0 / 18.0, 2) - 0.03).abs() < 1e-12);
    }
}
