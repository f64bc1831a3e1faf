//! Asks every address of the catalogue for its headers, from wherever this runs, and says which
//! are unfit for a page: what a page's request can only fail at, however good the line is.
//!
//! Only a maintainer runs it, with a line that nobody restricts. It is polite: one request to a
//! host at a time, few in all, and a name by which an operator can find out who asks.

mod client;
mod fitness;
mod follow;
mod report;
mod target;

#[cfg(test)]
mod server;
#[cfg(test)]
mod tests;

use anyhow::{Result, bail};
use clap::Args;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use client::{Client, Resolve};
use report::Report;
use target::Target;

/// Requests at the same time, to all hosts together.
const AT_ONCE: usize = 6;

/// How to ask.
#[derive(Args)]
pub struct Options {
    /// Only these platforms and controls
    pub ids: Vec<String>,
    /// A lean .json file or a source folder, instead of the project's own
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
    /// One more root certificate to trust (PEM)
    #[arg(long, value_name = "FILE")]
    pub ca: Vec<PathBuf>,
    /// Connect to this address when a host is asked: HOST=ADDRESS:PORT
    #[arg(long, value_name = "HOST=ADDRESS:PORT")]
    pub resolve: Vec<Resolve>,
    /// Seconds to wait for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 20.0)]
    pub timeout: f64,
}

/// Asks, prints, and fails if anything is unfit.
pub fn run(options: &Options) -> Result<()> {
    let reports = ask(options)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&reports)?);
    } else {
        for report in &reports {
            print!("{report}");
        }
    }
    let unfit = reports.iter().filter(|report| !report.fit()).count();
    if unfit > 0 {
        bail!("{unfit} of {} addresses are unfit", reports.len());
    }
    Ok(())
}

/// One report for each address, in the catalogue's order.
fn ask(options: &Options) -> Result<Vec<Report>> {
    let catalogue = super::load(options.catalogue.as_deref())?;
    let targets = target::of(&catalogue, &options.ids)?;
    let timeout = Duration::try_from_secs_f64(options.timeout)?;
    let client = Arc::new(Client::new(&options.ca, &options.resolve, timeout)?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(all(client, targets))
}

async fn all(client: Arc<Client>, targets: Vec<Target>) -> Result<Vec<Report>> {
    let mut hosts: HashMap<String, Vec<(usize, Target)>> = HashMap::new();
    for (place, target) in targets.into_iter().enumerate() {
        hosts
            .entry(target.host().into())
            .or_default()
            .push((place, target));
    }
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for targets in hosts.into_values() {
        let (client, slots) = (client.clone(), slots.clone());
        tasks.spawn(async move {
            let mut reports = Vec::new();
            for (place, target) in targets {
                let _slot = slots.acquire().await?;
                let trail = follow::follow(&client, &target).await;
                reports.push((place, Report::new(target, trail)));
            }
            anyhow::Ok(reports)
        });
    }
    let mut reports = Vec::new();
    while let Some(done) = tasks.join_next().await {
        reports.extend(done??);
    }
    reports.sort_by_key(|(place, _)| *place);
    Ok(reports.into_iter().map(|(_, report)| report).collect())
}
