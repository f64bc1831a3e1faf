//! Sends, and measures.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::program::Numbers;
use super::requests::Requests;

/// How hard.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each connection sends when it has its answer.
    AsFastAsItGoes,
    /// So many a second, whether answers come or not. How long an answer took counts from when its
    /// request was due: a server that stands still is seen.
    PerSecond(f64),
}

/// What came back.
#[derive(Default)]
pub struct Seen {
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Statuses that came with `Retry-After`.
    pub told_when: u64,
    took_us: Vec<u32>,
    /// How long it was.
    pub seconds: f64,
}

impl Seen {
    /// How many were taken.
    pub fn taken(&self) -> u64 {
        self.statuses.get(&202).copied().unwrap_or(0)
    }

    /// How many were taken a second.
    pub fn rate(&self) -> f64 {
        self.taken() as f64 / self.seconds
    }

    /// So long the given share of answers took at most, milliseconds.
    pub fn within_ms(&mut self, share: f64) -> f64 {
        self.took_us.sort_unstable();
        let at = (self.took_us.len() as f64 * share) as usize;
        let last = self.took_us.len().saturating_sub(1);
        self.took_us
            .get(at.min(last))
            .map_or(0.0, |us| f64::from(*us) / 1e3)
    }

    fn add(&mut self, other: Self) {
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        self.told_when += other.told_when;
        self.took_us.extend(other.took_us);
    }
}

/// Sends for a while, over so many connections.
pub fn send(
    address: &str,
    requests: Requests,
    connections: usize,
    pace: Pace,
    time: Duration,
) -> Seen {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let local = tokio::task::LocalSet::new();
    let all = async {
        let requests = Rc::new(requests);
        let started = Instant::now();
        let mut tasks = Vec::new();
        for n in 0..connections {
            let requests = requests.clone();
            let address = address.to_owned();
            let due = move |k: u32| match pace {
                Pace::AsFastAsItGoes => None,
                Pace::PerSecond(rate) => {
                    let place = f64::from(k) * connections as f64 + n as f64;
                    Some(started + Duration::from_secs_f64(place / rate))
                }
            };
            let one = async move {
                let mut numbers = Numbers(n as u64 * 1_000_003);
                let mut seen = Seen::default();
                let mut stream = connect(&address).await;
                let (mut out, mut answer) = (Vec::new(), Vec::new());
                for k in 0.. {
                    let mut begin = Instant::now();
                    if let Some(due) = due(k) {
                        tokio::time::sleep_until(due.into()).await;
                        begin = due;
                    }
                    if begin.duration_since(started) >= time {
                        break;
                    }
                    requests.write(&mut numbers, &mut out);
                    stream.write_all(&out).await.expect("sent");
                    let status = read(&mut stream, &mut answer, &mut seen).await;
                    *seen.statuses.entry(status).or_default() += 1;
                    let took = begin.elapsed().as_micros();
                    seen.took_us.push(u32::try_from(took).unwrap_or(u32::MAX));
                }
                seen
            };
            tasks.push(tokio::task::spawn_local(one));
        }
        let mut all = Seen::default();
        for task in tasks {
            all.add(task.await.expect("it ends"));
        }
        all.seconds = started.elapsed().as_secs_f64();
        all
    };
    local.block_on(&runtime.expect("a runtime"), all)
}

async fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).await.expect("connected");
    stream.set_nodelay(true).expect("an open connection");
    stream
}

/// Reads one answer to its end.
async fn read(stream: &mut TcpStream, answer: &mut Vec<u8>, seen: &mut Seen) -> u16 {
    answer.clear();
    let (status, end) = loop {
        let read = stream.read_buf(answer).await.expect("an answer");
        assert!(read > 0, "cut off");
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
            seen.told_when += u64::from(head.contains("retry-after: "));
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|text| text.lines().next()).unwrap_or("0");
            let length: usize = length.parse().expect("a length");
            let status = head.get(9..12).and_then(|text| text.parse().ok());
            break (status.expect("a status"), end + 4 + length);
        }
    };
    while answer.len() < end {
        let read = stream.read_buf(answer).await.expect("an answer");
        assert!(read > 0, "cut off");
    }
    status
}
