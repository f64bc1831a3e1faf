//! What is sent: reports of prefixes of many networks, as a trusted proxy would pass them on.

use getthrough_collector::networks::{Meta, Ranges, Source, pack};

use super::program::{Numbers, report};

/// So many /24 there are: all of 11.0.0.0/8.
pub const PREFIXES: usize = 1 << 16;
/// So many different bodies.
const BODIES: usize = 64;

/// Reports, ready to be sent.
pub struct Requests {
    bodies: Vec<String>,
    prefixes: usize,
}

impl Requests {
    /// Reports of these slots from so many prefixes.
    pub fn new(platforms: u16, slots: &[u32], prefixes: usize) -> Self {
        let mut numbers = Numbers(7);
        let all = (0..BODIES).map(|n| report(platforms, slots[n % slots.len()], &mut numbers));
        Self {
            bodies: all.collect(),
            prefixes: prefixes.min(PREFIXES),
        }
    }

    /// The longest body, bytes.
    pub fn size(&self) -> usize {
        self.bodies.iter().map(String::len).max().unwrap_or(0)
    }

    /// Writes one request.
    pub fn write(&self, numbers: &mut Numbers, to: &mut Vec<u8>) {
        use std::io::Write;
        let prefix = numbers.below(self.prefixes);
        let body = &self.bodies[numbers.below(self.bodies.len())];
        to.clear();
        // Writing to memory cannot fail.
        let _ = write!(
            to,
            "POST /v1/reports HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n\
             x-forwarded-for: 11.{}.{}.7\r\ncontent-length: {}\r\n\r\n{body}",
            prefix >> 8,
            prefix & 255,
            body.len()
        );
    }
}

/// A file in which these prefixes belong to so many networks, some large and most small, as it is
/// in the world.
pub fn networks(count: usize) -> Vec<u8> {
    let weights: f64 = (1..=count).map(|n| 1.0 / n as f64).sum();
    let (mut text, mut at, mut sum) = (String::new(), 0, 0.0);
    for n in 1..=count {
        sum += 1.0 / n as f64 / weights;
        let end = ((sum * PREFIXES as f64) as usize).clamp(at + 1, PREFIXES);
        let (first, last) = (at, end - 1);
        text += &format!(
            "11.{}.{}.0,11.{}.{}.255,{n},Network {n}\n",
            first >> 8,
            first & 255,
            last >> 8,
            last & 255
        );
        at = end;
    }
    let networks = Ranges::networks(&[&text]).expect("ranges");
    let source = Source {
        gives: "networks".into(),
        name: "made up".into(),
        licence: "CC0".into(),
        date: "2026-11-24".into(),
    };
    let sources = vec![source];
    pack(&networks, None, Meta { sources })
}
