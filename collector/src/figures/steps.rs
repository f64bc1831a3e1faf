//! Figures so coarse that one visitor more or less rarely shows.

use crate::detector::wilson;

/// A share, and between which bounds it lies with 99 %: in steps of one twentieth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The share.
    pub share: f64,
    /// The lower bound, rounded down.
    pub low: f64,
    /// The upper bound, rounded up.
    pub high: f64,
}

/// A count below 50 in steps of 5, rounded down; larger ones as they are.
pub fn step_down(count: u32) -> u32 {
    if count < 50 { count - count % 5 } else { count }
}

/// The share of some votes; `None` where there are fewer than k.
pub fn bounds(part: u32, all: u32, k: u32) -> Option<Bounds> {
    (all > 0 && all >= k).then(|| {
        let (low, high) = wilson::interval(part, all);
        let share = f64::from(part) / f64::from(all);
        let steps = |value: f64, round: fn(f64) -> f64| round(value * 20.0) / 20.0;
        Bounds {
            share: steps(share, f64::round),
            low: steps(low, f64::floor),
            high: steps(high, f64::ceil),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_in_steps() {
        assert_eq!([0, 4, 5, 49, 50, 51].map(step_down), [0, 0, 5, 45, 50, 51]);
    }

    #[test]
    fn bounds_are_rounded_outwards() {
        let found = bounds(11, 30, 10).expect("enough");
        assert_eq!(found.share, 0.35);
        let (low, high) = wilson::interval(11, 30);
        assert!(found.low <= low && found.high >= high);
        assert_eq!(bounds(3, 9, 10), None);
        assert_eq!(bounds(0, 0, 0), None);
    }
}
