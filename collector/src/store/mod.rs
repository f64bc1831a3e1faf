//! Where counters are kept. What a store must do is in [`conformance`], which every one passes.

pub mod clickhouse;
pub mod conformance;
pub mod sqlite;
pub mod text;

use async_trait::async_trait;
use getthrough::report::Slot;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cell::{Counters, Row};
use crate::networks::{Country, Network};
use crate::window::Window;

/// Some rows, to be added once.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Random. A batch that is sent again, because nobody knows whether it arrived, has the same
    /// one, and counts once.
    pub token: [u8; 16],
    /// The rows: those of one cell may be there more than once. There may be very many, so they are
    /// shared and not copied.
    pub rows: Arc<Vec<Row>>,
}

impl Batch {
    /// A batch with a new token.
    pub fn new(rows: Vec<Row>) -> Self {
        let mut token = [0; 16];
        // Without randomness the votes would have failed before.
        getrandom::fill(&mut token).expect("the system gives random bytes");
        let rows = Arc::new(rows);
        Self { token, rows }
    }

    /// The token as 32 hexadecimal digits.
    pub fn token_text(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.token))
    }
}

/// A figure that was published, and never changes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What it covers.
    pub window: Window,
    /// The platform's code.
    pub platform: u16,
    /// Where. [`crate::cell::OTHERS`]: the networks of the country that are too small to stand alone.
    pub network: Network,
    /// What was counted.
    pub counters: Counters,
}

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// From this slot on.
    pub from: Slot,
    /// Before this slot.
    pub to: Slot,
    /// Of one platform.
    pub platform: Option<u16>,
    /// Of one country.
    pub country: Option<Country>,
    /// Of one network. Not for what shall be published: what the others are depends on all.
    pub asn: Option<u32>,
    /// Only what came when its slot was closed.
    pub late: bool,
}

impl Query {
    /// Everything of some slots.
    pub fn of(from: Slot, to: Slot) -> Self {
        Self {
            from,
            to,
            platform: None,
            country: None,
            asn: None,
            late: false,
        }
    }
}

/// An incident as it is kept: what it is, is the detector's to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Names it: the same name again replaces it.
    pub name: String,
    /// When it began.
    pub since: Slot,
    /// When it ended; `None` while it lasts.
    pub until: Option<Slot>,
    /// JSON.
    pub text: String,
}

/// Why a store did not do as it was told.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not there at the moment; the same may be tried again.
    #[error("the store is away: {0}")]
    Away(String),
    /// It is there and refuses.
    #[error("the store refuses: {0}")]
    Refuses(String),
}

/// The result of asking a store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Keeps counters. All of it adds; nothing is ever read to be changed.
#[async_trait]
pub trait Store: Send + Sync {
    /// Adds a batch, and once however often it is sent within half a day. Where this fails, nothing,
    /// all or a part of it may be there: it is to be sent again until this does not fail.
    async fn add(&self, batch: &Batch) -> Result<()>;

    /// The rows of a query. Each cell and level is there once, summed up; in no order.
    async fn rows(&self, query: &Query) -> Result<Vec<Row>>;

    /// The countries that have rows or settled figures in a query's slots. All of them at once may
    /// be more than there is memory for; one country is not.
    async fn countries(&self, query: &Query) -> Result<Vec<Country>> {
        let rows = self.rows(query).await?;
        let settled = self.settled(query).await?;
        let rows = rows.iter().map(|row| row.network.country);
        let all = rows.chain(settled.iter().map(|one| one.network.country));
        let found: BTreeSet<Country> = all.collect();
        Ok(found.into_iter().collect())
    }

    /// The first slot that has rows.
    async fn first(&self) -> Result<Option<Slot>>;

    /// The first slot that has rows or settled figures.
    async fn earliest(&self) -> Result<Option<Slot>>;

    /// Keeps what was published of the slots from `from` on and before `to`, which are whole days,
    /// and drops their rows. Done again, it changes nothing.
    async fn settle(&self, from: Slot, to: Slot, settled: &[Settled]) -> Result<()>;

    /// The settled figures whose windows begin within a query's slots; in no order. A query by
    /// network finds the others too.
    async fn settled(&self, query: &Query) -> Result<Vec<Settled>>;

    /// Keeps an incident, in the place of one with the same name.
    async fn keep(&self, incidents: &[Kept]) -> Result<()>;

    /// The incidents that lasted at any time from `from` on and before `to`; the latest first.
    async fn kept(&self, from: Slot, to: Slot) -> Result<Vec<Kept>>;

    /// Drops the settled figures and ended incidents from before a slot, with which a day begins.
    async fn forget(&self, before: Slot) -> Result<()>;

    /// Whether it can be written to.
    async fn ready(&self) -> Result<()>;

    /// Ends: what was added is safe after it.
    async fn close(&self) -> Result<()>;
}
