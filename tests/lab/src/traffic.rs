//! What a page may ask the network for, and when: checked against the log of what the network saw.

use std::collections::{BTreeMap, BTreeSet};

use getthrough::catalogue::Catalogue;

use crate::addresses::{PAGE, PAGE_BLOCKER, PAGE_CSP, PAGE_EXTENSION};
use crate::judge::Finding;
use crate::log::{Entry, Event};
use crate::scenario::{hosts_of, hosts_of_control, ticked};
use crate::world::World;

/// Before the press nothing but the page's own files may be asked for. Without `names` only
/// connections and requests are looked at: a browser's resolver keeps asking for what the page
/// before wanted, if it had no answer.
pub fn before_the_press(world: &World, page: &str, names: bool) -> Vec<Finding> {
    let mut entries = world.log.entries();
    entries.retain(|entry| names || !matches!(entry.event, Event::Name { .. }));
    strange(world, entries, |host| host == page, "before the press")
}

/// Nobody but these hosts may have been asked for anything.
pub fn nobody_but(world: &World, hosts: &[&str], when: &str) -> Vec<Finding> {
    strange(
        world,
        world.log.entries(),
        |host| hosts.contains(&host),
        when,
    )
}

/// After it, nothing but what the page names: the ticked platforms, the controls, the canary.
pub fn after_the_press(world: &World, catalogue: &Catalogue) -> Vec<Finding> {
    by_the_run_in(world, catalogue, &[PAGE_CSP, PAGE_EXTENSION, PAGE_BLOCKER])
}

/// The same, in a page of these hosts.
pub fn by_the_run_in(world: &World, catalogue: &Catalogue, around: &[&str]) -> Vec<Finding> {
    let around = around.iter().map(|host| (*host).to_owned());
    let named = around.chain(ticked(catalogue).flat_map(hosts_of));
    by_a_run_of(world, catalogue, named)
}

/// The same of a run that asks these hosts.
pub fn by_a_run_of(
    world: &World,
    catalogue: &Catalogue,
    hosts: impl IntoIterator<Item = String>,
) -> Vec<Finding> {
    let mut named: BTreeSet<String> = hosts.into_iter().collect();
    named.insert(PAGE.to_owned());
    named.extend(catalogue.controls.iter().flat_map(hosts_of_control));
    let canary = catalogue.canary.as_deref();
    let is_canary = |host: &str| {
        canary.is_some_and(|canary| {
            host.strip_suffix(canary)
                .is_some_and(|rest| rest.ends_with('.'))
        })
    };
    strange(
        world,
        world.log.entries(),
        |host| named.contains(host) || is_canary(host),
        "by the run",
    )
}

fn strange(
    world: &World,
    entries: Vec<Entry>,
    is_fine: impl Fn(&str) -> bool,
    when: &str,
) -> Vec<Finding> {
    let mut seen = BTreeMap::new();
    for Entry { at_ms, event } in entries {
        let (host, how) = match event {
            Event::Name { name, kind } => (name, format!("its {kind} record was asked for")),
            Event::Connection { address } if address.is_loopback() => continue,
            Event::Connection { address } => match world.addresses.host(address) {
                Some(host) => (host.to_owned(), "a connection was begun".to_owned()),
                // The censor's own servers: the name that led there is in the log too.
                None => continue,
            },
            Event::Request { host, path } => (host, format!("{path} was requested")),
            // Its request is in the log too.
            Event::Answer { .. } => continue,
        };
        if !is_fine(&host) && host.parse::<std::net::Ipv4Addr>().is_err() {
            seen.entry(host).or_insert((at_ms, how));
        }
    }
    let say = |(host, (at_ms, how))| format!("{host} was contacted {when}: {how}, at {at_ms} ms");
    seen.into_iter().map(say).map(Finding::plain).collect()
}
