//! A world: both namespaces, the wire, the resolver, the servers and the censor.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use getthrough::catalogue::Catalogue;
use tokio::sync::watch;

use crate::addresses::{Addresses, RESOLVER};
use crate::authority::Authority;
use crate::censor::Censor;
use crate::log::Log;
use crate::netns::Netns;
use crate::server::{Answers, Behind, Hosted, Others, Servers, Site};
use crate::wire::{CLIENT_DEVICE, Wire};
use crate::{dns, server};

/// How a world is made.
pub struct Plan {
    /// The catalogue whose hosts live in it.
    pub catalogue: Catalogue,
    /// The folder of the built site.
    pub site: PathBuf,
    /// The round-trip time.
    pub round_trip: Duration,
    /// The seed of what is lost on the wire.
    pub seed: u64,
}

/// A running world; it ends when dropped.
pub struct World {
    /// What the network saw.
    pub log: Arc<Log>,
    /// What is done to each host.
    pub censor: Censor,
    /// The page's own server.
    pub site: Arc<Site>,
    /// Pages of other people.
    pub others: Arc<Others>,
    /// The program that answers for [`crate::addresses::COLLECTOR`].
    pub behind: Arc<Behind>,
    /// Host names and addresses.
    pub addresses: Arc<Addresses>,
    /// The authority that the browsers are to trust.
    pub authority: Authority,
    epoch: watch::Sender<u64>,
    // Dropped in this order: what uses the namespaces before the namespaces.
    _wire: Wire,
    servers: Option<JoinHandle<Result<()>>>,
    client: Netns,
    server: Netns,
}

static NUMBER: AtomicUsize = AtomicUsize::new(0);

impl World {
    /// Builds it.
    pub fn start(plan: Plan) -> Result<Self> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let client = Netns::create("cl", number)?;
        let server = Netns::create("srv", number)?;
        client.resolver(RESOLVER)?;
        let log = Arc::new(Log::default());
        let addresses = Arc::new(Addresses::plan(&plan.catalogue)?);
        let censor = Censor::new(addresses.clone());
        let wire = Wire::start(
            &client,
            &server,
            plan.round_trip,
            plan.seed,
            censor.clone(),
            log.clone(),
        )?;
        let authority = Authority::new("Getthrough lab")?;
        let site = Arc::new(Site::new(plan.site, &plan.catalogue)?);
        let others = Arc::new(Others::default());
        let behind = Arc::new(Behind::default());
        let servers = Arc::new(Servers::new(
            addresses.clone(),
            &authority,
            Answers::of(&plan.catalogue)?,
            Hosted {
                site: site.clone(),
                others: others.clone(),
                behind: behind.clone(),
            },
            censor.clone(),
            log.clone(),
        )?);
        let (epoch, seen) = watch::channel(0);
        let servers = far_side(&server, servers, censor.clone(), log.clone(), seen)?;
        Ok(Self {
            log,
            censor,
            site,
            others,
            behind,
            addresses,
            authority,
            epoch,
            _wire: wire,
            servers: Some(servers),
            client,
            server,
        })
    }

    /// The namespace in which browsers run.
    pub fn client(&self) -> &Netns {
        &self.client
    }

    /// The namespace in which servers run.
    pub fn server(&self) -> &Netns {
        &self.server
    }

    /// Ends all interference and all connections, so that the next run finds none open.
    pub fn reset(&self) -> Result<()> {
        self.set_link(true)?;
        self.censor.clear();
        self.site.forbid([]);
        self.epoch.send_modify(|epoch| *epoch += 1);
        Ok(())
    }

    /// Takes the browsers' network device up or down.
    pub fn set_link(&self, up: bool) -> Result<()> {
        let state = if up { "up" } else { "down" };
        self.client.ip(&["link", "set", CLIENT_DEVICE, state])?;
        if up {
            // The kernel forgets the route with the link; `replace` also does where it is there.
            self.client
                .ip(&["route", "replace", "default", "dev", CLIENT_DEVICE])?;
        }
        Ok(())
    }

    /// Lets programs of the client's side have addresses of this range too.
    pub fn lend(&self, range: &str) -> Result<()> {
        self.client
            .ip(&["route", "replace", "local", range, "dev", "lo"])?;
        let back = ["route", "replace", range, "dev", CLIENT_DEVICE];
        self.server.ip(&back)
    }

    /// The address that the browsers have from now on, until the next [`World::reset`]: one of a
    /// range that was lent.
    pub fn move_to(&self, address: Ipv4Addr) -> Result<()> {
        let source = address.to_string();
        let route = ["route", "replace", "default", "dev", CLIENT_DEVICE];
        self.client.ip(&[&route[..], &["src", &source]].concat())
    }

    /// The host at an address, for a reader.
    pub fn name_of(&self, address: Ipv4Addr) -> String {
        self.addresses
            .host(address)
            .map_or_else(|| address.to_string(), str::to_owned)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // The servers' thread ends when nobody can change the epoch any more.
        self.epoch = watch::channel(0).0;
        if let Some(thread) = self.servers.take()
            && let Ok(Err(error)) = thread.join()
        {
            eprintln!("the lab's servers ended: {error:#}");
        }
    }
}

/// Runs resolver and servers on a thread inside their namespace; returns once both listen.
fn far_side(
    netns: &Netns,
    servers: Arc<Servers>,
    censor: Censor,
    log: Arc<Log>,
    mut epoch: watch::Receiver<u64>,
) -> Result<JoinHandle<Result<()>>> {
    let (ready, is_ready) = mpsc::channel();
    let thread = netns.spawn("servers", move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let socket = dns::bind().await?;
            let listener = server::bind()?;
            tokio::spawn(dns::serve(socket, censor, log));
            tokio::spawn(servers.serve(listener, epoch.clone()));
            // The one who waits may be gone; then the epoch's sender is too.
            let _ = ready.send(());
            while epoch.changed().await.is_ok() {}
            Ok(())
        })
    })?;
    if is_ready.recv().is_err() {
        let ended = thread
            .join()
            .map_err(|_| anyhow!("the servers' thread panicked"))?;
        ended.context("starting the servers")?;
        bail!("the servers ended at once");
    }
    Ok(thread)
}
