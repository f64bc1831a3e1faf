//! What a scenario is: where the page is loaded from, what is done to the network, and what must
//! be seen. The scenarios themselves are in [`table`].

mod guarded;
mod table;

pub use guarded::{Guarded, guarded};
pub use table::{BLOCKED_BY_EXTENSION, table};

use anyhow::{Context, Result, bail};
use getthrough::catalogue::{Catalogue, Control, Endpoint, Platform, Role};
use getthrough::verdict::{CaveatKind, EndpointVerdict, HeadlineKind, How, PlatformVerdict};
use std::collections::BTreeSet;
use std::time::Duration;

use crate::addresses::{PAGE_BLOCKER, PAGE_EXTENSION, host};
use crate::blocklist::Filter;
use crate::browser::{Engine, TIME_ZONE};
use crate::censor::Action;

/// One row of the table.
pub struct Scenario {
    /// Its name on the command line.
    pub name: &'static str,
    /// The page's host.
    pub page: &'static str,
    /// Platforms that the policy of the page on [`crate::addresses::PAGE_CSP`] forbids.
    pub forbidden: &'static [&'static str],
    /// Filters by which something on the device stops requests: what these stop must be
    /// `browser_blocked`, and what they let pass must not suffer from it.
    pub stopped: Vec<Filter>,
    /// What is done to single hosts, before the page is loaded.
    pub interference: Vec<(Target, Action)>,
    /// What is done to the whole line, after the page has loaded and before the press.
    pub line: Line,
    /// What happens during the run.
    pub during: During,
    /// What must be seen of the platforms that are named.
    pub expected: Vec<Expected>,
    /// What must be seen of all other platforms.
    pub others: Others,
    /// Caveats of which one must be there, if there are any.
    pub caveats: &'static [CaveatKind],
    /// The headline, where it is certain.
    pub headline: Option<HeadlineKind>,
}

/// Whose hosts.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// All hosts of a platform.
    Platform(&'static str),
    /// The hosts of a platform's endpoints of this role.
    Role(&'static str, Role),
    /// Every control, inside the country and outside.
    Controls,
}

/// What is done to the whole line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// Nothing.
    Whole,
    /// This share of packets is lost, each way.
    Lossy(f64),
    /// The device has no link.
    LinkDown,
    /// The link is there, and nothing answers.
    Dark,
    /// A sign-in page answers in place of everybody.
    Captive,
    /// Only controls inside the browsers' country answer.
    ForeignCut,
}

/// What happens during the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum During {
    /// Nothing.
    Nothing,
    /// One control is refused once so many requests have been made.
    ControlDies {
        /// The number of requests.
        after_requests: usize,
    },
    /// The page is hidden once so many requests have been made.
    Hidden {
        /// The number of requests.
        after_requests: usize,
        /// For how long.
        lasting: Duration,
    },
}

/// What must be seen of one platform.
pub struct Expected {
    /// Its id.
    pub platform: &'static str,
    /// The verdicts that are right.
    pub verdicts: &'static [PlatformVerdict],
    /// Those that are right in one engine in their place; `why` says why.
    pub but: Option<(Engine, &'static [PlatformVerdict])>,
    /// How it does not get through, where the verdict is `unreachable`; by engine where they differ.
    pub how: fn(Engine) -> &'static [How],
    /// An endpoint that must have this verdict.
    pub endpoint: Option<(&'static str, EndpointVerdict)>,
    /// Why, where it is not plain.
    pub why: &'static str,
}

/// What must be seen of the platforms that a scenario does not name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Others {
    /// They get through; one that shares a host with a control that does not may be inconclusive.
    Reachable,
    /// They get through, or on a line so bad were not asked often enough to tell; what nobody does
    /// anything to is called nothing else.
    Unaccused,
    /// Nothing can be said of them, but that a platform whose host is still open gets through.
    Inconclusive,
}

/// The hosts of a platform, alternates and object included.
pub fn hosts_of(platform: &Platform) -> BTreeSet<String> {
    let endpoints = platform.endpoints.iter().flat_map(urls_of);
    let object = platform.object.iter().map(|object| object.url.as_str());
    endpoints.chain(object).filter_map(host).collect()
}

/// The hosts of a control, its object included.
pub fn hosts_of_control(control: &Control) -> BTreeSet<String> {
    let object = control.object.iter().map(|object| &object.url);
    std::iter::once(&control.url)
        .chain(object)
        .filter_map(|url| host(url))
        .collect()
}

/// The addresses that an endpoint of a platform may be asked at.
pub fn urls_of(endpoint: &Endpoint) -> impl Iterator<Item = &str> {
    let others = [&endpoint.alt, &endpoint.image].into_iter().flatten();
    std::iter::once(&endpoint.url)
        .chain(others)
        .map(String::as_str)
}

/// The platforms that are ticked when a visitor opens the page.
pub fn ticked(catalogue: &Catalogue) -> impl Iterator<Item = &Platform> {
    catalogue.platforms.iter().filter(|platform| {
        let mut categories = catalogue.categories.iter();
        let on = categories.any(|category| category.id == platform.category && category.on);
        platform.tier == 1 && on
    })
}

/// The hosts of the controls inside the browsers' country.
pub fn domestic(catalogue: &Catalogue) -> BTreeSet<String> {
    // The engine reads the country from the time zone; the lab knows which one it set.
    let country = if TIME_ZONE == "Europe/Moscow" {
        "RU"
    } else {
        ""
    };
    let controls = catalogue.controls.iter();
    let inside = controls.filter(|control| control.country.as_deref() == Some(country));
    inside.flat_map(hosts_of_control).collect()
}

impl Target {
    /// Its hosts.
    pub fn hosts(self, catalogue: &Catalogue) -> Result<BTreeSet<String>> {
        let hosts = match self {
            Self::Platform(id) => hosts_of(platform(catalogue, id)?),
            Self::Role(id, role) => {
                let endpoints = platform(catalogue, id)?.endpoints.iter();
                let urls = endpoints
                    .filter(|endpoint| endpoint.role == role)
                    .map(|e| &e.url);
                urls.filter_map(|url| host(url)).collect()
            }
            Self::Controls => catalogue
                .controls
                .iter()
                .flat_map(hosts_of_control)
                .collect(),
        };
        if hosts.is_empty() {
            bail!("{self:?} has no host in this catalogue");
        }
        Ok(hosts)
    }
}

impl Scenario {
    /// The hosts that are interfered with.
    pub fn touched(&self, catalogue: &Catalogue) -> Result<BTreeSet<String>> {
        let mut all = BTreeSet::new();
        for (target, _) in &self.interference {
            all.extend(target.hosts(catalogue)?);
        }
        Ok(all)
    }

    /// Whether the page is on a host for which the lab's content blocker blocks.
    pub fn has_blocker(&self) -> bool {
        [PAGE_EXTENSION, PAGE_BLOCKER].contains(&self.page)
    }

    /// Whether some questions for names have no answer, by the resolver's doing or because they
    /// were lost: they are asked again after five seconds, when the run may be over. Firefox asks
    /// for a name's `HTTPS` record beside its address, and no request waits for that.
    pub fn leaves_names_open(&self) -> bool {
        let mut actions = self.interference.iter().map(|(_, action)| *action);
        matches!(self.line, Line::Dark | Line::Lossy(_))
            || actions.any(|action| action == Action::DnsSilent)
    }

    /// A scenario must not disturb what it does not name: platforms that share a host with one
    /// that is interfered with, or controls.
    pub fn check(&self, catalogue: &Catalogue) -> Result<()> {
        let named: BTreeSet<&str> = self
            .expected
            .iter()
            .map(|expected| expected.platform)
            .collect();
        for id in &named {
            let found = ticked(catalogue).any(|platform| platform.id == *id);
            found.then_some(()).with_context(|| {
                format!(
                    "scenario {}: {id} is not ticked in this catalogue",
                    self.name
                )
            })?;
        }
        let mut hosts = BTreeSet::new();
        for (target, _) in &self.interference {
            if !matches!(target, Target::Controls) {
                hosts.extend(target.hosts(catalogue)?);
            }
        }
        for other in ticked(catalogue).filter(|platform| !named.contains(platform.id.as_str())) {
            if let Some(shared) = hosts_of(other).intersection(&hosts).next() {
                bail!(
                    "scenario {}: {} is on {shared} too; name it",
                    self.name,
                    other.id
                );
            }
        }
        for control in &catalogue.controls {
            if let Some(shared) = hosts_of_control(control).intersection(&hosts).next() {
                bail!(
                    "scenario {}: the control {} is on {shared}",
                    self.name,
                    control.id
                );
            }
        }
        Ok(())
    }
}

fn platform<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Platform> {
    let found = catalogue
        .platforms
        .iter()
        .find(|platform| platform.id == id);
    found.with_context(|| format!("the catalogue has no platform {id}"))
}
