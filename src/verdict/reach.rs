//! Whether a host gets through: from all attempts at it, and from what the controls saw around
//! each of them.

use super::{EndpointVerdict, How};
use crate::result::TryOutcome;
use crate::run::{Attempt, Environment, Purpose};
use crate::thresholds::{LOCAL_REFUSALS, REFUSALS, TIMEOUTS};

/// What the attempts at one host mean. `tries`: each with whether its failure counts.
pub(crate) fn judge(
    tries: &[(&Attempt, bool)],
    env: &Environment,
) -> (EndpointVerdict, Option<How>) {
    use EndpointVerdict::{BrowserBlocked, Inconclusive, Reachable, Unreachable};

    if tries.iter().any(|(t, _)| t.answered()) {
        return (Reachable, None);
    }
    if tries
        .iter()
        .any(|(t, _)| t.outcome == Some(TryOutcome::RefusedByPage))
    {
        return (BrowserBlocked, None);
    }
    let counted: Vec<&Attempt> = tries
        .iter()
        .filter(|(t, counts)| *counts && t.failed())
        .map(|(t, _)| *t)
        .collect();
    let local = counted.iter().filter(|t| t.is_local(env)).count();
    if local as f64 >= LOCAL_REFUSALS {
        return (BrowserBlocked, None);
    }
    let timeouts = counted.iter().filter(|t| t.timed_out()).count();
    let ran_out = counted.iter().filter(|t| t.ran_out()).count();
    if ran_out as f64 >= TIMEOUTS || timeouts as f64 > TIMEOUTS {
        return (Unreachable, Some(How::Timeout));
    }
    let refusals: Vec<&&Attempt> = counted
        .iter()
        .filter(|t| is_spaced(t.purpose) && !t.timed_out())
        .collect();
    if refusals.len() as f64 >= REFUSALS && !refusals.iter().all(|t| t.reached_server(env)) {
        return (Unreachable, Some(How::FastFail));
    }
    (Inconclusive, None)
}

/// Attempts far enough apart to be independent of each other.
fn is_spaced(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::First | Purpose::Second | Purpose::Third | Purpose::Last
    )
}
