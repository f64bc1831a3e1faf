//! What one window of one network says.

use super::counts::Counts;
use super::thresholds::{EXCESS, MIN_VOTES, OFF_BOUND, OFF_EXCESS, ON_BOUND, PLACES, SURE_BOUND};
use super::wilson;

/// What a window says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Too few votes, here or elsewhere.
    Insufficient,
    /// Nothing is wrong, or it is as wrong everywhere.
    Calm,
    /// Neither: an incident goes on, and none begins.
    Unclear,
    /// It restricts, if another window agrees.
    Restricted,
    /// It restricts.
    Surely,
}

/// Judges a window. `elsewhere`: the bad share in other countries since the bad votes began, where
/// enough votes say.
pub fn judge(window: &Counts, elsewhere: Option<f64>) -> Finding {
    if f64::from(window.votes()) < MIN_VOTES {
        return Finding::Insufficient;
    }
    let bound = wilson::lower(window.bad(), window.votes());
    if bound < OFF_BOUND {
        return Finding::Calm;
    }
    let (Some(share), Some(elsewhere)) = (window.share(), elsewhere) else {
        return Finding::Insufficient;
    };
    let excess = share - elsewhere;
    if excess < OFF_EXCESS {
        return Finding::Calm;
    }
    let spread = f64::from(window.places.count_ones()) >= PLACES;
    if bound < ON_BOUND || excess < EXCESS || !spread {
        Finding::Unclear
    } else if bound < SURE_BOUND {
        Finding::Restricted
    } else {
        Finding::Surely
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(votes: u32, bad: u32) -> Counts {
        Counts {
            reachable: votes - bad,
            unreachable: bad,
            places: 0b10110,
            ..Counts::default()
        }
    }

    #[test]
    fn a_window_says_as_much_as_its_votes() {
        let say = |votes, bad| judge(&window(votes, bad), Some(0.02));
        assert_eq!(say(9, 9), Finding::Insufficient);
        assert_eq!(say(10, 2), Finding::Calm);
        assert_eq!(say(10, 6), Finding::Unclear);
        assert_eq!(say(10, 7), Finding::Restricted);
        assert_eq!(say(10, 10), Finding::Surely);
        assert_eq!(say(100, 37), Finding::Restricted);
    }

    #[test]
    fn what_is_bad_everywhere_is_calm_and_what_is_not_known_elsewhere_is_not_said() {
        assert_eq!(judge(&window(50, 45), Some(0.85)), Finding::Calm);
        assert_eq!(judge(&window(50, 45), Some(0.75)), Finding::Unclear);
        assert_eq!(judge(&window(50, 45), Some(0.65)), Finding::Surely);
        assert_eq!(judge(&window(50, 45), None), Finding::Insufficient);
        assert_eq!(judge(&window(50, 0), None), Finding::Calm);
    }

    #[test]
    fn bad_votes_out_of_one_block_of_addresses_restrict_nothing() {
        let mut one_block = window(50, 45);
        one_block.places = 0b10000;
        assert_eq!(judge(&one_block, Some(0.0)), Finding::Unclear);
        one_block.places = 0b10001;
        assert_eq!(judge(&one_block, Some(0.0)), Finding::Unclear);
    }
}
