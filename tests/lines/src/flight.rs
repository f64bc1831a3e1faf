//! How an answer comes: flights of packets past the censor and through the line's queue, with a
//! plain loss-based congestion control.

use getthrough::run::{Form, RequestId};

use crate::exchange::{Conn, Live, PACKET_BYTES, Stage};
use crate::host::Interference;
use crate::world::{Event, World};

/// After this many bytes a stalled connection carries nothing: the handshake and 16 KB.
const STALL_BYTES: u32 = 22_000;
/// No server sends more packets than this before they are acknowledged.
const WINDOW_MAX: f64 = 256.0;

impl World {
    /// A flight of the server's packets reaches the censor and the queue before the line.
    pub(crate) fn serve(&mut self, id: RequestId, now: f64) {
        let Some(mut live) = self.live.remove(&id) else {
            return;
        };
        let Some(h) = live.host.filter(|_| live.stage != Stage::Over) else {
            self.live.insert(id, live);
            return;
        };
        let sent = live.left.min(live.window as u32).max(1);
        let mut first_at = None;
        let mut delivered = 0;
        for i in 0..sent {
            if !self.passes(h, &mut live.conn, now) {
                continue;
            }
            let Some(at) = self.link.down(now, PACKET_BYTES) else {
                continue;
            };
            delivered += 1;
            first_at = first_at.or(Some(at));
            live.last_at = live.last_at.max(at);
            if i == 0 && live.head_at.is_none() {
                live.head_at = Some(at);
            }
        }
        live.left -= delivered;
        let (form, stage, left, head_at) = (live.request.form, live.stage, live.left, live.head_at);
        let wait = self.next_flight(&mut live, h, now, sent, delivered, first_at);
        let last_at = live.last_at;
        self.live.insert(id, live);
        match (stage, head_at) {
            (Stage::Handshake, _) if left == 0 => self.shake(id, h, last_at),
            (Stage::Ask, Some(at)) if form == Form::Fetch => self.answer(id, h, at.max(now)),
            (Stage::Ask, _) if left == 0 => self.answer(id, h, last_at),
            _ => self.push(wait, Event::Serve(id)),
        }
    }

    /// When the server sends again, by a plain loss-based congestion control.
    fn next_flight(
        &mut self,
        live: &mut Live,
        h: usize,
        now: f64,
        sent: u32,
        delivered: u32,
        first_at: Option<f64>,
    ) -> f64 {
        let extra = self.hosts[h].extra_ms;
        let round = self.link.one_way(extra) + self.link.one_way(extra);
        match first_at {
            Some(at) if delivered == sent => {
                let grown = if live.window < live.threshold {
                    live.window * 2.0
                } else {
                    live.window + 1.0
                };
                live.window = grown.min(WINDOW_MAX);
                at + round
            }
            Some(at) if delivered >= 3 => {
                live.window = (live.window * 0.7).max(2.0);
                live.threshold = live.window;
                live.rto = self.rto(Some(h));
                at + round
            }
            _ => {
                live.threshold = (live.window * 0.5).max(2.0);
                live.window = 2.0;
                let wait = live.rto;
                live.rto = if first_at.is_some() {
                    self.rto(Some(h))
                } else {
                    wait * 2.0
                };
                now + wait
            }
        }
    }

    fn passes(&mut self, h: usize, conn: &mut Conn, now: f64) -> bool {
        match self.hosts[h].interference {
            Some(Interference::Policed) => self.hosts[h].bucket.passes(now, PACKET_BYTES),
            Some(Interference::Stall) => {
                conn.bytes = conn.bytes.saturating_add(PACKET_BYTES);
                conn.bytes <= STALL_BYTES
            }
            _ => true,
        }
    }
}
