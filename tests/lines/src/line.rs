//! The visitor's line: distance, jitter, loss, bandwidth, outages and the name server.

use getthrough::rng::Rng;

/// How long drop-outs are planned ahead, milliseconds; no run is longer.
const HORIZON_MS: f64 = 240_000.0;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Round trip to the nearest servers, milliseconds.
    pub rtt_ms: f64,
    /// Mean extra delay of a packet, milliseconds; its tail is heavy.
    pub jitter_ms: f64,
    /// Share of packets lost, each way.
    pub loss: f64,
    /// What the line carries towards the visitor, kbit/s, shared by everything.
    pub kbps: f64,
    /// When it carries nothing, in order.
    pub outages: Vec<Outage>,
    /// The way to the name server.
    pub names: Names,
}

/// The way to the name server.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// Its distance, as a share of the line's round trip.
    pub distance: f64,
    /// Whether its packets are lost like all others; false where it stands before the bad part.
    pub lossy: bool,
    /// After how long a lost question is repeated, milliseconds.
    pub retry_ms: f64,
    /// Something nearby remembers that a name does not exist.
    pub remembers_missing: bool,
}

/// A time in which the line carries nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outage {
    /// Milliseconds.
    pub from: f64,
    /// Milliseconds.
    pub until: f64,
    /// How it shows.
    pub kind: OutageKind,
}

/// How an outage shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageKind {
    /// Packets vanish.
    Lost,
    /// The device has no network: everything is refused at once.
    Down,
}

impl Line {
    /// A quiet line: no jitter, loss or outages, and bandwidth to spare.
    pub fn quiet(rtt_ms: f64) -> Self {
        let names = Names {
            distance: 0.8,
            lossy: true,
            retry_ms: 1000.0,
            remembers_missing: false,
        };
        Self {
            rtt_ms,
            jitter_ms: 0.0,
            loss: 0.0,
            kbps: 50_000.0,
            outages: Vec::new(),
            names,
        }
    }

    /// A line of this distance and loss; all else is drawn from what lines are like.
    pub fn draw(rtt_ms: f64, loss: f64, kbps: f64, rng: &mut Rng) -> Self {
        let jitter_ms = rtt_ms.min(300.0) * pick(rng, &[0.0, 0.02, 0.1, 0.3]);
        let names = Names {
            distance: pick(rng, &[0.3, 0.8, 1.0, 1.5]),
            lossy: rng.unit() < 0.7,
            retry_ms: pick(rng, &[1000.0, 1000.0, 2000.0, 5000.0]),
            remembers_missing: false,
        };
        let outages = if rng.unit() < 0.25 {
            drop_outs(rng)
        } else {
            Vec::new()
        };
        Self {
            rtt_ms,
            jitter_ms,
            loss,
            kbps,
            outages,
            names,
        }
    }

    /// A line as most people have it: near, fast, and little is lost.
    pub fn is_ordinary(&self) -> bool {
        self.rtt_ms <= 120.0 && self.loss <= 0.01 && self.kbps >= 5_000.0 && self.outages.is_empty()
    }

    /// The outage at this time.
    pub fn outage(&self, now: f64) -> Option<&Outage> {
        self.outages.iter().find(|o| o.from <= now && now < o.until)
    }
}

/// Short outages with pauses of 8–45 s between them, as of a train or a weak wireless network.
fn drop_outs(rng: &mut Rng) -> Vec<Outage> {
    let mut outages = Vec::new();
    let mut at = between(rng, 0.0, 25_000.0);
    while at < HORIZON_MS {
        let long = rng.unit() < 0.2;
        let lasts = if long {
            between(rng, 1500.0, 5000.0)
        } else {
            between(rng, 300.0, 1500.0)
        };
        let kind = if rng.unit() < 0.3 {
            OutageKind::Down
        } else {
            OutageKind::Lost
        };
        outages.push(Outage {
            from: at,
            until: at + lasts,
            kind,
        });
        at += lasts + between(rng, 8_000.0, 45_000.0);
    }
    outages
}

/// A number between two.
pub fn between(rng: &mut Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.unit()
}

/// One of several.
pub fn pick<T: Copy>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.below(all.len())]
}

/// A delay with a heavy tail, mean about 1, at most 20: Pareto's with exponent 2. It needs only a
/// square root, which every machine rounds alike.
pub fn heavy_tail(rng: &mut Rng) -> f64 {
    (1.0 / (1.0 - rng.unit()).sqrt() - 1.0).min(20.0)
}
