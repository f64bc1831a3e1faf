//! How sure a share is.

use super::thresholds::Z;

/// The bounds between which a share of `bad` in `votes` lies with 99 % (Wilson 1927). Without
/// votes it may be anything.
pub fn interval(bad: u32, votes: u32) -> (f64, f64) {
    if votes == 0 {
        return (0.0, 1.0);
    }
    let n = f64::from(votes);
    let p = f64::from(bad) / n;
    let z2 = Z * Z;
    let middle = p + z2 / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // Rounding must not put them beside the share itself.
    (
        ((middle - half) / scale).clamp(0.0, p),
        ((middle + half) / scale).clamp(p, 1.0),
    )
}

/// The lower of the two.
pub fn lower(bad: u32, votes: u32) -> f64 {
    interval(bad, votes).0
}

#[cfg(test)]
mod tests {
    use super::super::thresholds::{ON_BOUND, SURE_BOUND};
    use super::*;

    /// The fewest bad votes that reach a bound.
    fn needed(votes: u32, bound: f64) -> u32 {
        (0..=votes)
            .find(|&bad| lower(bad, votes) >= bound)
            .expect("all bad is enough")
    }

    #[test]
    fn the_bound_needs_what_the_documentation_says() {
        let needed: Vec<u32> = [10, 15, 20, 30, 50, 100]
            .map(|votes| needed(votes, ON_BOUND))
            .into();
        assert_eq!(needed, [7, 9, 10, 14, 21, 37]);
    }

    #[test]
    fn one_window_is_enough_where_nearly_all_is_bad() {
        assert_eq!(needed(10, SURE_BOUND), 10);
        assert_eq!(needed(20, SURE_BOUND), 16);
    }

    #[test]
    fn the_bounds_hold_the_share_and_stay_within_nothing_and_all() {
        for votes in 1..200 {
            for bad in 0..=votes {
                let (low, high) = interval(bad, votes);
                let share = f64::from(bad) / f64::from(votes);
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            }
        }
        assert_eq!(interval(0, 0), (0.0, 1.0));
    }
}
