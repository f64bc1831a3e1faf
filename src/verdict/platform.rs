//! What a platform's endpoints mean together.

use super::{EndpointVerdict, How, PlatformVerdict};
use crate::catalogue::Role;

/// The part of an endpoint that counts here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub role: Role,
    pub verdict: EndpointVerdict,
    pub how: Option<How>,
}

impl Part {
    /// Without these a platform cannot be used; the others make it poorer.
    fn is_essential(&self) -> bool {
        matches!(self.role, Role::Site | Role::Api | Role::Messaging)
    }
}

/// Rolls the endpoints of one platform up.
///
/// A platform is unreachable where nothing essential gets through: that its pictures still come
/// helps nobody. It is partly reachable where something answers and something else does not.
/// What a blocker on the device stopped, and what could not be judged, neither accuses the network
/// nor clears it.
pub(crate) fn roll_up(parts: &[Part]) -> (PlatformVerdict, Option<How>) {
    use EndpointVerdict as E;
    use PlatformVerdict as P;

    let all: Vec<&Part> = parts.iter().collect();
    let essential: Vec<&Part> = parts.iter().filter(|p| p.is_essential()).collect();
    let core = if essential.is_empty() {
        &all
    } else {
        &essential
    };
    let is = |verdict| move |p: &&&Part| p.verdict == verdict;
    let count = |set: &[&Part], verdict| set.iter().filter(is(verdict)).count();

    let unreachable = count(core, E::Unreachable);
    if unreachable == core.len() && unreachable > 0 {
        return (P::Unreachable, core[0].how);
    }
    let answers = |p: &&&Part| matches!(p.verdict, E::Reachable | E::Slow | E::Cut);
    let answered = all.iter().any(|p| answers(&p));
    let missing = all.iter().find(|p| p.verdict == E::Unreachable);
    if let Some(missing) = missing {
        return if answered {
            (P::Partly, missing.how)
        } else {
            (P::Inconclusive, None)
        };
    }
    if count(&all, E::Cut) > 0 {
        return (P::Partly, None);
    }
    if count(&all, E::Slow) > 0 {
        return (P::Slow, None);
    }
    let core_answered = core.iter().any(|p| answers(&p));
    if core_answered {
        return (P::Reachable, None);
    }
    if count(core, E::BrowserBlocked) > 0 {
        return (P::BrowserBlocked, None);
    }
    (P::Inconclusive, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EndpointVerdict as E;
    use PlatformVerdict as P;
    use Role::{Api, Media, Site, Static};

    fn verdict(parts: &[(Role, E)]) -> P {
        let parts: Vec<Part> = parts
            .iter()
            .map(|&(role, verdict)| Part {
                role,
                verdict,
                how: None,
            })
            .collect();
        roll_up(&parts).0
    }

    #[test]
    fn a_site_that_does_not_open_is_unreachable_though_its_pictures_come() {
        assert_eq!(
            verdict(&[(Site, E::Unreachable), (Media, E::Reachable)]),
            P::Unreachable
        );
    }

    #[test]
    fn a_site_whose_pictures_do_not_come_is_partly_reachable() {
        assert_eq!(
            verdict(&[(Site, E::Reachable), (Media, E::Unreachable)]),
            P::Partly
        );
        assert_eq!(verdict(&[(Site, E::Reachable), (Media, E::Cut)]), P::Partly);
        assert_eq!(
            verdict(&[(Site, E::Unreachable), (Api, E::Reachable)]),
            P::Partly
        );
    }

    #[test]
    fn what_a_blocker_stops_is_never_held_against_the_network() {
        assert_eq!(
            verdict(&[(Site, E::BrowserBlocked), (Static, E::Reachable)]),
            P::BrowserBlocked
        );
        assert_eq!(
            verdict(&[(Site, E::Reachable), (Static, E::BrowserBlocked)]),
            P::Reachable
        );
        assert_eq!(
            verdict(&[(Site, E::BrowserBlocked), (Api, E::Unreachable)]),
            P::Inconclusive
        );
    }

    #[test]
    fn a_slow_part_makes_it_slow_and_an_unknown_part_changes_nothing() {
        assert_eq!(verdict(&[(Site, E::Reachable), (Media, E::Slow)]), P::Slow);
        assert_eq!(
            verdict(&[(Site, E::Reachable), (Media, E::Inconclusive)]),
            P::Reachable
        );
        assert_eq!(
            verdict(&[(Site, E::Inconclusive), (Static, E::Reachable)]),
            P::Inconclusive
        );
    }

    #[test]
    fn a_platform_without_an_essential_endpoint_is_judged_by_what_it_has() {
        assert_eq!(verdict(&[(Static, E::Unreachable)]), P::Unreachable);
        assert_eq!(verdict(&[(Static, E::Reachable)]), P::Reachable);
        assert_eq!(verdict(&[]), P::Inconclusive);
    }
}
