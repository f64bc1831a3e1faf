//! What a request goes through: the connection, the handshake, the question and its end, each with
//! its lost packets and repeats. Before it is the name ([`crate::names`]), and how an answer comes
//! is in [`crate::flight`].

use getthrough::run::{Form, Request, RequestId};

use crate::browser::{Browser, Ending, Kind};
use crate::host::Interference;
use crate::line::{OutageKind, between};
use crate::names::LookUp;
use crate::world::{Event, World};

/// Bytes of a full packet.
pub(crate) const PACKET_BYTES: u32 = 1400;
/// Packets of a server's side of the TLS handshake: about 5 KB of certificates.
const HANDSHAKE_PACKETS: u32 = 4;
/// Packets that a server sends before the first acknowledgement.
const INITIAL_WINDOW: f64 = 10.0;
/// When a connection that is not answered is asked for again, milliseconds after the first time;
/// the odd ones are those of the second connection that most browsers open after 250 ms.
const CONNECT_AT_MS: [f64; 10] = [
    0.0, 250.0, 1000.0, 1250.0, 3000.0, 3250.0, 7000.0, 7250.0, 15_000.0, 15_250.0,
];

/// An open connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conn {
    pub(crate) bytes: u32,
    pub(crate) used_at: f64,
    pub(crate) window: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Name,
    Connect,
    Handshake,
    Ask,
    Over,
}

/// A request under way.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) request: Request,
    pub(crate) host: Option<usize>,
    pool: usize,
    started: f64,
    pub(crate) stage: Stage,
    stage_started: f64,
    pub(crate) look_up: Option<LookUp>,
    tries: usize,
    reconnects: u32,
    pub(crate) rto: f64,
    pub(crate) conn: Conn,
    /// TLS is up.
    pub(crate) secured: bool,
    /// Packets of the answer that are still missing, and the congestion control's state.
    pub(crate) left: u32,
    pub(crate) window: f64,
    pub(crate) threshold: f64,
    pub(crate) head_at: Option<f64>,
    pub(crate) last_at: f64,
    refused_by_server: bool,
}

impl World {
    pub(crate) fn begin(&mut self, request: Request, host: Option<usize>, now: f64) {
        let id = request.id;
        let http1 = host.is_some_and(|h| self.hosts[h].http1);
        let image = request.form == Form::Image;
        let pool = usize::from(image && self.browser.separates_images(http1));
        let open = host.and_then(|h| {
            let keeps = self.hosts[h].keeps_ms;
            let conn = self.conns[h][pool].filter(|c| now - c.used_at < keeps);
            conn.filter(|_| request.form != Form::Websocket)
        });
        let rto = self.rto(host);
        let conn = Conn {
            bytes: 0,
            used_at: now,
            window: INITIAL_WINDOW,
        };
        let live = Live {
            request,
            host,
            pool,
            started: now,
            stage: if open.is_some() {
                Stage::Ask
            } else {
                Stage::Name
            },
            stage_started: now,
            look_up: None,
            tries: 0,
            reconnects: self.browser.reconnects(),
            rto,
            conn: open.unwrap_or(conn),
            secured: open.is_some(),
            left: 0,
            window: 0.0,
            threshold: f64::MAX,
            head_at: None,
            last_at: now,
            refused_by_server: false,
        };
        self.live.insert(id, live);
        let extension = host.is_some_and(|h| self.does(h, Interference::Extension));
        let down = self
            .line()
            .outage(now)
            .is_some_and(|o| o.kind == OutageKind::Down);
        let from_cache = self.live[&id].request.form == Form::Cached;
        if extension || from_cache {
            let after = if from_cache {
                self.browser.on_device(Browser::own_refusal)
            } else {
                self.browser.own_refusal()
            };
            self.fail(id, false, now + after);
        } else if down {
            let after = between(&mut self.rng, 2.0, 6.0);
            self.fail(id, false, now + after);
        } else {
            let quick = open.is_some() || host.is_some_and(|h| self.stays_on_device(h));
            let after = self.browser.overhead(!quick);
            self.push(now + after, Event::Go(id));
        }
    }

    /// The next step towards the server.
    pub(crate) fn go(&mut self, id: RequestId, now: f64) {
        let Some(live) = self.live.get(&id) else {
            return;
        };
        match live.stage {
            Stage::Name => self.ask_name(id, now),
            Stage::Connect => self.connect(id, now),
            Stage::Handshake | Stage::Ask => self.send(id, now),
            Stage::Over => {}
        }
    }

    fn connect(&mut self, id: RequestId, now: f64) {
        let live = &self.live[&id];
        let Some(h) = live.host else { return };
        let (began, tries) = (live.stage_started, live.tries);
        if self.does(h, Interference::ConnectDropped) {
            return;
        }
        let there = self.link.one_way(self.hosts[h].extra_ms);
        let back = self.link.one_way(self.hosts[h].extra_ms);
        let lost = self.link.up_is_lost(now) || self.link.up_is_lost(now + there);
        if !lost && self.does(h, Interference::Refused) {
            self.fail(id, false, now + there + back);
        } else if !lost {
            self.enter(id, Stage::Handshake, now + there + back);
        } else {
            let step = if self.browser.has_backup_connect() {
                1
            } else {
                2
            };
            let next = tries + step;
            self.with(id, |live| live.tries = next);
            // Beyond the table the browser's own patience is longer than any deadline of the run.
            if let Some(at) = CONNECT_AT_MS.get(next) {
                self.push((began + at).max(now), Event::Go(id));
            }
        }
    }

    /// Sends the client's part of the handshake, or the question.
    fn send(&mut self, id: RequestId, now: f64) {
        let live = &self.live[&id];
        let Some(h) = live.host else { return };
        let (stage, rto) = (live.stage, live.rto);
        let named = stage == Stage::Handshake;
        let dropped = named && self.does(h, Interference::NameDropped)
            || !named && self.does(h, Interference::Silent);
        if dropped {
            return;
        }
        // A ClientHello with post-quantum keys takes two packets.
        let lost = self.link.up_is_lost(now) || named && self.link.up_is_lost(now);
        if lost {
            self.with(id, |live| live.rto *= 2.0);
            return self.push(now + rto, Event::Go(id));
        }
        let there = self.link.one_way(self.hosts[h].extra_ms);
        let back = self.link.one_way(self.hosts[h].extra_ms);
        if named && self.does(h, Interference::Reset) {
            return self.reset(id, now + there + back);
        }
        let think = if named {
            1.0
        } else {
            self.hosts[h].thinks(&mut self.rng)
        };
        let refuses = !named && self.rng.unit() < self.hosts[h].failure_share;
        let packets = if named {
            HANDSHAKE_PACKETS
        } else {
            self.answer_packets(id, h)
        };
        let rto = self.rto(Some(h));
        self.with(id, |live| {
            live.left = if refuses { 1 } else { packets };
            live.window = if named {
                INITIAL_WINDOW
            } else {
                live.conn.window
            };
            live.threshold = f64::MAX;
            live.head_at = None;
            live.refused_by_server = refuses;
            live.rto = rto;
        });
        self.push(now + there + think + back, Event::Serve(id));
    }

    fn answer_packets(&self, id: RequestId, h: usize) -> u32 {
        let request = &self.live[&id].request;
        if request.form == Form::Websocket {
            return if request.hello { 2 } else { 1 };
        }
        let known = self.images.get(&request.url).copied().flatten();
        known
            .unwrap_or(self.hosts[h].body_bytes)
            .div_ceil(PACKET_BYTES)
            .max(1)
    }

    /// The handshake is done.
    pub(crate) fn shake(&mut self, id: RequestId, h: usize, at: f64) {
        if self.does(h, Interference::Portal) {
            return self.fail(id, false, at);
        }
        self.with(id, |live| live.secured = true);
        self.enter(id, Stage::Ask, at);
    }

    /// The answer, or as much of it as the request waits for, is there.
    pub(crate) fn answer(&mut self, id: RequestId, h: usize, at: f64) {
        let live = &self.live[&id];
        if live.refused_by_server {
            return self.fail(id, true, at);
        }
        let form = live.request.form;
        let known = self.images.get(&live.request.url).copied();
        let answered = form != Form::Image || known.is_some();
        let bytes =
            (form == Form::Download).then(|| known.flatten().unwrap_or(self.hosts[h].body_bytes));
        self.over(
            id,
            Ending {
                answered,
                secured: true,
                responded: true,
                bytes,
            },
            at,
        );
    }

    /// A reset in the handshake: most browsers try again before they give up.
    fn reset(&mut self, id: RequestId, at: f64) {
        if self.live[&id].reconnects == 0 {
            return self.fail(id, false, at);
        }
        self.with(id, |live| live.reconnects -= 1);
        self.enter(id, Stage::Connect, at);
    }

    pub(crate) fn enter(&mut self, id: RequestId, stage: Stage, at: f64) {
        let rto = self.rto(self.live[&id].host);
        self.with(id, |live| {
            live.stage = stage;
            live.stage_started = at;
            live.tries = 0;
            live.rto = rto;
        });
        if stage == Stage::Connect
            && let Some(h) = self.live[&id].host
        {
            self.resolved[h] = true;
        }
        self.push(at, Event::Go(id));
    }

    pub(crate) fn fail(&mut self, id: RequestId, secured: bool, at: f64) {
        self.over(
            id,
            Ending {
                answered: false,
                secured,
                responded: false,
                bytes: None,
            },
            at,
        );
    }

    fn over(&mut self, id: RequestId, ending: Ending, at: f64) {
        self.with(id, |live| live.stage = Stage::Over);
        self.push(at, Event::End(id, ending));
    }

    /// A request has ended on the line; the page sees it a moment later.
    pub(crate) fn end(&mut self, id: RequestId, ending: Ending, now: f64) {
        let Some(live) = self.live.get(&id).cloned() else {
            return;
        };
        let (form, took) = (live.request.form, now - live.started);
        let see = |browser: &mut Browser| browser.sees(form, took, ending);
        let (observation, late) = match form {
            Form::Cached => self.browser.on_device(see),
            _ => see(&mut self.browser),
        };
        if let Some(h) = live.host.filter(|_| ending.responded) {
            let kept = live.request.form != Form::Websocket;
            let conn = Conn {
                used_at: now,
                window: live.window.max(INITIAL_WINDOW),
                ..live.conn
            };
            self.conns[h][live.pool] = kept.then_some(conn);
            self.leave(&live);
        }
        self.push(now + late, Event::Deliver(id, observation));
    }

    /// What a request leaves behind: a fetch is aborted at the headers, which costs an HTTP/1.1
    /// connection; so does an abort midway. HTTP/2 keeps its connection, and what a stalled one
    /// has carried still counts.
    pub(crate) fn leave(&mut self, live: &Live) {
        let Some(h) = live.host else { return };
        let cut_off = live.stage != Stage::Over || live.request.form == Form::Fetch;
        if live.secured && self.hosts[h].http1 && cut_off {
            self.conns[h][live.pool] = None;
        } else if live.stage == Stage::Ask && live.request.form != Form::Websocket {
            self.conns[h][live.pool] = Some(live.conn);
        }
    }

    /// A known name that leads nowhere: most browsers have nothing to set up for it.
    fn stays_on_device(&self, h: usize) -> bool {
        let remembered =
            self.does(h, Interference::NoSuchName) && self.browser.kind != Kind::Firefox;
        self.resolved[h] && (self.does(h, Interference::Loopback) || remembered)
    }

    pub(crate) fn does(&self, h: usize, what: Interference) -> bool {
        self.hosts[h].interference == Some(what)
    }

    /// How long a sender waits before it repeats, milliseconds: two round trips, at least 250.
    pub(crate) fn rto(&self, host: Option<usize>) -> f64 {
        let extra = host.map_or(0.0, |h| self.hosts[h].extra_ms);
        let line = self.line();
        (2.0 * (line.rtt_ms + extra)).max(250.0) + 2.0 * line.jitter_ms
    }

    pub(crate) fn with(&mut self, id: RequestId, change: impl FnOnce(&mut Live)) {
        if let Some(live) = self.live.get_mut(&id) {
            change(live);
        }
    }
}
