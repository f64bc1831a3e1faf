//! The wire between the two namespaces: two TUN devices, a fixed delay each way, loss, and the
//! censor's rules for packets at its far end.
//!
//! One thread polls both devices. Packets leave in the order in which they came, each when its
//! time has come; the kernel's own `netem` is not needed.

mod filter;
mod packet;

use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use getthrough::rng::Rng;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::time::TimeSpec;
use tun_rs::{DeviceBuilder, Layer, SyncDevice};

use crate::addresses::{CLIENT, ROUTER, SERVED};
use crate::censor::Censor;
use crate::log::Log;
use crate::netns::Netns;
use filter::{Fate, Filter};

/// The device's name in the client's namespace.
pub const CLIENT_DEVICE: &str = "wire";
const SERVER_DEVICE: &str = "wire";
const MTU: u16 = 1500;
/// How long the thread sleeps at most before it looks whether it is to end.
const LONGEST_SLEEP: Duration = Duration::from_millis(100);
/// Packets taken from one device before the other one is looked at.
const BATCH: usize = 64;

/// A running wire; it ends when dropped.
pub struct Wire {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Wire {
    /// Joins the two namespaces with the given round-trip time.
    pub fn start(
        client: &Netns,
        server: &Netns,
        round_trip: Duration,
        seed: u64,
        censor: Censor,
        log: Arc<Log>,
    ) -> Result<Self> {
        let near = device(client, CLIENT_DEVICE)?;
        let far = device(server, SERVER_DEVICE)?;
        let address = format!("{CLIENT}/24");
        client.ip(&["address", "add", &address, "dev", CLIENT_DEVICE])?;
        client.ip(&["link", "set", CLIENT_DEVICE, "up"])?;
        client.ip(&["route", "add", "default", "dev", CLIENT_DEVICE])?;
        server.ip(&["link", "set", SERVER_DEVICE, "up"])?;
        server.ip(&["route", "add", &CLIENT.to_string(), "dev", SERVER_DEVICE])?;
        for network in SERVED {
            server.ip(&["route", "add", "local", network, "dev", "lo"])?;
        }
        let stop = Arc::new(AtomicBool::new(false));
        let mut ends = Ends {
            near,
            far,
            up: VecDeque::new(),
            down: VecDeque::new(),
            delay: round_trip / 2,
            filter: Filter::new(censor, log, ROUTER),
            rng: Rng::new(seed),
        };
        let stopped = stop.clone();
        let thread = std::thread::Builder::new()
            .name("wire".into())
            .spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    ends.turn();
                }
            })?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A wire that panicked has already said so on stderr.
            let _ = thread.join();
        }
    }
}

/// Opens a TUN device inside a namespace; its file works from anywhere.
fn device(netns: &Netns, name: &'static str) -> Result<SyncDevice> {
    let made = netns.spawn("tun", move || {
        let device = DeviceBuilder::new()
            .name(name)
            .layer(Layer::L3)
            .mtu(MTU)
            .build_sync()?;
        device.set_nonblocking(true)?;
        std::io::Result::Ok(device)
    })?;
    let device = made
        .join()
        .map_err(|_| anyhow::anyhow!("making a TUN device panicked"))?;
    device.context("making a TUN device (is /dev/net/tun there, and are you root?)")
}

/// A packet and when it leaves.
struct Waiting {
    due: Instant,
    packet: Vec<u8>,
}

/// What the wire's thread owns.
struct Ends {
    near: SyncDevice,
    far: SyncDevice,
    up: VecDeque<Waiting>,
    down: VecDeque<Waiting>,
    delay: Duration,
    filter: Filter,
    rng: Rng,
}

impl Ends {
    /// Delivers what is due, waits for more, and takes it in.
    fn turn(&mut self) {
        self.deliver();
        let next = [self.up.front(), self.down.front()]
            .into_iter()
            .flatten()
            .map(|w| w.due)
            .min();
        let wait = next.map_or(LONGEST_SLEEP, |due| {
            due.saturating_duration_since(Instant::now())
        });
        let mut files = [
            PollFd::new(self.near.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.far.as_fd(), PollFlags::POLLIN),
        ];
        // Interrupted by a signal: the next turn comes anyway.
        let _ = ppoll(
            &mut files,
            Some(TimeSpec::from(wait.min(LONGEST_SLEEP))),
            None,
        );
        self.take_up();
        self.take_down();
    }

    fn take_up(&mut self) {
        let mut buffer = [0; 2048];
        for _ in 0..BATCH {
            let Ok(length) = self.near.recv(&mut buffer) else {
                break;
            };
            let packet = buffer[..length].to_vec();
            self.filter.note(&packet);
            if !self.lost() {
                self.up.push_back(Waiting {
                    due: Instant::now() + self.delay,
                    packet,
                });
            }
        }
    }

    fn take_down(&mut self) {
        let mut buffer = [0; 2048];
        for _ in 0..BATCH {
            let Ok(length) = self.far.recv(&mut buffer) else {
                break;
            };
            let packet = buffer[..length].to_vec();
            if self.filter.down(&packet, Instant::now()) {
                self.send_down(packet);
            }
        }
    }

    fn send_down(&mut self, packet: Vec<u8>) {
        if !self.lost() {
            self.down.push_back(Waiting {
                due: Instant::now() + self.delay,
                packet,
            });
        }
    }

    fn deliver(&mut self) {
        let now = Instant::now();
        while self.up.front().is_some_and(|waiting| waiting.due <= now) {
            let Some(waiting) = self.up.pop_front() else {
                break;
            };
            match self.filter.up(&waiting.packet) {
                Fate::Carried => {
                    // A full queue of the kernel loses packets as any router does.
                    let _ = self.far.send(&waiting.packet);
                }
                Fate::Dropped => {}
                Fate::Answered(answer) => self.send_down(answer),
            }
        }
        while self.down.front().is_some_and(|waiting| waiting.due <= now) {
            let Some(waiting) = self.down.pop_front() else {
                break;
            };
            // Fails while the link is down, which is what a link that is down does.
            let _ = self.near.send(&waiting.packet);
        }
    }

    fn lost(&mut self) -> bool {
        let loss = self.filter.loss();
        loss > 0.0 && self.rng.unit() < loss
    }
}
