//! The statements.

use getthrough::report::Slot;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Result, Statement, params, params_from_iter};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::cell::{Counters, OTHERS, Row};
use crate::networks::{Country, Network};
use crate::store::{Batch, Kept, Query, Settled};
use crate::window::{Width, Window};

/// So long a batch is known again, seconds.
const KNOWN_S: i64 = 86_400;

/// A question about a country goes to each slot by itself, up to so many.
const SEEKS: u32 = 40 * 96;

/// So many rows are added without a rest.
const PART: usize = 200;
/// A rest is no longer than this.
const REST: Duration = Duration::from_millis(2);

static ADD: LazyLock<String> = LazyLock::new(|| {
    let names = Counters::names();
    let sums = names
        .clone()
        .map(|name| format!("{name} = {name} + excluded.{name}"));
    let marks = vec!["?"; 5 + Counters::LEN].join(", ");
    format!(
        "INSERT INTO rows (slot, level, platform, country, asn, {}) VALUES ({marks})
         ON CONFLICT DO UPDATE SET {}",
        names.join(", "),
        sums.join(", ")
    )
});

static SETTLE: LazyLock<String> = LazyLock::new(|| {
    let marks = vec!["?"; 5 + Counters::LEN].join(", ");
    let names = Counters::names().join(", ");
    format!(
        "INSERT OR REPLACE INTO settled (start, width, platform, country, asn, {names})
         VALUES ({marks})"
    )
});

fn values(key: (Slot, Width, u16, Network), counters: &Counters) -> impl Iterator<Item = Value> {
    let (slot, width, platform, network) = key;
    let key = [
        Value::from(slot.0),
        Value::from(width.number()),
        Value::from(platform),
        Value::from(network.country.to_string()),
        Value::from(network.asn),
    ];
    key.into_iter()
        .chain(counters.numbers().into_iter().map(Value::from))
}

pub fn add(db: &mut Connection, batch: &Batch) -> Result<()> {
    let change = db.transaction()?;
    change.execute(
        "DELETE FROM batches WHERE came < unixepoch() - ?1",
        [KNOWN_S],
    )?;
    let new = change.execute(
        "INSERT OR IGNORE INTO batches VALUES (?1, unixepoch())",
        [batch.token],
    )?;
    if new == 1 {
        let mut add = change.prepare_cached(&ADD)?;
        for part in batch.rows.chunks(PART) {
            let started = Instant::now();
            for row in part {
                add_row(&mut add, row)?;
            }
            // Reports come meanwhile. Where there are few processors, they would wait for all of a
            // large batch: the thread rests as long as it worked.
            std::thread::sleep(started.elapsed().min(REST));
        }
    }
    change.commit()
}

/// With every value in its place: this is done thousands of times a second.
fn add_row(add: &mut Statement, row: &Row) -> Result<()> {
    add.raw_bind_parameter(1, row.slot.0)?;
    add.raw_bind_parameter(2, row.level.number())?;
    add.raw_bind_parameter(3, row.platform)?;
    let letters = row.network.country.letters();
    add.raw_bind_parameter(4, std::str::from_utf8(&letters).unwrap_or_default())?;
    add.raw_bind_parameter(5, row.network.asn)?;
    for (at, number) in (6..).zip(row.counters.numbers()) {
        add.raw_bind_parameter(at, number)?;
    }
    add.raw_execute().map(drop)
}

/// The condition of a query, and its values. `others`: also what stands for small networks.
fn condition(time: &str, query: &Query, others: bool) -> (String, Vec<Value>) {
    let mut text = format!("{time} >= ? AND {time} < ?");
    let mut values = vec![Value::from(query.from.0), Value::from(query.to.0)];
    if query.country.is_some() && query.to.0.saturating_sub(query.from.0) <= SEEKS {
        // One place to go to for each slot, where the country's rows stand together, instead of
        // going through all.
        text = format!(
            "{time} IN (WITH RECURSIVE each(n) AS
               (SELECT ? UNION ALL SELECT n + 1 FROM each WHERE n + 1 < ?) SELECT n FROM each)
             AND {text}"
        );
        values.extend_from_within(..);
    }
    if let Some(platform) = query.platform {
        text += " AND platform = ?";
        values.push(platform.into());
    }
    if let Some(country) = query.country {
        text += " AND country = ?";
        values.push(country.to_string().into());
    }
    if let Some(asn) = query.asn {
        text += if others {
            " AND asn IN (?, ?)"
        } else {
            " AND asn = ?"
        };
        values.push(asn.into());
        values.extend(others.then_some(Value::from(OTHERS)));
    }
    if query.late {
        text += " AND level > 0";
    }
    (text, values)
}

type Cell = (Slot, Width, u16, Network, Counters);

fn cell(row: &rusqlite::Row) -> Result<Cell> {
    let width: u8 = row.get(1)?;
    let country: String = row.get(3)?;
    let network = Network {
        country: country.parse().unwrap_or(Country::UNKNOWN),
        asn: row.get(4)?,
    };
    let mut numbers = [0; Counters::LEN];
    for (at, number) in (5..).zip(&mut numbers) {
        *number = row.get(at)?;
    }
    let width = Width::of_number(width).ok_or(rusqlite::Error::IntegralValueOutOfRange(
        1,
        i64::from(width),
    ))?;
    let counters = Counters::of_numbers(numbers);
    Ok((Slot(row.get(0)?), width, row.get(2)?, network, counters))
}

fn cells(
    db: &Connection,
    table: &str,
    key: [&str; 2],
    asked: (String, Vec<Value>),
) -> Result<Vec<Cell>> {
    let (condition, values) = asked;
    let names = Counters::names().join(", ");
    let [time, width] = key;
    let text = format!(
        "SELECT {time}, {width}, platform, country, asn, {names} FROM {table} WHERE {condition}"
    );
    let mut select = db.prepare_cached(&text)?;
    let found = select.query_map(params_from_iter(values), cell)?;
    found.collect()
}

pub fn rows(db: &Connection, query: &Query) -> Result<Vec<Row>> {
    let found = cells(
        db,
        "rows",
        ["slot", "level"],
        condition("slot", query, false),
    )?;
    let row = |(slot, level, platform, network, counters)| Row {
        slot,
        level,
        platform,
        network,
        counters,
    };
    Ok(found.into_iter().map(row).collect())
}

pub fn countries(db: &Connection, query: &Query) -> Result<Vec<Country>> {
    let query = &Query {
        late: false,
        ..*query
    };
    let (in_rows, mut values) = condition("slot", query, false);
    let (in_settled, others) = condition("start", query, true);
    values.extend(others);
    let text = format!(
        "SELECT country FROM rows WHERE {in_rows}
         UNION SELECT country FROM settled WHERE {in_settled}"
    );
    let mut select = db.prepare_cached(&text)?;
    let found = select.query_map(params_from_iter(values), |row| {
        let country: String = row.get(0)?;
        Ok(country.parse().unwrap_or(Country::UNKNOWN))
    })?;
    found.collect()
}

pub fn first(db: &Connection) -> Result<Option<Slot>> {
    let first = db.query_row("SELECT min(slot) FROM rows", [], |row| row.get(0))?;
    Ok(Option::<u32>::map(first, Slot))
}

pub fn earliest(db: &Connection) -> Result<Option<Slot>> {
    let text = "SELECT min(first) FROM
        (SELECT min(slot) AS first FROM rows UNION ALL SELECT min(start) FROM settled)";
    let first = db.query_row(text, [], |row| row.get(0))?;
    Ok(Option::<u32>::map(first, Slot))
}

pub fn settle(db: &mut Connection, from: Slot, to: Slot, settled: &[Settled]) -> Result<()> {
    let change = db.transaction()?;
    let range = params![from.0, to.0];
    let any = "SELECT 1 FROM rows WHERE slot >= ?1 AND slot < ?2 LIMIT 1";
    let any = change.query_row(any, range, |_| Ok(())).optional()?;
    // Done before: what was published then stays.
    if any.is_some() {
        let mut insert = change.prepare_cached(&SETTLE)?;
        for one in settled {
            let key = (
                one.window.start,
                one.window.width,
                one.platform,
                one.network,
            );
            insert.execute(params_from_iter(values(key, &one.counters)))?;
        }
        drop(insert);
        change.execute("DELETE FROM rows WHERE slot >= ?1 AND slot < ?2", range)?;
    }
    change.commit()
}

pub fn settled(db: &Connection, query: &Query) -> Result<Vec<Settled>> {
    let query = &Query {
        late: false,
        ..*query
    };
    let found = cells(
        db,
        "settled",
        ["start", "width"],
        condition("start", query, true),
    )?;
    let settled = |(start, width, platform, network, counters)| Settled {
        window: Window { start, width },
        platform,
        network,
        counters,
    };
    Ok(found.into_iter().map(settled).collect())
}

pub fn keep(db: &mut Connection, incidents: &[Kept]) -> Result<()> {
    let change = db.transaction()?;
    for one in incidents {
        change.execute(
            "INSERT OR REPLACE INTO incidents (name, since, until, text) VALUES (?1, ?2, ?3, ?4)",
            params![
                one.name,
                one.since.0,
                one.until.map(|slot| slot.0),
                one.text
            ],
        )?;
    }
    change.commit()
}

pub fn kept(db: &Connection, from: Slot, to: Slot) -> Result<Vec<Kept>> {
    let mut select = db.prepare_cached(
        "SELECT name, since, until, text FROM incidents
         WHERE since < ?2 AND (until IS NULL OR until > ?1) ORDER BY since DESC, name",
    )?;
    let found = select.query_map(params![from.0, to.0], |row| {
        Ok(Kept {
            name: row.get(0)?,
            since: Slot(row.get(1)?),
            until: row.get::<_, Option<u32>>(2)?.map(Slot),
            text: row.get(3)?,
        })
    })?;
    found.collect()
}

pub fn forget(db: &mut Connection, before: Slot) -> Result<()> {
    let change = db.transaction()?;
    change.execute("DELETE FROM settled WHERE start < ?1", [before.0])?;
    change.execute("DELETE FROM incidents WHERE until < ?1", [before.0])?;
    change.commit()
}
