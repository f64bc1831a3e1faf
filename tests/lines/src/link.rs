//! Packets on the line: they are late, lost, dropped from a full queue, or delivered in order.

use getthrough::rng::Rng;

use crate::line::{Line, heavy_tail};

/// The queue before the visitor's line holds this much time; what comes on top is dropped.
const QUEUE_MS: f64 = 1000.0;

/// The line with what is on it.
#[derive(Debug)]
pub struct Link {
    line: Line,
    rng: Rng,
    free_at: f64,
}

impl Link {
    /// An empty line.
    pub fn new(line: Line, seed: u64) -> Self {
        Self {
            line,
            rng: Rng::new(seed),
            free_at: 0.0,
        }
    }

    /// What the line is like.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Adds an outage that was not planned.
    pub fn interrupt(&mut self, outage: crate::line::Outage) {
        self.line.outages.push(outage);
    }

    /// One way to a server this much farther than the nearest ones, milliseconds.
    pub fn one_way(&mut self, extra_ms: f64) -> f64 {
        (self.line.rtt_ms + extra_ms) / 2.0 + self.line.jitter_ms * heavy_tail(&mut self.rng)
    }

    /// Whether a packet sent now towards a server is lost.
    pub fn up_is_lost(&mut self, now: f64) -> bool {
        self.line.outage(now).is_some() || self.rng.unit() < self.line.loss
    }

    /// When a packet that reaches the queue before the line now gets to the visitor; `None` where
    /// it is lost.
    pub fn down(&mut self, now: f64, bytes: u32) -> Option<f64> {
        let lost = self.line.outage(now).is_some() || self.rng.unit() < self.line.loss;
        let starts = self.free_at.max(now);
        if lost || starts - now > QUEUE_MS {
            return None;
        }
        self.free_at = starts + f64::from(bytes) * 8.0 / self.line.kbps;
        Some(self.free_at)
    }

    /// One question to the name server: how long until the answer, `None` where either is lost.
    pub fn ask_names(&mut self, now: f64) -> Option<f64> {
        let out = self.line.outage(now).is_some();
        let loss = if self.line.names.lossy {
            self.line.loss
        } else {
            0.0
        };
        let lost = self.rng.unit() < loss || self.rng.unit() < loss;
        if out || lost {
            return None;
        }
        // Some names are not in the name server's own memory.
        let recursion = if self.rng.unit() < 0.2 {
            80.0 * self.rng.unit()
        } else {
            0.0
        };
        let jitter = self.line.jitter_ms * heavy_tail(&mut self.rng);
        Some(self.line.rtt_ms * self.line.names.distance + jitter + recursion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_wait_for_those_before_them() {
        let mut link = Link::new(
            Line {
                kbps: 256.0,
                ..Line::quiet(20.0)
            },
            1,
        );
        assert_eq!(link.down(0.0, 1600), Some(50.0));
        assert_eq!(link.down(0.0, 1600), Some(100.0));
        assert_eq!(link.down(300.0, 1600), Some(350.0));
    }

    #[test]
    fn a_full_queue_drops_what_comes_on_top() {
        let mut link = Link::new(
            Line {
                kbps: 256.0,
                ..Line::quiet(20.0)
            },
            1,
        );
        let delivered = (0..60).filter(|_| link.down(0.0, 1600).is_some()).count();
        assert_eq!(delivered, 21);
    }

    #[test]
    fn as_many_packets_are_lost_as_the_line_loses() {
        let mut link = Link::new(
            Line {
                loss: 0.05,
                ..Line::quiet(20.0)
            },
            1,
        );
        let lost = (0..20_000).filter(|_| link.up_is_lost(0.0)).count();
        assert!((900..1100).contains(&lost), "{lost} of 20000");
    }
}
