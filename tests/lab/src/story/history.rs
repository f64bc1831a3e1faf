//! What neighbours alone tell of the founding story: usual days, then the restrictions. It takes
//! seconds, and the public figures are full of it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use getthrough::report::Slot;

use super::Place;
use super::collector::Collector;
use super::founding::{AFTER, BEFORE, incidents, restricted, there, usual};
use super::neighbours::Neighbours;
use super::networks::{self, MTS};
use crate::pages::cases::Findings;
use crate::run::Suite;
use crate::session::Driven;

/// Seconds in a slot.
const SLOT_S: u64 = 900;
/// All is reported within this time, s.
const REPORTING_S: u64 = 60;

/// A collector that neighbours report to.
pub struct History {
    collector: Collector,
    neighbours: Neighbours,
}

impl History {
    /// Starts the collector; nobody has reported yet.
    pub fn start(driven: &Driven, suite: &Suite, place: &Place) -> Result<Self> {
        let world = &driven.world;
        let folder = place.folder.join("history");
        let collector =
            Collector::start(world, &place.program, &place.site, &folder, &[], -BEFORE)?;
        arrive(driven)?;
        let neighbours = Neighbours::new(world.clone(), Arc::new(suite.catalogue.clone()));
        Ok(Self {
            collector,
            neighbours,
        })
    }

    /// Has everybody report, and waits until the incidents are told: when they began.
    pub async fn tell(&mut self, findings: &mut Findings) -> Result<()> {
        room_in_the_slot().await?;
        let since: Slot = there(0)?;
        for slot in -BEFORE..=AFTER {
            self.collector.move_clock(slot)?;
            let seen = if slot < 0 { usual() } else { restricted() };
            self.neighbours.report(there(slot)?, &seen).await?;
        }
        self.collector.move_clock(AFTER + 1)?;
        incidents(&self.collector, since.starts_s(), findings).await
    }
}

/// Ends all interference, and has the browser on one of the networks that the figures tell about.
pub fn arrive(driven: &Driven) -> Result<()> {
    driven.world.reset()?;
    driven.world.move_to(MTS.browser())
}

/// Lets the browsers have every network's addresses.
pub fn lend_addresses(driven: &Driven) -> Result<()> {
    networks::lend(&driven.world)
}

/// All slots of the story are counted from the present one, so it must last until all is reported.
async fn room_in_the_slot() -> Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let left = SLOT_S - now.as_secs() % SLOT_S;
    if left < REPORTING_S {
        tokio::time::sleep(Duration::from_secs(left)).await;
    }
    Ok(())
}
