//! From options to a running collector, and to its end.

use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::clock::{Clock, ShiftedClock, SystemClock};
use crate::http::{self, App, Site, server};
use crate::intake::{Intake, Known};
use crate::jobs::{self, Flusher};
use crate::networks::Table;
use crate::options::Options;
use crate::spill::Spill;
use crate::store::Store;
use crate::store::clickhouse::ClickHouse;
use crate::store::sqlite::Sqlite;

/// A collector that listens.
pub struct Running {
    /// Where, in the order of the options.
    pub listen: Vec<SocketAddr>,
    /// Where it tells its metrics.
    pub admin: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    ended: tokio::task::JoinHandle<Result<()>>,
}

impl Running {
    /// Ends it: no new requests, the answers on their way, the last flush.
    ///
    /// # Errors
    /// Where the last flush fails: the last second, or what could not be stored before, is lost.
    pub async fn stop(self) -> Result<()> {
        self.stop.send_replace(true);
        self.ended.await.context("the collector broke")?
    }
}

/// Starts a collector.
///
/// # Errors
/// Where an option cannot be used, with what to do.
pub async fn start(options: Options) -> Result<Running> {
    let site = options.site.as_deref().map(Site::open).transpose()?;
    let known = known(&options, site.as_ref())?;
    let table = match &options.networks {
        Some(file) => Some(Table::open(file).context("networks are unknown without this file")?),
        None => None,
    };
    announce(&options, table.as_ref());
    // Before the database: a second collector on one file would count wrongly.
    let mut listeners = Vec::new();
    for address in &options.listen {
        listeners.push(bind(*address).await?);
    }
    let admin = match options.admin {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let spill = match &options.spill {
        Some(folder) => Some(Spill::open(folder, options.spill_mb << 20)?),
        None => None,
    };
    let store: Arc<dyn Store> = match &options.store {
        Some(address) => Arc::new(ClickHouse::open(address).await?),
        None => Arc::new(Sqlite::open(&options.db)?),
    };
    let clock: Arc<dyn Clock> = match &options.insecure_test_clock {
        Some(file) => Arc::new(ShiftedClock(file.clone())),
        None => Arc::new(SystemClock),
    };
    http::recorder();
    let app = Arc::new(App::new(options, Intake::new(known), store, clock, table));
    let mut running = Vec::new();
    for listener in &listeners {
        running.push(listener.local_addr()?);
    }
    let told = admin.as_ref().map(TcpListener::local_addr).transpose()?;
    let (stop, stopped) = watch::channel(false);
    let flusher = Flusher::new(spill, &app);
    let ended = tokio::spawn(run(app, flusher, site, listeners, admin, stopped));
    Ok(Running {
        listen: running,
        admin: told,
        stop,
        ended,
    })
}

async fn run(
    app: Arc<App>,
    flusher: Flusher,
    site: Option<Site>,
    listeners: Vec<TcpListener>,
    admin: Option<TcpListener>,
    stopped: watch::Receiver<bool>,
) -> Result<()> {
    let (router, upkeep) = http::router(app.clone(), site);
    let connections = Arc::new(Semaphore::new(app.options.max_connections as usize));
    let mut servers = tokio::task::JoinSet::new();
    for listener in listeners {
        let (router, connections) = (router.clone(), connections.clone());
        servers.spawn(server::serve(
            listener,
            router,
            connections,
            stopped.clone(),
        ));
    }
    if let Some(listener) = admin {
        let router = http::admin(app.clone());
        // A few of its own, so that it can be asked when the others are all taken.
        let connections = Arc::new(Semaphore::new(16));
        servers.spawn(server::serve(listener, router, connections, stopped));
    }
    // Told to stop after the servers are done: what they took is in the last flush.
    let (done, last) = watch::channel(false);
    let flusher = tokio::spawn(flusher.run(app.clone(), last));
    let look = tokio::spawn(jobs::look(app.clone()));
    let tidy = tokio::spawn(jobs::tidy(app.clone(), move || upkeep.forget()));
    while servers.join_next().await.is_some() {}
    look.abort();
    tidy.abort();
    done.send_replace(true);
    let flushed = flusher.await.context("the last flush broke")?;
    let closed = app.store.close().await;
    flushed.context("the last counters could not be stored, and are lost")?;
    closed.context("the database could not be closed well; nothing is lost")?;
    tracing::info!("everything is stored");
    Ok(())
}

fn known(options: &Options, site: Option<&Site>) -> Result<Known> {
    let mut files = options.catalogue.clone();
    files.extend(site.into_iter().flat_map(Site::catalogues));
    let known = Known::read(files.iter().map(Path::new));
    known.context("reports are held against the catalogue that they were made by")
}

fn announce(options: &Options, table: Option<&Table>) {
    if let Some(k) = options.insecure_test_k {
        tracing::warn!(
            k,
            "INSECURE: cells of {k} prefixes are published, so visitors can be told apart. This is \
             for tests. Do not let people use it"
        );
    }
    if let Some(file) = &options.insecure_test_clock {
        tracing::warn!(
            file = %file.display(),
            "INSECURE: the clock is shifted by a file, so reports count for times at which nobody \
             ran anything. This is for tests"
        );
    }
    if table.is_none() {
        tracing::warn!(
            "no file of networks: every country and network is unknown (`--networks FILE`)"
        );
    }
    let everywhere = |net: &ipnet::IpNet| net.prefix_len() == 0;
    if options.trusted_proxy.iter().any(everywhere) {
        tracing::warn!("every address is a trusted proxy: anybody can vote as anybody");
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| {
        format!("{address} cannot be opened: is something else there, or is it not allowed to?")
    })
}
