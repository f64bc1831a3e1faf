//! Servers: how far they are, how long they think, and what stands before them.

use getthrough::rng::Rng;

use crate::line::{between, pick};

/// What is done to the traffic of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interference {
    /// The name does not exist.
    NoSuchName,
    /// The name leads to the device itself.
    Loopback,
    /// The connection is refused.
    Refused,
    /// A reset as soon as the name of the host is seen.
    Reset,
    /// The connection is never opened.
    ConnectDropped,
    /// Silence as soon as the name of the host is seen.
    NameDropped,
    /// Connected, and then never an answer.
    Silent,
    /// Each connection carries 16 KB and then nothing.
    Stall,
    /// A policer of 140 kbit/s with a burst of 16 KB.
    Policed,
    /// An extension of the browser refuses it.
    Extension,
    /// A captive portal answers with a certificate of its own.
    Portal,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// How much farther than the nearest servers, milliseconds of round trip.
    pub extra_ms: f64,
    /// How long it thinks, milliseconds, at least and at most.
    pub think_ms: (f64, f64),
    /// Share of its answers that take 0.2–1.5 s longer.
    pub slow_share: f64,
    /// Share of requests that it refuses for no reason.
    pub failure_share: f64,
    /// HTTP/1.1: a connection whose answer was not read to its end is lost.
    pub http1: bool,
    /// How long an idle connection stays open, milliseconds.
    pub keeps_ms: f64,
    /// Size of an ordinary answer, bytes.
    pub body_bytes: u32,
    /// What is done to it.
    pub interference: Option<Interference>,
    /// The policer's bucket.
    pub bucket: Bucket,
}

impl Host {
    /// A server of a platform: mostly a near one of a content network, often a far origin.
    pub fn of_platform(name: &str, rng: &mut Rng) -> Self {
        let far = rng.unit() < 0.35;
        Self::at(name, far, rng)
    }

    /// A server of a control.
    pub fn of_control(name: &str, far: bool, rng: &mut Rng) -> Self {
        Self {
            http1: false,
            think_ms: (0.0, 10.0),
            slow_share: 0.01,
            ..Self::at(name, far, rng)
        }
    }

    fn at(name: &str, far: bool, rng: &mut Rng) -> Self {
        let extra_ms = if far {
            between(rng, 50.0, 250.0)
        } else {
            between(rng, 0.0, 20.0)
        };
        let thinks = if far {
            between(rng, 0.0, 100.0)
        } else {
            between(rng, 0.0, 30.0)
        };
        Self {
            name: name.to_owned(),
            extra_ms,
            think_ms: (thinks * 0.5, thinks),
            slow_share: pick(rng, &[0.0, 0.01, 0.03]),
            failure_share: pick(rng, &[0.0, 0.0, 0.0005, 0.002]),
            http1: rng.unit() < 0.15,
            keeps_ms: pick(rng, &[15_000.0, 60_000.0, 300_000.0]),
            body_bytes: 300 + rng.below(14_000) as u32,
            interference: None,
            bucket: Bucket::default(),
        }
    }

    /// How long this answer takes to make, milliseconds.
    pub fn thinks(&self, rng: &mut Rng) -> f64 {
        let usual = between(rng, self.think_ms.0, self.think_ms.1);
        if rng.unit() < self.slow_share {
            usual + between(rng, 200.0, 1500.0)
        } else {
            usual
        }
    }
}

/// A policer's token bucket: what does not fit is dropped.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    bytes: f64,
    at: f64,
}

const POLICED_BYTES_PER_MS: f64 = 17.5;
const BURST_BYTES: f64 = 16_384.0;

impl Default for Bucket {
    fn default() -> Self {
        Self {
            bytes: BURST_BYTES,
            at: 0.0,
        }
    }
}

impl Bucket {
    /// Whether a packet may pass now.
    pub fn passes(&mut self, now: f64, bytes: u32) -> bool {
        let since = (now - self.at).max(0.0);
        self.bytes = (self.bytes + since * POLICED_BYTES_PER_MS).min(BURST_BYTES);
        self.at = self.at.max(now);
        let fits = self.bytes >= f64::from(bytes);
        if fits {
            self.bytes -= f64::from(bytes);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policer_lets_a_burst_pass_and_then_its_rate() {
        let mut bucket = Bucket::default();
        let burst = (0..100).filter(|_| bucket.passes(0.0, 1024)).count();
        assert_eq!(burst, 16);
        let later = (0..10_000)
            .filter(|ms| bucket.passes(f64::from(*ms), 1000))
            .count();
        assert!((170..=175).contains(&later), "{later} KB in 10 s");
    }
}
