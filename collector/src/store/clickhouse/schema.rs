//! The tables.
//!
//! In a cluster each table is two: `<name>_shard` on every node, replicated within its shard, and
//! `<name>`, which spreads what is written and gathers what is read. A network stays in one shard.
//! A server by itself has only `<name>`. The statements run on servers from 18.16 (2018) on, but
//! for one by itself: to know a block again it needs a newer setting.

use crate::cell::Counters;

/// So many blocks of a shard are known again: half a day of one collector that stores each second.
const KNOWN_BLOCKS: u32 = 40_000;
/// And for so long, seconds.
const KNOWN_S: u32 = 2 * 86_400;

/// The columns by which counters and settled figures are found; the first two have other names in
/// each.
const PLACE: &str = "platform UInt16, country FixedString(2), asn UInt32";

/// A table as it is made.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    columns: String,
    engine: &'static str,
    /// What its engine gets beside path and replica.
    argument: &'static str,
    order: &'static str,
    partition: Option<&'static str>,
    shard_by: &'static str,
}

/// Where tables are made.
pub struct Place<'a> {
    /// In which database.
    pub database: &'a str,
    /// In which cluster, if in one.
    pub cluster: Option<&'a str>,
}

/// All of them.
pub fn tables() -> [Table; 4] {
    let counters = Counters::names().map(|name| format!("{name} UInt64"));
    let counters = counters.join(", ");
    [
        Table {
            name: "counters",
            // The token is no part of the key, so that rows of a cell become one. It makes blocks
            // of two batches differ, which else would be taken for one that was sent twice.
            columns: format!(
                "slot UInt32, level UInt8, {PLACE}, token FixedString(32), {counters}"
            ),
            engine: "SummingMergeTree",
            argument: "",
            order: "slot, country, asn, platform, level",
            partition: Some("intDiv(slot, 96)"),
            shard_by: "cityHash64(country, asn)",
        },
        Table {
            name: "settled",
            columns: format!("start UInt32, width UInt8, {PLACE}, {counters}"),
            engine: "ReplacingMergeTree",
            argument: "",
            order: "start, country, asn, platform, width",
            partition: Some("intDiv(start, 96)"),
            shard_by: "cityHash64(country, asn)",
        },
        Table {
            // The days whose figures are settled, all of them.
            name: "days",
            columns: "day UInt32".into(),
            engine: "ReplacingMergeTree",
            argument: "",
            order: "day",
            partition: None,
            shard_by: "day",
        },
        Table {
            // `until` is the largest number while it lasts. The newest version of a name counts;
            // one that is gone has no text.
            name: "incidents",
            columns:
                "name String, since UInt32, until UInt32, text String, gone UInt8, version UInt64"
                    .into(),
            engine: "ReplacingMergeTree",
            argument: "version",
            order: "name",
            partition: None,
            shard_by: "cityHash64(name)",
        },
    ]
}

impl Table {
    /// The names of its columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let names = self.columns.split(", ");
        names.filter_map(|column| column.split(' ').next())
    }

    /// The statements that make it where it is not there.
    pub fn create(&self, place: &Place) -> Vec<String> {
        let Self {
            name,
            columns,
            engine,
            argument,
            order,
            partition,
            shard_by,
        } = self;
        let database = place.database;
        let partition = partition.map_or(String::new(), |by| format!(" PARTITION BY {by}"));
        let Some(cluster) = place.cluster else {
            return vec![format!(
                "CREATE TABLE IF NOT EXISTS {database}.{name} ({columns}) \
                 ENGINE = {engine}({argument}){partition} ORDER BY ({order}) \
                 SETTINGS non_replicated_deduplication_window = {KNOWN_BLOCKS}"
            )];
        };
        let comma = if argument.is_empty() { "" } else { ", " };
        vec![
            format!(
                "CREATE TABLE IF NOT EXISTS {database}.{name}_shard ON CLUSTER {cluster} ({columns}) \
                 ENGINE = Replicated{engine}('/clickhouse/tables/{{shard}}/{database}/{name}', \
                 '{{replica}}'{comma}{argument}){partition} ORDER BY ({order}) \
                 SETTINGS replicated_deduplication_window = {KNOWN_BLOCKS}, \
                 replicated_deduplication_window_seconds = {KNOWN_S}"
            ),
            format!(
                "CREATE TABLE IF NOT EXISTS {database}.{name} ON CLUSTER {cluster} ({columns}) \
                 ENGINE = Distributed({cluster}, {database}, {name}_shard, {shard_by})"
            ),
        ]
    }
}

impl Place<'_> {
    /// The statement that makes the database.
    pub fn create(&self) -> String {
        let on = self.on();
        format!("CREATE DATABASE IF NOT EXISTS {}{on}", self.database)
    }

    /// The statement that drops a day of a table.
    pub fn drop_day(&self, table: &str, day: u32) -> String {
        let shard = if self.cluster.is_some() { "_shard" } else { "" };
        let (database, on) = (self.database, self.on());
        format!("ALTER TABLE {database}.{table}{shard}{on} DROP PARTITION {day}")
    }

    fn on(&self) -> String {
        let on = |cluster| format!(" ON CLUSTER {cluster}");
        self.cluster.map_or(String::new(), on)
    }
}
