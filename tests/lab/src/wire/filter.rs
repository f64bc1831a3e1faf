//! The censor's rules for packets, at the far end of the wire.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Instant;

use super::packet::{Flow, Packet};
use crate::censor::{
    Censor, POLICED_BURST_BYTES, POLICED_BYTES_PER_SECOND, PacketRule, STALL_BYTES,
};
use crate::log::{Event, Log};

/// What becomes of a packet from the browser's side.
pub enum Fate {
    /// It goes on.
    Carried,
    /// It vanishes.
    Dropped,
    /// It vanishes, and this comes back.
    Answered(Vec<u8>),
}

/// The rules' memory: how much each connection carried, how much each host may carry.
pub struct Filter {
    censor: Censor,
    log: Arc<Log>,
    router: Ipv4Addr,
    carried: HashMap<Flow, u64>,
    buckets: HashMap<Ipv4Addr, Bucket>,
}

impl Filter {
    /// A filter that asks `censor` about every packet.
    pub fn new(censor: Censor, log: Arc<Log>, router: Ipv4Addr) -> Self {
        Self {
            censor,
            log,
            router,
            carried: HashMap::new(),
            buckets: HashMap::new(),
        }
    }

    /// The share of packets that the wire loses.
    pub fn loss(&self) -> f64 {
        self.censor.loss()
    }

    /// Writes down what left the browser's side, before anything can be lost.
    pub fn note(&self, bytes: &[u8]) {
        if let Some(packet) = Packet::read(bytes).filter(Packet::is_syn) {
            self.log.push(Event::Connection { address: packet.to });
        }
    }

    /// A packet on its way to a server.
    pub fn up(&mut self, bytes: &[u8]) -> Fate {
        let Some(packet) = Packet::read(bytes) else {
            return Fate::Dropped;
        };
        if packet.is_syn()
            && let Some(flow) = packet.flow()
        {
            self.carried.remove(&flow.back());
        }
        let answer = match self.censor.packets(packet.to) {
            PacketRule::Pass | PacketRule::Stall | PacketRule::Police => return Fate::Carried,
            PacketRule::Drop => None,
            PacketRule::Reset => packet.reset(),
            PacketRule::Prohibit => packet.prohibited(self.router),
        };
        answer.map_or(Fate::Dropped, Fate::Answered)
    }

    /// Whether a packet on its way back to the browser is carried.
    pub fn down(&mut self, bytes: &[u8], now: Instant) -> bool {
        let Some(packet) = Packet::read(bytes) else {
            return false;
        };
        let length = bytes.len();
        match self.censor.packets(packet.from) {
            PacketRule::Pass => true,
            PacketRule::Drop | PacketRule::Reset | PacketRule::Prohibit => false,
            PacketRule::Stall => packet.flow().is_none_or(|flow| {
                let carried = self.carried.entry(flow).or_default();
                *carried += length as u64;
                *carried <= STALL_BYTES
            }),
            PacketRule::Police => self
                .buckets
                .entry(packet.from)
                .or_insert_with(|| Bucket::full(now))
                .take(length, now),
        }
    }
}

/// A token bucket.
struct Bucket {
    bytes: f64,
    at: Instant,
}

impl Bucket {
    fn full(now: Instant) -> Self {
        Self {
            bytes: POLICED_BURST_BYTES,
            at: now,
        }
    }

    fn take(&mut self, length: usize, now: Instant) -> bool {
        let grown = now.saturating_duration_since(self.at).as_secs_f64() * POLICED_BYTES_PER_SECOND;
        self.bytes = (self.bytes + grown).min(POLICED_BURST_BYTES);
        self.at = now;
        let fits = self.bytes >= length as f64;
        if fits {
            self.bytes -= length as f64;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_passes_its_burst_and_then_its_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::full(start);
        let burst = (0..100).filter(|_| bucket.take(1000, start)).count();
        assert_eq!(burst, 16);
        let later = start + Duration::from_secs(10);
        let mut passed = 0;
        for step in 0..10_000 {
            let now = start + Duration::from_millis(step);
            passed += usize::from(now < later && bucket.take(1000, now));
        }
        assert!((174..=176).contains(&passed), "{passed} packets in 10 s");
    }
}
