//! What a run asks: the chosen platforms, their endpoints, and the hosts that these share.

use super::{Form, Options};
use crate::catalogue::{Catalogue, Control, Endpoint, Platform, ProbeKind, host_of};

/// One endpoint of a chosen platform.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// Place in [`Plan::platforms`].
    pub platform: usize,
    /// Place among its endpoints.
    pub endpoint: usize,
    /// Place in [`Plan::hosts`].
    pub host: usize,
}

/// One host. All its endpoints are judged together: on the wire they look alike.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    pub name: String,
    /// Who runs the platform, where that is also a control's operator.
    pub operator: Option<String>,
    pub answered: bool,
    /// A request to it is queued or under way for the ladder of attempts.
    pub laddered: bool,
    /// Its first request was answered, failed or parked.
    pub met: bool,
}

/// What a run asks.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub version: u16,
    pub canary: Option<String>,
    pub platforms: Vec<Platform>,
    pub spots: Vec<Spot>,
    pub hosts: Vec<Host>,
    /// The controls outside any country: they speak for the line.
    pub controls: Vec<Control>,
    /// Controls inside the visitor's country.
    pub domestic: Vec<Control>,
}

impl Plan {
    pub fn new(catalogue: Catalogue, options: &Options, country: Option<&str>) -> Self {
        let mut plan = Self {
            version: catalogue.version,
            canary: catalogue.canary,
            platforms: Vec::new(),
            spots: Vec::new(),
            hosts: Vec::new(),
            controls: Vec::new(),
            domestic: Vec::new(),
        };
        for control in catalogue.controls {
            match &control.country {
                None => plan.controls.push(control),
                Some(c) if Some(c.as_str()) == country => plan.domestic.push(control),
                Some(_) => {}
            }
        }
        for platform in catalogue.platforms {
            if options.platforms.contains(&platform.id) {
                plan.add(platform);
            }
        }
        plan
    }

    fn add(&mut self, platform: Platform) {
        for (i, endpoint) in platform.endpoints.iter().enumerate() {
            let host = self.host(&endpoint.url, platform.operator.as_deref());
            self.spots.push(Spot {
                platform: self.platforms.len(),
                endpoint: i,
                host,
            });
        }
        self.platforms.push(platform);
    }

    /// The place of a URL's host, which is added where it is new.
    pub fn host(&mut self, url: &str, operator: Option<&str>) -> usize {
        let name = host_of(url).unwrap_or(url);
        if let Some(i) = self.hosts.iter().position(|h| h.name == name) {
            return i;
        }
        self.hosts.push(Host {
            name: name.to_owned(),
            operator: operator.map(str::to_owned),
            answered: false,
            laddered: false,
            met: false,
        });
        self.hosts.len() - 1
    }

    pub fn endpoint(&self, spot: usize) -> &Endpoint {
        let spot = &self.spots[spot];
        &self.platforms[spot.platform].endpoints[spot.endpoint]
    }

    /// The first endpoint of a host: it climbs the ladder for all.
    pub fn first_of(&self, host: usize) -> Option<usize> {
        self.spots.iter().position(|s| s.host == host)
    }

    /// Whether nobody has seen any endpoint of a host answer a page of another site.
    pub fn is_unproven(&self, host: usize) -> bool {
        let mut spots = (0..self.spots.len()).filter(|&s| self.spots[s].host == host);
        spots.all(|spot| self.endpoint(spot).unproven)
    }

    /// The other endpoints of a host.
    pub fn siblings(&self, spot: usize) -> Vec<usize> {
        let host = self.spots[spot].host;
        (0..self.spots.len())
            .filter(|&s| s != spot && self.spots[s].host == host)
            .collect()
    }

    /// The other path of an endpoint's host: its alternate, a sibling, or the same again.
    pub fn other_path(&self, spot: usize) -> &str {
        let endpoint = self.endpoint(spot);
        if let Some(alt) = &endpoint.alt {
            return alt;
        }
        let siblings = self.siblings(spot);
        let sibling = siblings.iter().map(|&s| self.endpoint(s));
        match sibling
            .into_iter()
            .find(|e| e.probe != ProbeKind::Websocket)
        {
            Some(e) => &e.url,
            None => &endpoint.url,
        }
    }

    /// The other kind of request to an endpoint's host, where there is one.
    pub fn other_kind(&self, spot: usize) -> Option<(String, Form)> {
        let endpoint = self.endpoint(spot);
        match endpoint.probe {
            ProbeKind::Image => Some((endpoint.url.clone(), Form::Image)),
            ProbeKind::Fetch => {
                let siblings = self.siblings(spot);
                let sibling = siblings
                    .iter()
                    .map(|&s| self.endpoint(s))
                    .find(|e| e.probe == ProbeKind::Image)
                    .map(|e| &e.url);
                Some((endpoint.image.as_ref().or(sibling)?.clone(), Form::Image))
            }
            ProbeKind::Websocket => {
                let url = match &endpoint.alt {
                    Some(alt) => alt.clone(),
                    None => ["https://", host_of(&endpoint.url)?, "/"].concat(),
                };
                Some((url, Form::Fetch))
            }
        }
    }

    /// True where an endpoint that comes earlier in the catalogue, and may share an address with
    /// this one, has not been met yet: an open connection to this one could hide a filter on it.
    pub fn must_wait(&self, spot: usize) -> bool {
        let Some(edge) = &self.endpoint(spot).edge else {
            return false;
        };
        (0..spot).any(|s| {
            let host = self.spots[s].host;
            host != self.spots[spot].host
                && !self.hosts[host].met
                && self.endpoint(s).edge.as_ref() == Some(edge)
        })
    }
}
