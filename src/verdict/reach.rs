//! Whether a host gets through: from all attempts at it, and from what the controls saw around
//! each of them.

use super::{EndpointVerdict, How};
use crate::result::TryOutcome;
use crate::run::{Attempt, Device, Environment, Purpose, failures, stayed};
use crate::thresholds::{REFUSALS, TIMEOUTS};

/// What the attempts at one host mean. `tries`: each with whether its failure counts.
pub(crate) fn judge(
    tries: &[(&Attempt, bool)],
    env: &Environment,
    device: &Device,
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
    if stayed(&counted, env, device) {
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
    // What may have stayed on the device accuses nobody.
    let is_foreign =
        !device.explains(&failures(&counted)) && !refusals.iter().all(|t| t.reached_server(env));
    if refusals.len() as f64 >= REFUSALS && is_foreign {
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
