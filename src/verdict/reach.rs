//! Whether a host gets through: from all attempts at it, and from what the controls saw around
//! each of them.

use super::{EndpointVerdict, How};
use crate::result::TryOutcome;
use crate::run::{Attempt, Device, Environment, Purpose, failures, is_silent, stayed};
use crate::thresholds::REFUSALS;

/// What the attempts at one host mean. `tries`: each with whether its failure counts;
/// `timeouts_needed`: so many deadlines must be missed on this line.
pub(crate) fn judge(
    tries: &[(&Attempt, bool)],
    env: &Environment,
    device: &Device,
    timeouts_needed: f64,
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
    if is_silent(&counted, timeouts_needed) {
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
