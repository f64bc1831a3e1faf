//! Whether an endpoint answers much more slowly than the controls.

use super::stats::{least, median, most};
use crate::thresholds::{
    NEW_CONNECTION, SLOW_EXCESS, SLOW_EXCESS_ANYWHERE, SLOW_MIN_RATIO, SLOW_RATIO, SUSPECT_RATIO,
};

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
    /// What is usual for it.
    typical: f64,
    /// Up to this it may as well be far away.
    far: f64,
}

impl ControlTimes {
    /// Where the catalogue knows how much slower than the controls the endpoint usually is
    /// (`baseline`), its distance is known. Where it does not, it may stand anywhere, and may
    /// close its connection after every answer.
    fn reference(&self, baseline: Option<f64>) -> Option<Reference> {
        let typical = median(&self.warm)?.max(1.0);
        let slowest = most(&self.warm)?;
        Some(match baseline {
            Some(usual) => Reference {
                typical: typical * usual,
                far: slowest * usual + SLOW_EXCESS,
            },
            None => Reference {
                typical,
                far: slowest.max(typical * NEW_CONNECTION + SLOW_EXCESS_ANYWHERE),
            },
        })
    }
}

/// How often slower than the controls a median is.
pub(crate) fn ratio(
    samples: &[f64],
    controls: &ControlTimes,
    baseline: Option<f64>,
) -> Option<f64> {
    Some(median(samples)? / controls.reference(baseline)?.typical)
}

/// Stage 1: worth a closer look.
pub(crate) fn is_suspect(samples: &[f64], controls: &ControlTimes, baseline: Option<f64>) -> bool {
    let (Some(own), Some(reference)) = (median(samples), controls.reference(baseline)) else {
        return false;
    };
    own > reference.typical * SUSPECT_RATIO && own > reference.far
}

/// Stage 2, on fresh samples.
pub(crate) fn is_slow(samples: &[f64], controls: &ControlTimes, baseline: Option<f64>) -> bool {
    let (Some(own), Some(fastest)) = (median(samples), least(samples)) else {
        return false;
    };
    let reference = controls.reference(baseline);
    reference.is_some_and(|r| {
        own > r.typical * SLOW_RATIO && fastest > r.typical * SLOW_MIN_RATIO && fastest > r.far
    })
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
    fn slower_than_any_distance_is_slow() {
        let samples = [1450.0, 1470.0, 1440.0, 1500.0, 1460.0];
        assert!(is_suspect(&samples[..3], &controls(), None));
        assert!(is_slow(&samples, &controls(), None));
    }

    #[test]
    fn one_fast_sample_clears_a_suspect() {
        let samples = [1450.0, 1470.0, 70.0, 1500.0, 1460.0];
        assert!(!is_slow(&samples, &controls(), None));
    }

    #[test]
    fn a_far_server_that_closes_its_connections_is_not_slow() {
        let samples = [1050.0, 1060.0, 1055.0, 1070.0, 1040.0];
        assert!(!is_suspect(&samples, &controls(), None));
        assert!(!is_slow(&samples, &controls(), None));
    }

    #[test]
    fn a_known_distance_makes_the_judgement_finer() {
        let samples = [450.0, 470.0, 440.0, 500.0, 460.0];
        assert!(is_slow(&samples, &controls(), Some(1.0)));
        assert!(!is_slow(&samples, &controls(), Some(8.0)));
    }

    #[test]
    fn without_controls_nothing_is_slow() {
        let none = ControlTimes::default();
        assert!(!is_slow(&[9000.0; 5], &none, None));
    }
}
