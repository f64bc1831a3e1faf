//! What the network saw, in order: names asked, connections opened, requests made.

use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::watch;

/// Something the network saw.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    /// A name was asked for.
    Name {
        /// The name, without the last dot.
        name: String,
        /// The record type, such as `A`.
        kind: String,
    },
    /// A TCP connection was begun (a SYN left the browser's side).
    Connection {
        /// To where.
        address: Ipv4Addr,
    },
    /// An HTTP request reached a server.
    Request {
        /// The host it was made to.
        host: String,
        /// Its path, with the query.
        path: String,
    },
    /// One of the lab's own hosts answered a request.
    Answer {
        /// The host.
        host: String,
        /// The path, with the query.
        path: String,
        /// The HTTP status.
        status: u16,
        /// How many bytes the body has, as it is sent.
        bytes: u64,
    },
}

/// An event and its time since the log was last cleared.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Milliseconds since the log was cleared.
    pub at_ms: u64,
    /// What was seen.
    #[serde(flatten)]
    pub event: Event,
}

/// The log of one world.
pub struct Log {
    inner: Mutex<(Instant, Vec<Entry>)>,
    requests: watch::Sender<usize>,
}

impl Default for Log {
    fn default() -> Self {
        let inner = Mutex::new((Instant::now(), Vec::new()));
        let requests = watch::Sender::new(0);
        Self { inner, requests }
    }
}

impl Log {
    /// Writes an event down.
    pub fn push(&self, event: Event) {
        let is_request = matches!(event, Event::Request { .. });
        {
            let mut inner = self.inner.lock().unwrap_or_else(|e| e.into_inner());
            let at_ms = Duration::as_millis(&inner.0.elapsed()) as u64;
            inner.1.push(Entry { at_ms, event });
        }
        // Whoever waits for it looks into the log.
        if is_request {
            self.requests.send_modify(|count| *count += 1);
        }
    }

    /// Forgets everything and starts the clock anew.
    pub fn clear(&self) {
        *self.inner.lock().unwrap_or_else(|e| e.into_inner()) = (Instant::now(), Vec::new());
        self.requests.send_replace(0);
    }

    /// Returns once so many requests have been made since the last [`Log::clear`].
    pub async fn requests_reach(&self, count: usize) {
        // The sender is this log's own, so it outlives the wait.
        let _ = self
            .requests
            .subscribe()
            .wait_for(|made| *made >= count)
            .await;
    }

    /// Returns once a path that begins so has been asked of a host since the last [`Log::clear`].
    pub async fn asked(&self, of: &str, begins: &str) {
        let is_it = |entry: &Entry| matches!(&entry.event, Event::Request { host, path } if host == of && path.starts_with(begins));
        let has_it = |_: &usize| self.entries().iter().any(is_it);
        // The sender is this log's own, so it outlives the wait.
        let _ = self.requests.subscribe().wait_for(has_it).await;
    }

    /// Everything since the last [`Log::clear`].
    pub fn entries(&self) -> Vec<Entry> {
        self.inner
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .1
            .clone()
    }
}
