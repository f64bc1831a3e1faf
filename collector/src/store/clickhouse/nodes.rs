//! Asks one of the nodes, and another one where that is away.

use bytes::Bytes;
use clickhouse::Client;
use clickhouse::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::timeout;

use super::address::Address;
use crate::store::{Result, StoreError};

/// A node that does not take or give anything for so long is away.
const PATIENCE: Duration = Duration::from_secs(30);
/// A change of all nodes may take so long, seconds: the server's own word, before [`PATIENCE`].
const CHANGE_S: u32 = 20;
/// What is written goes out in pieces of this size, bytes.
const PIECE: usize = 1 << 20;

/// Codes of errors that go by: the network, ZooKeeper or Keeper, time, memory, too many parts or
/// questions, replicas that are behind, a node that starts or ends.
const PASSING: [u32; 22] = [
    3, 159, 160, 164, 202, 203, 209, 210, 225, 236, 239, 241, 242, 243, 244, 252, 254, 279, 285,
    319, 369, 999,
];

/// The nodes of a cluster, or one server.
pub struct Nodes {
    clients: Vec<Client>,
    /// The one that answered last.
    current: AtomicUsize,
}

impl Nodes {
    /// None is asked yet.
    pub fn new(address: &Address) -> Self {
        let client = |url: &String| {
            let mut client = Client::default()
                .with_url(url)
                // The whole answer before the first byte of it: an error is told as one.
                .with_setting("wait_end_of_query", "1")
                .with_setting("max_execution_time", PATIENCE.as_secs().to_string());
            if let Some(user) = &address.user {
                client = client.with_user(user);
            }
            if let Some(password) = &address.password {
                client = client.with_password(password);
            }
            if address.cluster.is_some() {
                client = client
                    // All shards have it when it is said to be stored.
                    .with_setting("insert_distributed_sync", "1")
                    // What is published never changes. So all read where all write, the first
                    // replica of each shard that answers, and never one that is far behind.
                    .with_setting("load_balancing", "in_order")
                    .with_setting("max_replica_delay_for_distributed_queries", "20")
                    .with_setting("fallback_to_stale_replicas_for_distributed_queries", "0")
                    .with_setting("distributed_ddl_task_timeout", CHANGE_S.to_string());
            }
            client
        };
        Self {
            clients: address.nodes.iter().map(client).collect(),
            current: AtomicUsize::new(0),
        }
    }

    /// Changes something.
    pub async fn change(&self, text: &str) -> Result<()> {
        self.each(text, Work::Change).await.map(drop)
    }

    /// Asks; the answer has a line for each row.
    pub async fn ask(&self, text: &str) -> Result<String> {
        let answer = self.each(text, Work::Ask).await?;
        String::from_utf8(answer.into()).map_err(|_| refused("the answer is not text"))
    }

    /// Writes lines, each with its line break. They are one block, so all come in the same order
    /// when they are written again.
    pub async fn write(&self, into: &str, lines: impl Iterator<Item = String>) -> Result<()> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        for line in lines {
            piece += &line;
            if piece.len() >= PIECE {
                pieces.push(Bytes::from(std::mem::take(&mut piece)));
            }
        }
        pieces.push(piece.into());
        let text = format!("INSERT INTO {into} FORMAT TabSeparated");
        self.each(&text, Work::Write(&pieces)).await.map(drop)
    }

    async fn each(&self, text: &str, work: Work<'_>) -> Result<Bytes> {
        let first = self.current.load(Ordering::Relaxed);
        let mut last = StoreError::Away("it has no node".into());
        for n in 0..self.clients.len() {
            let at = (first + n) % self.clients.len();
            let done = timeout(PATIENCE, work.on(&self.clients[at], text)).await;
            match done.unwrap_or(Err(Error::TimedOut)) {
                Ok(answer) => {
                    self.current.store(at, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(error) => last = reason(&error),
            }
            // What one refuses, all do.
            if let StoreError::Refuses(_) = last {
                break;
            }
        }
        Err(last)
    }
}

/// What a node is to do with a statement.
#[derive(Clone, Copy)]
enum Work<'a> {
    Change,
    Ask,
    Write(&'a [Bytes]),
}

impl Work<'_> {
    async fn on(self, client: &Client, text: &str) -> clickhouse::error::Result<Bytes> {
        match self {
            Self::Change => client.query_raw(text).execute().await?,
            Self::Ask => {
                let mut cursor = client.query_raw(text).fetch_bytes("TabSeparated")?;
                return cursor.collect().await;
            }
            Self::Write(pieces) => {
                let mut insert = client.insert_formatted_with(text);
                for piece in pieces {
                    insert.send(piece.clone()).await?;
                }
                insert.end().await?;
            }
        }
        Ok(Bytes::new())
    }
}

/// An answer that is none.
pub fn refused(what: impl ToString) -> StoreError {
    StoreError::Refuses(what.to_string())
}

/// What may be tried again, and what may not.
fn reason(error: &Error) -> StoreError {
    match error {
        Error::BadResponse(text) => {
            let passing = code(text).is_none_or(|code| PASSING.contains(&code));
            let first = text.lines().next().unwrap_or_default();
            // Stacks and versions are of no use to whoever reads our log.
            let short: String = first.chars().take(300).collect();
            if passing {
                StoreError::Away(short)
            } else {
                StoreError::Refuses(short)
            }
        }
        Error::Network(_) | Error::TimedOut => StoreError::Away(whole(error)),
        _ => StoreError::Refuses(whole(error)),
    }
}

/// An error with its causes.
fn whole(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// The number in `Code: 225. DB::Exception: …`. An answer without one comes from something that
/// stands before the server.
fn code(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("Code: ")?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> StoreError {
        reason(&Error::BadResponse(text.into()))
    }

    #[test]
    fn what_goes_by_is_away_and_what_is_wrong_is_refused() {
        let expired = "Code: 225, e.displayText() = DB::Exception: ZooKeeper session has expired";
        assert!(matches!(of(expired), StoreError::Away(_)));
        assert!(matches!(of("502 Bad Gateway"), StoreError::Away(_)));
        let unknown = "Code: 60. DB::Exception: Table x does not exist\nstack";
        let StoreError::Refuses(text) = of(unknown) else {
            panic!("it may not be tried again");
        };
        assert!(!text.contains("stack"));
    }
}
