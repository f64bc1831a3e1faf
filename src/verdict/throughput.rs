//! Whether a platform's larger object comes much more slowly than a control's, or stops.

use super::EndpointVerdict;
use crate::thresholds::{SLOW_KBPS, SLOW_KBPS_RATIO};

/// One try at a larger object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Transfer {
    /// Finished at this rate, kbit/s.
    Finished(f64),
    /// Not finished by the deadline: below this rate, kbit/s.
    Unfinished(f64),
}

impl Transfer {
    /// Its rate, kbit/s.
    pub fn rate(self) -> f64 {
        let (Self::Finished(rate) | Self::Unfinished(rate)) = self;
        rate
    }

    /// Too slow on a line that brings a control's object at `control` kbit/s.
    pub fn is_poor(self, control: f64) -> bool {
        self.rate() < SLOW_KBPS && control >= self.rate() * SLOW_KBPS_RATIO
    }
}

/// What a connection may send before the first acknowledgement, bytes (RFC 6928).
const FIRST_WINDOW: f64 = 14_600.0;
/// At most this share of a transfer's time is put down to the way.
const WAY_SHARE: f64 = 0.875;

/// Bytes in milliseconds as kbit/s, without the time `way_ms` that the way alone needs.
pub(crate) fn kbps(bytes: u32, ms: f64, way_ms: f64) -> f64 {
    f64::from(bytes) * 8.0 / (ms - way_ms.min(ms * WAY_SHARE)).max(1.0)
}

/// How long the way alone makes a transfer on a new connection, milliseconds: the time of a first
/// answer, which is four round trips and brings the first window, and a round trip for each further
/// window. A server far away sends a short file slowly on any line.
pub(crate) fn way_ms(bytes: u32, first_answer: f64) -> f64 {
    let windows = (f64::from(bytes) / FIRST_WINDOW + 1.0).log2().ceil();
    first_answer * (1.0 + (windows - 1.0) / 4.0)
}

/// What the tries mean; `control`: the slowest transfer of a control's object, kbit/s.
pub(crate) fn judge(tries: &[Transfer], control: Option<f64>) -> EndpointVerdict {
    let Some(control) = control else {
        return EndpointVerdict::Inconclusive;
    };
    let poor = tries.iter().filter(|t| t.is_poor(control)).count();
    let unfinished = tries
        .iter()
        .filter(|t| matches!(t, Transfer::Unfinished(_)) && t.is_poor(control))
        .count();
    let finished_well = tries
        .iter()
        .any(|t| matches!(t, Transfer::Finished(_)) && !t.is_poor(control));
    if finished_well {
        EndpointVerdict::Reachable
    } else if unfinished >= 2 {
        EndpointVerdict::Cut
    } else if poor >= 2 {
        EndpointVerdict::Slow
    } else {
        EndpointVerdict::Inconclusive
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EndpointVerdict::{Cut, Inconclusive, Reachable, Slow};
    use Transfer::{Finished, Unfinished};

    #[test]
    fn the_throttle_of_2021_is_slow_on_a_good_line() {
        // 119,089 bytes in 6.9 s.
        let rate = kbps(119_089, 6_900.0, 60.0);
        assert!((130.0..150.0).contains(&rate));
        assert_eq!(
            judge(&[Finished(rate), Finished(rate)], Some(8_000.0)),
            Slow
        );
        assert_eq!(
            judge(&[Finished(rate), Finished(rate)], Some(300.0)),
            Reachable,
            "the line is slow"
        );
    }

    #[test]
    fn a_short_file_from_far_away_is_not_slow() {
        // 64 KB over 240 ms of round trip: four for the connection, two for further windows.
        let rate = kbps(65_536, 6.0 * 240.0, way_ms(65_536, 4.0 * 240.0));
        assert!(rate > SLOW_KBPS);
        // The same, policed to 140 kbit/s.
        let rate = kbps(65_536, 4.0 * 240.0 + 3_700.0, way_ms(65_536, 4.0 * 240.0));
        assert!(rate < SLOW_KBPS);
    }

    #[test]
    fn once_is_not_enough() {
        assert_eq!(judge(&[Finished(140.0)], Some(8_000.0)), Inconclusive);
        assert_eq!(
            judge(&[Finished(140.0), Finished(5_000.0)], Some(8_000.0)),
            Reachable
        );
    }

    #[test]
    fn twice_unfinished_is_cut_and_once_unfinished_once_slow_is_slow() {
        assert_eq!(
            judge(&[Unfinished(47.0), Unfinished(47.0)], Some(8_000.0)),
            Cut
        );
        assert_eq!(
            judge(&[Unfinished(47.0), Finished(90.0)], Some(8_000.0)),
            Slow
        );
    }

    #[test]
    fn without_a_control_nothing_is_slow() {
        assert_eq!(judge(&[Finished(10.0), Finished(10.0)], None), Inconclusive);
    }
}
