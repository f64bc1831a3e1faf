//! Counters in a ClickHouse cluster: for several collectors, and for when one machine is too
//! small or must not fail.
//!
//! A batch is one block in each shard, with the batch's token in it. Replicas know a block again
//! by its hash, so one that is sent again counts once, to whichever replica it goes. A batch of
//! which one shard has its part and another has not is sent again until both have it.
//!
//! A day is settled in three steps that may be cut off anywhere and done again: its figures are
//! written; the day is noted in `days`; its counters are dropped. Until it is noted, only the
//! counters are read, and from then on only the figures.

mod address;
mod nodes;
mod schema;

pub use address::Address;

use anyhow::{Context, ensure};
use async_trait::async_trait;
use getthrough::report::Slot;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::text::{self, Malformed};
use super::{Batch, Kept, Query, Result, Settled, Store, StoreError};
use crate::cell::{Counters, OTHERS, Row};
use crate::networks::Country;
use nodes::{Nodes, refused};
use schema::{Place, tables};

/// How long an incident lasts that has not ended.
const LASTS: u32 = u32::MAX;

/// A cluster, or one server.
pub struct ClickHouse {
    nodes: Nodes,
    address: Address,
    /// That of the incident that was written last.
    version: AtomicU64,
}

impl ClickHouse {
    /// Connects, and makes the tables where they are not there.
    ///
    /// # Errors
    /// Where no node answers, or the tables are not ours, with what to do.
    pub async fn open(address: &Address) -> anyhow::Result<Self> {
        let store = Self {
            nodes: Nodes::new(address),
            address: address.clone(),
            version: AtomicU64::new(0),
        };
        store.prepare().await.with_context(|| {
            let named = match &address.cluster {
                Some(name) => format!("and is {name} a cluster of its configuration"),
                None => "and is it one server, and no cluster (?cluster=NAME)".into(),
            };
            format!(
                "the store {address:?} cannot be opened: does it run, may this user make tables \
                 in it, {named}?"
            )
        })?;
        Ok(store)
    }

    /// Without asking for a change where none is needed, so that it works while ZooKeeper is away.
    async fn prepare(&self) -> anyhow::Result<()> {
        for table in tables() {
            let mut found = self.columns(table.name).await?;
            if found.is_empty() {
                self.nodes.change(&self.place().create()).await?;
                for text in table.create(&self.place()) {
                    self.nodes.change(&text).await?;
                }
                found = self.columns(table.name).await?;
            }
            let wanted: Vec<&str> = table.columns().collect();
            ensure!(
                found == wanted,
                "its table {} has other columns: another version made it. Name another database, \
                 or run that version",
                table.name
            );
        }
        Ok(())
    }

    async fn columns(&self, table: &str) -> Result<Vec<String>> {
        let database = &self.address.database;
        let text = format!(
            "SELECT name FROM system.columns WHERE database = '{database}' AND table = '{table}'"
        );
        let answer = self.nodes.ask(&text).await?;
        Ok(answer.lines().map(str::to_owned).collect())
    }

    fn place(&self) -> Place<'_> {
        Place {
            database: &self.address.database,
            cluster: self.address.cluster.as_deref(),
        }
    }

    fn table(&self, name: &str) -> String {
        format!("{}.{name}", self.address.database)
    }

    /// Lines, each read as something.
    async fn read<T>(
        &self,
        text: &str,
        line: impl Fn(&str) -> std::result::Result<T, Malformed>,
    ) -> Result<Vec<T>> {
        let answer = self.nodes.ask(text).await?;
        answer.lines().map(|l| line(l).map_err(refused)).collect()
    }

    async fn numbers(&self, text: &str) -> Result<Vec<u32>> {
        let number = |line: &str| text::next(&mut line.split('\t'));
        self.read(text, number).await
    }

    /// The days of these slots that are settled.
    async fn days(&self, from: Slot, to: Slot) -> Result<Vec<u32>> {
        let (days, first, last) = (self.table("days"), day(from), to.0.div_ceil(DAY));
        let text = format!("SELECT DISTINCT day FROM {days} WHERE day >= {first} AND day < {last}");
        self.numbers(&text).await
    }

    /// The condition of a query on `counters` or `settled`.
    async fn condition(&self, time: &str, query: &Query, settled: bool) -> Result<String> {
        let days = self.days(query.from, query.to).await?;
        let days: Vec<String> = days.iter().map(u32::to_string).collect();
        let mut text = format!("{time} >= {} AND {time} < {}", query.from.0, query.to.0);
        let not = if settled { "" } else { "NOT " };
        if !days.is_empty() {
            text += &format!(" AND intDiv({time}, {DAY}) {not}IN ({})", days.join(", "));
        } else if settled {
            text += " AND 0";
        }
        if let Some(platform) = query.platform {
            text += &format!(" AND platform = {platform}");
        }
        if let Some(country) = query.country {
            text += &format!(" AND country = '{country}'");
        }
        if let Some(asn) = query.asn {
            let others = if settled { OTHERS } else { asn };
            text += &format!(" AND asn IN ({asn}, {others})");
        }
        if query.late && !settled {
            text += " AND level > 0";
        }
        Ok(text)
    }

    /// Writes incidents in a version that is newer than all before: as they are, or as gone.
    async fn write_incidents(&self, incidents: &[Kept], gone: bool) -> Result<()> {
        if incidents.is_empty() {
            return Ok(());
        }
        let (version, gone) = (self.next_version(), u8::from(gone));
        let into = format!(
            "{} (name, since, until, text, gone, version)",
            self.table("incidents")
        );
        let lines = incidents.iter().map(|one| {
            let mut line = String::new();
            text::escape(&mut line, &one.name);
            let until = one.until.map_or(LASTS, |slot| slot.0);
            line += &format!("\t{}\t{until}\t", one.since.0);
            text::escape(&mut line, &one.text);
            line + &format!("\t{gone}\t{version}\n")
        });
        self.nodes.write(&into, lines).await
    }

    /// A number that grows with every call, and from one start to the next.
    fn next_version(&self) -> u64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = since.map_or(0, |since| since.as_micros() as u64);
        let newer = |last: u64| Some(now.max(last + 1));
        let last = self
            .version
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, newer);
        now.max(last.unwrap_or(0) + 1)
    }
}

/// Slots of a day.
const DAY: u32 = 96;

fn day(slot: Slot) -> u32 {
    slot.0 / DAY
}

/// The days that a range of slots is.
fn whole_days(from: Slot, to: Slot) -> Result<std::ops::Range<u32>> {
    if !from.0.is_multiple_of(DAY) || !to.0.is_multiple_of(DAY) {
        return Err(refused("only whole days can be dropped"));
    }
    Ok(day(from)..day(to))
}

#[async_trait]
impl Store for ClickHouse {
    async fn add(&self, batch: &Batch) -> Result<()> {
        if batch.rows.is_empty() {
            return Ok(());
        }
        let token = batch.token_text();
        let names = Counters::names().join(", ");
        let into = format!(
            "{} (slot, level, platform, country, asn, {names}, token)",
            self.table("counters")
        );
        let lines = batch.rows.iter().map(|row| {
            let mut line = String::with_capacity(200);
            text::row(&mut line, row);
            line.push('\t');
            line += &token;
            line.push('\n');
            line
        });
        self.nodes.write(&into, lines).await
    }

    async fn rows(&self, query: &Query) -> Result<Vec<Row>> {
        let condition = self.condition("slot", query, false).await?;
        let sums = Counters::names().map(|name| format!("sum({name})"));
        let text = format!(
            "SELECT slot, level, platform, country, asn, {} FROM {} WHERE {condition} \
             GROUP BY slot, level, platform, country, asn",
            sums.join(", "),
            self.table("counters")
        );
        self.read(&text, text::read_row).await
    }

    async fn countries(&self, query: &Query) -> Result<Vec<Country>> {
        let query = &Query {
            late: false,
            ..*query
        };
        let mut found = BTreeSet::new();
        for (table, time) in [("counters", "slot"), ("settled", "start")] {
            let condition = self.condition(time, query, table == "settled").await?;
            let table = self.table(table);
            let text = format!("SELECT DISTINCT country FROM {table} WHERE {condition}");
            let country = |line: &str| text::next::<Country>(&mut line.split('\t'));
            found.extend(self.read(&text, country).await?);
        }
        Ok(found.into_iter().collect())
    }

    async fn first(&self) -> Result<Option<Slot>> {
        let counters = self.table("counters");
        let text = format!("SELECT slot FROM {counters} ORDER BY slot LIMIT 1");
        let first = self.numbers(&text).await?;
        Ok(first.first().copied().map(Slot))
    }

    async fn earliest(&self) -> Result<Option<Slot>> {
        let settled = self.table("settled");
        let text = format!("SELECT start FROM {settled} ORDER BY start LIMIT 1");
        let settled = self.numbers(&text).await?.first().copied().map(Slot);
        let first = self.first().await?;
        Ok(settled.into_iter().chain(first).min())
    }

    async fn settle(&self, from: Slot, to: Slot, settled: &[Settled]) -> Result<()> {
        let days = whole_days(from, to)?;
        let noted = self.days(from, to).await?;
        let counters = self.table("counters");
        let text = format!(
            "SELECT DISTINCT intDiv(slot, {DAY}) FROM {counters} \
             WHERE slot >= {} AND slot < {}",
            from.0, to.0
        );
        let there = self.numbers(&text).await?;
        // Done before: what was published then stays.
        let new: Vec<u32> = there
            .iter()
            .copied()
            .filter(|day| !noted.contains(day))
            .collect();
        let figures: Vec<&Settled> = settled
            .iter()
            .filter(|one| new.contains(&day(one.window.start)))
            .collect();
        if !figures.is_empty() {
            let names = Counters::names().join(", ");
            let into = format!(
                "{} (start, width, platform, country, asn, {names})",
                self.table("settled")
            );
            let lines = figures.iter().map(|one| {
                let mut line = String::with_capacity(200);
                text::settled(&mut line, one);
                line.push('\n');
                line
            });
            self.nodes.write(&into, lines).await?;
        }
        if !new.is_empty() {
            let into = format!("{} (day)", self.table("days"));
            let lines = new.iter().map(|day| format!("{day}\n"));
            self.nodes.write(&into, lines).await?;
        }
        for day in days.filter(|day| there.contains(day)) {
            let text = self.place().drop_day("counters", day);
            self.nodes.change(&text).await?;
        }
        Ok(())
    }

    async fn settled(&self, query: &Query) -> Result<Vec<Settled>> {
        let condition = self.condition("start", query, true).await?;
        let key = "start, width, platform, country, asn";
        let text = format!(
            "SELECT {key}, {} FROM {} WHERE {condition} LIMIT 1 BY {key}",
            Counters::names().join(", "),
            self.table("settled")
        );
        self.read(&text, text::read_settled).await
    }

    async fn keep(&self, incidents: &[Kept]) -> Result<()> {
        self.write_incidents(incidents, false).await
    }

    async fn kept(&self, from: Slot, to: Slot) -> Result<Vec<Kept>> {
        let newest = |column: &str| format!("argMax({column}, version)");
        let (since, until) = (newest("since"), newest("until"));
        let text = format!(
            "SELECT name, {since}, {until}, {} FROM {} GROUP BY name \
             HAVING {} = 0 AND {since} < {} AND {until} > {}",
            newest("text"),
            self.table("incidents"),
            newest("gone"),
            to.0,
            from.0
        );
        let kept = |line: &str| {
            let mut fields = line.split('\t');
            let name: String = text::next(&mut fields)?;
            let since = Slot(text::next(&mut fields)?);
            let until = Some(text::next(&mut fields)?).filter(|&until: &u32| until != LASTS);
            let text: String = text::next(&mut fields)?;
            Ok(Kept {
                name: text::unescape(&name),
                since,
                until: until.map(Slot),
                text: text::unescape(&text),
            })
        };
        let mut found = self.read(&text, kept).await?;
        found.sort_by(|a, b| b.since.cmp(&a.since).then_with(|| a.name.cmp(&b.name)));
        Ok(found)
    }

    async fn forget(&self, before: Slot) -> Result<()> {
        whole_days(Slot(0), before)?;
        let settled = self.table("settled");
        let text = format!(
            "SELECT DISTINCT intDiv(start, {DAY}) FROM {settled} WHERE start < {}",
            before.0
        );
        for day in self.numbers(&text).await? {
            let text = self.place().drop_day("settled", day);
            self.nodes.change(&text).await?;
        }
        let begun = self.kept(Slot(0), before).await?.into_iter();
        let over = begun.filter(|one| one.until.is_some_and(|until| until < before));
        let without_text = |one| Kept {
            text: String::new(),
            ..one
        };
        let over: Vec<Kept> = over.map(without_text).collect();
        self.write_incidents(&over, true).await
    }

    async fn ready(&self) -> Result<()> {
        let database = &self.address.database;
        let text = format!(
            "SELECT count() FROM system.replicas WHERE database = '{database}' AND is_readonly"
        );
        match self.numbers(&text).await?.first() {
            Some(0) => Ok(()),
            _ => Err(StoreError::Away(
                "its node has no ZooKeeper or Keeper".into(),
            )),
        }
    }

    async fn close(&self) -> Result<()> {
        // Nothing is held back here.
        Ok(())
    }
}
