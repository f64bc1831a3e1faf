//! What follows a failure: the ladder of attempts that a host climbs until it answers or until
//! enough is known.

use super::attempt::Attempt;
use super::device::stayed;
use super::{Device, Environment, Millis, Purpose, is_silent};
use crate::result::TryOutcome;
use crate::thresholds::{
    DEADLINE, LONG_DEADLINE, QUICK, QUICK_REPEATS, SECOND_WAIT, THIRD_WAIT, TIMEOUT_WAIT,
};

/// What is to be done next about a host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Nothing: it answered, or enough is known.
    Done,
    /// One more attempt, so long after the last.
    Ask(Purpose, Millis),
    /// One more attempt when everything else is over.
    AtEnd,
}

/// The next step after these attempts, in order, of which none is void.
/// `timeouts_needed`: so many missed deadlines make the host silent. `other_kind`: there is another
/// kind of request to it.
pub(crate) fn next_step(
    tries: &[&Attempt],
    env: &Environment,
    device: &Device,
    timeouts_needed: f64,
    other_kind: bool,
) -> Step {
    use Purpose::{First, Last, OtherKind, Quick, Second, Third};
    use Step::{Ask, AtEnd, Done};

    let Some(last) = tries.last() else {
        return Ask(First, 0.0);
    };
    let made = |purpose| tries.iter().any(|t| t.purpose == purpose);
    if tries
        .iter()
        .any(|t| t.answered() || t.outcome == Some(TryOutcome::RefusedByPage))
    {
        return Done;
    }
    let quick = tries.iter().filter(|t| t.purpose == Quick).count();
    // Not only the first, which has a name to look up and, on a busy device, much to wait for.
    let was_fast = matches!(last.purpose, First | Second) && last.time() < QUICK;
    if (was_fast || last.purpose == Quick) && (quick as f64) < QUICK_REPEATS && !last.timed_out() {
        return Ask(Quick, 0.0);
    }
    if stayed(tries, env, device) {
        // Something on the device. Another path and another kind of request tell whether it is
        // against one form only; waiting would tell nothing.
        return match (made(Third), made(OtherKind)) {
            (false, _) => Ask(Third, 0.0),
            (true, false) if other_kind => Ask(OtherKind, 0.0),
            _ => Done,
        };
    }
    if is_silent(tries, timeouts_needed) {
        return Done;
    }
    if !made(Third) && tries.iter().any(|t| t.timed_out()) {
        return Ask(Third, TIMEOUT_WAIT);
    }
    if !made(Second) {
        return Ask(Second, SECOND_WAIT);
    }
    if !made(Third) {
        return Ask(Third, THIRD_WAIT);
    }
    let third_timed_out = tries.iter().any(|t| t.purpose == Third && t.timed_out());
    if other_kind && !made(OtherKind) && !third_timed_out {
        return Ask(OtherKind, 0.0);
    }
    if made(Last) { Done } else { AtEnd }
}

/// How long an attempt may take.
pub(crate) fn deadline(purpose: Purpose) -> Millis {
    match purpose {
        Purpose::Third => LONG_DEADLINE,
        Purpose::Object => crate::thresholds::OBJECT_DEADLINE,
        _ => DEADLINE,
    }
}
