//! Silence: how many deadlines a host must miss on this line before that is the network's doing.
//!
//! A line that loses packets makes single requests miss their deadline, most of all where the
//! system looks names up: it asks twice, five seconds apart, so that at 15 % loss each way one name
//! in 13 is not found. How often that happens can be seen on the hosts that answer in the end.

use super::{Attempt, Run};
use crate::thresholds::{LINE_CHANCE, TIMEOUTS};

/// No host is asked so often that more could be missed.
const MANY: f64 = 9.0;

/// Whether attempts at a host, of which all count, missed so many deadlines. Where each of them may
/// have been two lost questions to a name server, it takes one more.
pub(crate) fn is_silent(tries: &[&Attempt], needed: f64) -> bool {
    let missed = tries.iter().filter(|t| t.timed_out()).count() as f64;
    let was_patient = tries.iter().any(|t| t.outlasted_look_ups());
    missed > needed || missed >= needed && was_patient
}

/// How many deadlines a host must miss where `lossy` of so many hosts that answered missed one
/// before, and `asked` are asked in all: so many that the line alone would silence fewer than
/// [`LINE_CHANCE`] of these.
fn needed(lossy: usize, answered: usize, asked: usize) -> f64 {
    let share = lossy as f64 / answered.max(1) as f64;
    let mut needed = TIMEOUTS;
    let mut silenced = asked as f64 * share * share;
    while silenced >= LINE_CHANCE && needed < MANY {
        silenced *= share;
        needed += 1.0;
    }
    needed
}

impl Run {
    /// How many deadlines a host must miss, by what the line did to those that answered.
    pub(super) fn timeouts_needed(&self) -> f64 {
        let hosts = &self.plan.hosts;
        let controls = self.cold.iter().flatten().count();
        let answered = hosts.iter().filter(|h| h.answered).count() + controls;
        needed(self.lossy_hosts, answered, hosts.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_loses_nothing_needs_two() {
        assert_eq!(needed(0, 112, 100), 2.0);
        assert_eq!(needed(0, 12, 1), 2.0);
        assert_eq!(needed(0, 0, 100), 2.0);
    }

    #[test]
    fn one_that_loses_more_needs_more() {
        assert_eq!(needed(2, 112, 100), 2.0);
        assert_eq!(needed(3, 112, 100), 3.0);
        assert_eq!(needed(9, 112, 100), 4.0);
        assert_eq!(needed(112, 112, 100), MANY);
    }
}
