//! The simulated world: a browser, a line, servers and a censor on a virtual clock.
//!
//! A discrete-event simulation: nothing here waits. What a request goes through is in
//! `exchange`; here are the clock, the queue of events, and what happens to the device.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use getthrough::catalogue::{Catalogue, ProbeKind, host_of};
use getthrough::rng::Rng;
use getthrough::run::{Environment, Observation, Request, RequestId, Signal};

use crate::browser::{Browser, Ending, Kind};
use crate::exchange::{Conn, Live};
use crate::host::{Host, Interference};
use crate::line::{Line, Outage, OutageKind, between};
use crate::link::Link;
use crate::names::LookUp;

/// Something that the run is told of.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// What came of a request.
    Seen(RequestId, Observation),
    /// What happened to the page.
    Page(Signal),
}

/// Something that happens to the device or to a server at a set time.
#[derive(Clone, Debug, PartialEq)]
pub enum Stir {
    /// The page is told this.
    Signal(Signal),
    /// The device slept: requests and connections are gone, the network comes back within 3 s.
    Slept,
    /// From now on this is done to the traffic of the host.
    Interfere(String, Option<Interference>),
}

/// The world.
pub struct World {
    pub(crate) link: Link,
    pub(crate) browser: Browser,
    pub(crate) rng: Rng,
    pub(crate) hosts: Vec<Host>,
    /// Open connections, by host and pool.
    pub(crate) conns: Vec<[Option<Conn>; 2]>,
    /// Hosts whose address is known.
    pub(crate) resolved: Vec<bool>,
    /// The latest look-up of each host.
    pub(crate) look_ups: Vec<Option<LookUp>>,
    pub(crate) live: BTreeMap<RequestId, Live>,
    /// Images and files of known size, by URL.
    pub(crate) images: BTreeMap<String, Option<u32>>,
    names: BTreeMap<String, usize>,
    queue: BinaryHeap<Reverse<Entry>>,
    entries: u64,
    hidden: bool,
}

/// What happens inside the world.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A request takes its next step.
    Go(RequestId),
    /// A server's packets reach the queue before the line.
    Serve(RequestId),
    /// A request ends on the line.
    End(RequestId, Ending),
    /// The page sees the end.
    Deliver(RequestId, Observation),
    /// The device loses its network.
    NetworkDown,
    /// Something set happens.
    Stir(Stir),
}

impl World {
    /// The servers of a catalogue (and of the page itself) at the end of this line. Where they
    /// stand and how they answer is drawn from the seed.
    pub fn new(
        catalogue: &Catalogue,
        own_url: &str,
        line: Line,
        browser: Browser,
        seed: u64,
    ) -> Self {
        let mut rng = Rng::new(seed);
        let link = Link::new(line, rng.next_u64());
        let mut world = Self {
            link,
            browser,
            rng,
            hosts: Vec::new(),
            conns: Vec::new(),
            resolved: Vec::new(),
            look_ups: Vec::new(),
            live: BTreeMap::new(),
            images: BTreeMap::new(),
            names: BTreeMap::new(),
            queue: BinaryHeap::new(),
            entries: 0,
            hidden: false,
        };
        world.place_controls(catalogue, own_url);
        world.place_platforms(catalogue);
        for outage in world.link.line().outages.clone() {
            if outage.kind == OutageKind::Down {
                world.push(outage.from, Event::NetworkDown);
            }
        }
        world
    }

    fn place_controls(&mut self, catalogue: &Catalogue, own_url: &str) {
        let far: Vec<usize> = (0..3)
            .map(|_| self.rng.below(catalogue.controls.len()))
            .collect();
        for (i, control) in catalogue.controls.iter().enumerate() {
            let object = control.object.as_ref();
            for url in [Some(&control.url), object.map(|o| &o.url)]
                .into_iter()
                .flatten()
            {
                self.place(url, |name, rng| {
                    Host::of_control(name, far.contains(&i), rng)
                });
            }
            if control.probe == ProbeKind::Image {
                self.images.insert(control.url.clone(), None);
            }
            if let Some(object) = object {
                self.images.insert(object.url.clone(), Some(object.bytes));
            }
        }
        self.place(own_url, |name, rng| {
            Host::of_control(name, rng.unit() < 0.5, rng)
        });
    }

    fn place_platforms(&mut self, catalogue: &Catalogue) {
        for platform in &catalogue.platforms {
            for endpoint in &platform.endpoints {
                self.place(&endpoint.url, Host::of_platform);
                if endpoint.probe == ProbeKind::Image {
                    self.images.insert(endpoint.url.clone(), None);
                }
                if let Some(image) = &endpoint.image {
                    self.place(image, Host::of_platform);
                    self.images.insert(image.clone(), None);
                }
                if let Some(alt) = &endpoint.alt {
                    self.place(alt, Host::of_platform);
                }
            }
            if let Some(object) = &platform.object {
                self.place(&object.url, Host::of_platform);
                // The catalogue may state an upper bound.
                let share = between(&mut self.rng, 0.9, 1.0);
                let bytes = (f64::from(object.bytes) * share) as u32;
                self.images.insert(object.url.clone(), Some(bytes));
            }
        }
    }

    fn place(&mut self, url: &str, make: impl FnOnce(&str, &mut Rng) -> Host) {
        let Some(name) = host_of(url) else { return };
        if !self.names.contains_key(name) {
            self.names.insert(name.to_owned(), self.hosts.len());
            self.hosts.push(make(name, &mut self.rng));
            self.conns.push([None, None]);
            self.resolved.push(false);
            self.look_ups.push(None);
        }
    }

    /// The host of this name, to look at or to change.
    pub fn host(&mut self, name: &str) -> Option<&mut Host> {
        self.names.get(name).map(|i| &mut self.hosts[*i])
    }

    /// Does this to the traffic of the host of a URL. A URL that is no part of this world is a
    /// mistake of the scenario.
    pub fn interfere(&mut self, url: &str, what: Interference) {
        let name = host_of(url).expect("a scenario's URL has a host");
        self.host(name)
            .expect("a scenario's host is in the catalogue")
            .interference = Some(what);
    }

    /// Does this to the traffic of every host.
    pub fn interfere_everywhere(&mut self, what: Interference) {
        for host in &mut self.hosts {
            host.interference = Some(what);
        }
    }

    /// Lets something happen at a set time.
    pub fn at(&mut self, now: f64, stir: Stir) {
        self.push(now, Event::Stir(stir));
    }

    /// The line.
    pub fn line(&self) -> &Line {
        self.link.line()
    }

    /// What the browser is like.
    pub fn browser_environment(&self) -> Environment {
        self.browser.environment()
    }

    /// Starts a request.
    pub fn start(&mut self, request: Request, now: f64) {
        let host = host_of(&request.url)
            .and_then(|name| self.names.get(name))
            .copied();
        self.begin(request, host, now);
    }

    /// Aborts a request: nothing more is told of it.
    pub fn abort(&mut self, id: RequestId) {
        if let Some(live) = self.live.remove(&id) {
            self.leave(&live);
        }
    }

    /// When a timer that was set for `wake` really fires.
    pub fn fires(&mut self, wake: f64, now: f64) -> f64 {
        let due = wake.max(now);
        if self.hidden {
            return due + between(&mut self.rng, 0.0, 1000.0);
        }
        let stuck = self.browser.busy > 0.0 && self.rng.unit() < 0.001;
        let late = if stuck {
            between(&mut self.rng, 500.0, 3000.0)
        } else {
            0.0
        };
        due + late + self.browser.lateness()
    }

    /// The next thing that the run is told of, at `until` at the latest; `None` where nothing
    /// happens before.
    pub fn next(&mut self, until: f64) -> Option<(f64, Happening)> {
        while self
            .queue
            .peek()
            .is_some_and(|Reverse(entry)| entry.at <= until)
        {
            let Reverse(Entry { at, event, .. }) = self.queue.pop()?;
            match event {
                Event::Go(id) => self.go(id, at),
                Event::Serve(id) => self.serve(id, at),
                Event::End(id, ending) => self.end(id, ending, at),
                Event::NetworkDown => self.lose_network(at),
                Event::Deliver(id, observation) => {
                    if self.live.remove(&id).is_some() {
                        return Some((at, Happening::Seen(id, observation)));
                    }
                }
                Event::Stir(stir) => {
                    if let Some(signal) = self.stir(stir, at) {
                        return Some((at, Happening::Page(signal)));
                    }
                }
            }
        }
        None
    }

    fn stir(&mut self, stir: Stir, now: f64) -> Option<Signal> {
        match stir {
            Stir::Signal(signal) => {
                match signal {
                    Signal::Hidden => self.hidden = true,
                    Signal::Visible => self.hidden = false,
                    Signal::ClockJump | Signal::CspViolation(_) => {}
                }
                Some(signal)
            }
            Stir::Slept => {
                let until = now + between(&mut self.rng, 500.0, 3000.0);
                self.link.interrupt(Outage {
                    from: now,
                    until,
                    kind: OutageKind::Down,
                });
                self.refuse_all(now);
                Some(Signal::ClockJump)
            }
            Stir::Interfere(name, what) => {
                let host = self
                    .host(&name)
                    .expect("a scenario's host is in the catalogue");
                host.interference = what;
                let i = self.names[&name];
                self.conns[i] = [None, None];
                self.resolved[i] = false;
                self.look_ups[i] = None;
                None
            }
        }
    }

    /// Chromium and Firefox end everything that is under way; WebKit lets it hang.
    fn lose_network(&mut self, now: f64) {
        if self.browser.kind != Kind::Webkit {
            self.refuse_all(now);
        }
    }

    fn refuse_all(&mut self, now: f64) {
        self.conns.fill([None, None]);
        let ids: Vec<RequestId> = self.live.keys().copied().collect();
        for id in ids {
            let secured = self.live[&id].secured;
            let soon = now + between(&mut self.rng, 1.0, 6.0);
            self.fail(id, secured, soon);
        }
    }

    pub(crate) fn push(&mut self, at: f64, event: Event) {
        self.entries += 1;
        self.queue.push(Reverse(Entry {
            at,
            order: self.entries,
            event,
        }));
    }
}

/// An event in the queue: the earliest first, and among those of one time the oldest.
struct Entry {
    at: f64,
    order: u64,
    event: Event,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at
            .total_cmp(&other.at)
            .then(self.order.cmp(&other.order))
    }
}
