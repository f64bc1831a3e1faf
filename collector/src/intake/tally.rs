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
        let room = || Vec::with_capacity(report.platforms.len());
        let cells = self.cells.entry((report.slot, level, network));
        let cells = cells.or_insert_with(room);
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

    /// All of it as rows, in the order in which stores keep them: neighbours are added together.
    pub fn into_rows(self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.len);
        let mut all: Vec<_> = self.cells.into_iter().collect();
        all.sort_unstable_by_key(|(key, _)| (key.0, key.2, key.1));
        for ((slot, level, network), cells) in all {
            rows.extend(cells.into_iter().map(|(platform, counters)| Row {
                slot,
                level,
                platform,
                network,
                counters,
            }));
        }
        rows
    }
}
