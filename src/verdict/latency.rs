//! Whether an endpoint answers much more slowly than the controls.

use super::stats::{least, median, most};
use crate::thresholds::{REUSE_SHARE, SLOW_EXCESS, SLOW_MIN_RATIO, SLOW_RATIO, SUSPECT_RATIO};

/// The times of the controls, milliseconds; one entry a control, each its median.
#[derive(Clone, Debug, Default)]
pub(crate) struct ControlTimes {
    /// Of first requests.
    pub cold: Vec<f64>,
    /// Of further requests.
    pub warm: Vec<f64>,
}

/// What an endpoint is held against.
#[derive(Clone, Copy, Debug)]
struct Reference {
    typical: f64,
    slowest: f64,
}

impl ControlTimes {
    /// An endpoint whose further requests are hardly faster than its first made no use of the open
    /// connection (an HTTP/1.1 server, say): it is held against the controls' first requests.
    fn reference(&self, warm: f64, cold: Option<f64>) -> Option<Reference> {
        let reused = cold.is_some_and(|cold| warm <= cold * REUSE_SHARE);
        let of = |times: &[f64]| {
            Some(Reference {
                typical: median(times)?,
                slowest: most(times)?,
            })
        };
        if reused {
            return of(&self.warm);
        }
        let (warm, cold) = (of(&self.warm)?, of(&self.cold)?);
        Some(Reference {
            typical: warm.typical.max(cold.typical),
            slowest: warm.slowest.max(cold.slowest),
        })
    }
}

/// How often slower than the controls a median is, by the right reference.
pub(crate) fn ratio(
    warm: &[f64],
    cold: Option<f64>,
    controls: &ControlTimes,
    baseline: f64,
) -> Option<f64> {
    let typical = median(warm)?;
    Some(typical / (controls.reference(typical, cold)?.typical.max(1.0) * baseline))
}

/// Stage 1: worth a closer look.
pub(crate) fn is_suspect(
    warm: &[f64],
    cold: Option<f64>,
    controls: &ControlTimes,
    baseline: f64,
) -> bool {
    let Some(typical) = median(warm) else {
        return false;
    };
    let Some(reference) = controls.reference(typical, cold) else {
        return false;
    };
    ratio(warm, cold, controls, baseline).is_some_and(|r| r > SUSPECT_RATIO)
        && typical - reference.slowest * baseline > SLOW_EXCESS
}

/// Stage 2, on fresh samples.
pub(crate) fn is_slow(
    samples: &[f64],
    cold: Option<f64>,
    controls: &ControlTimes,
    baseline: f64,
) -> bool {
    let (Some(typical), Some(fastest)) = (median(samples), least(samples)) else {
        return false;
    };
    let Some(reference) = controls.reference(typical, cold) else {
        return false;
    };
    let expected = reference.typical.max(1.0) * baseline;
    typical / expected > SLOW_RATIO
        && fastest / expected > SLOW_MIN_RATIO
        && typical - reference.slowest * baseline > SLOW_EXCESS
        && fastest > reference.slowest * baseline
}

#[cfg(test)]
mod tests {
    use super::*;

    fn controls() -> ControlTimes {
        ControlTimes {
            cold: vec![160.0, 200.0, 240.0, 900.0],
            warm: vec![40.0, 50.0, 60.0, 220.0],
        }
    }

    #[test]
    fn nine_times_the_controls_and_slower_than_every_one_is_slow() {
        let samples = [450.0, 470.0, 440.0, 500.0, 460.0];
        assert!(is_suspect(&samples[..3], Some(1800.0), &controls(), 1.0));
        assert!(is_slow(&samples, Some(1800.0), &controls(), 1.0));
    }

    #[test]
    fn one_fast_sample_clears_a_suspect() {
        let samples = [450.0, 470.0, 70.0, 500.0, 460.0];
        assert!(!is_slow(&samples, Some(1800.0), &controls(), 1.0));
    }

    #[test]
    fn a_far_server_is_not_slow() {
        let samples = [260.0, 255.0, 262.0, 258.0, 270.0];
        assert!(
            !is_slow(&samples, Some(1050.0), &controls(), 1.0),
            "a control is as far"
        );
    }

    #[test]
    fn a_server_that_closes_its_connections_is_held_against_first_requests() {
        let samples = [420.0, 430.0, 425.0, 440.0, 415.0];
        assert!(!is_suspect(&samples, Some(430.0), &controls(), 1.0));
        assert!(!is_slow(&samples, Some(430.0), &controls(), 1.0));
    }

    #[test]
    fn a_known_baseline_is_divided_out() {
        let samples = [450.0, 470.0, 440.0, 500.0, 460.0];
        assert!(!is_slow(&samples, Some(1800.0), &controls(), 8.0));
    }

    #[test]
    fn without_controls_nothing_is_slow() {
        let none = ControlTimes::default();
        assert!(!is_slow(&[9000.0; 5], Some(20_000.0), &none, 1.0));
    }
}
