//! The many who have no browser in the lab: honest reports, in the form that pages send, each from
//! a neighbourhood of its own.

use std::sync::Arc;

use anyhow::{Context, Result};
use getthrough::catalogue::Catalogue;
use getthrough::report::{Report, Seen, SeenControl, SeenPlatform, Slot};
use getthrough::run::Engine;
use getthrough::verdict::PlatformVerdict;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::collector::Collector;
use super::networks::Network;
use crate::world::World;

/// So many send at the same time.
const AT_ONCE: usize = 24;
/// So many of each network report in each slot: more than a published figure needs.
pub const EACH: u16 = 12;

/// What somebody sees: the platforms named here so, and all others well.
pub type Trouble<'a> = &'a [(&'a str, PlatformVerdict)];

/// Those who report, and whose turn it is in each network.
pub struct Neighbours {
    world: Arc<World>,
    catalogue: Arc<Catalogue>,
    turn: u16,
}

impl Neighbours {
    /// Nobody has reported yet.
    pub fn new(world: Arc<World>, catalogue: Arc<Catalogue>) -> Self {
        Self {
            world,
            catalogue,
            turn: 0,
        }
    }

    /// The next [`EACH`] of every network report what they see in a slot. Nobody reports twice, so
    /// everybody has a vote.
    pub async fn report(&mut self, slot: Slot, seen: &[(Network, Trouble<'_>)]) -> Result<()> {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        let mut sending = JoinSet::new();
        for (network, trouble) in seen {
            let json = serde_json::to_string(&self.made(slot, trouble)?)?;
            for n in self.turn..self.turn + EACH {
                let (world, json, room) = (self.world.clone(), json.clone(), room.clone());
                let from = network.neighbour(n);
                sending.spawn(async move {
                    let _place = room.acquire().await?;
                    Collector::report(&world, from, json).await
                });
            }
        }
        self.turn += EACH;
        while let Some(sent) = sending.join_next().await {
            sent.context("a sender panicked")??;
        }
        Ok(())
    }

    /// The report, by the same steps as in a page.
    fn made(&self, slot: Slot, trouble: Trouble) -> Result<Report> {
        let catalogue = &self.catalogue;
        let platforms = catalogue.platforms.iter().map(|platform| {
            let named = trouble.iter().find(|(id, _)| *id == platform.id);
            SeenPlatform {
                code: platform.code,
                verdict: named.map_or(PlatformVerdict::Reachable, |(_, verdict)| *verdict),
                warm_ms: Some(60.0),
                ratio: Some(1.0),
                kbps: None,
            }
        });
        let controls = catalogue.controls.iter().map(|control| SeenControl {
            id: control.id.clone(),
            answered: true,
        });
        let seen = Seen {
            catalogue: catalogue.version,
            started_ms: slot.starts_s() as f64 * 1000.0,
            stopped: false,
            browser: Engine::Firefox,
            controls: controls.collect(),
            platforms: platforms.collect(),
        };
        let report = Report::of(&seen, catalogue);
        report.map_err(|refusal| anyhow::anyhow!("no report: {}", refusal.name()))
    }
}
