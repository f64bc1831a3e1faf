//! Counters in memory, between two flushes.

use getthrough::report::{Judged, Report, Slot};
use std::collections::HashMap;

use crate::cell::{Counters, Row};
use crate::networks::Network;
use crate::window::Width;

type Key = (Slot, Width, Network);

/// What was counted since the last flush. Its size depends on the cells, not on the visitors.
#[derive(Default)]
pub struct Tally {
    /// By platform, rising: reports have their platforms in the same order.
    cells: HashMap<Key, Vec<(u16, Counters)>>,
    len: usize,
}

impl Tally {
    /// Counts a report in the cell of each of its platforms.
    pub fn count(
        &mut self,
        report: &Report,
        level: Width,
        network: Network,
        add: impl Fn(&mut Counters, &Judged),
    ) {
        let cells = self.cells.entry((report.slot, level, network)).or_default();
        let before = cells.len();
        let mut at = 0;
        for judged in &report.platforms {
            // Nearly always the next one: reports of one catalogue list the same codes.
            at += cells[at..]
                .iter()
                .take_while(|(code, _)| *code < judged.code)
                .count();
            if cells.get(at).is_none_or(|(code, _)| *code != judged.code) {
                cells.insert(at, (judged.code, Counters::default()));
            }
            let counters = &mut cells[at].1;
            counters.reports += 1;
            add(counters, judged);
        }
        self.len += cells.len() - before;
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes everything.
    pub fn drain(&mut self) -> Vec<Row> {
        self.len = 0;
        let cells = std::mem::take(&mut self.cells);
        let rows = cells
            .into_iter()
            .flat_map(|((slot, level, network), cells)| {
                cells.into_iter().map(move |(platform, counters)| Row {
                    slot,
                    level,
                    platform,
                    network,
                    counters,
                })
            });
        rows.collect()
    }

    /// Adds rows that were taken.
    pub fn give_back(&mut self, rows: Vec<Row>) {
        for row in rows {
            let cells = self
                .cells
                .entry((row.slot, row.level, row.network))
                .or_default();
            match cells.binary_search_by_key(&row.platform, |(code, _)| *code) {
                Ok(at) => cells[at].1.add(&row.counters),
                Err(at) => {
                    cells.insert(at, (row.platform, row.counters));
                    self.len += 1;
                }
            }
        }
    }
}
