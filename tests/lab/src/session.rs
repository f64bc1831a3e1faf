//! A browser in a world of its own, and the thread that drives it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::browser::{Browser, Engine, write_extension};
use crate::nginx;
use crate::run::{Server, Suite};
use crate::world::{Plan, World};

/// A browser that does not come up is started anew so many times: on a busy machine, one with the
/// lab's blocker may fail a few times in a row ([`Blocker::Out`]).
const STARTS: usize = 20;
/// After this, when whatever kept the machine busy may be over.
const PAUSE: Duration = Duration::from_secs(2);
/// A browser that works ends its session within this time.
const QUIT_LIMIT: Duration = Duration::from_secs(10);

/// Numbers the sessions of this process.
static SESSIONS: AtomicUsize = AtomicUsize::new(0);

/// A world, and the folder of the browsers in it.
pub struct Session {
    world: Arc<World>,
    engine: Engine,
    folder: PathBuf,
    started: Arc<AtomicUsize>,
}

/// Whether the lab's content blocker is in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// It is, and blocks on those of the page's hosts that it is for.
    In,
    /// It is not. WebKit's browser starts as it should: it reads the blocker's rules while its
    /// driver already asks it for a page, and where it is slow the driver gives up.
    Out,
}

/// A browser in its world.
pub struct Driven {
    /// The world.
    pub world: Arc<World>,
    /// The browser.
    pub browser: Browser,
    /// The run before may have left the browser's resolver without answers.
    pub asks_on: AtomicBool,
}

impl Session {
    /// Makes the world.
    pub fn start(suite: &Suite, engine: Engine) -> Result<Self> {
        let world = World::start(Plan {
            catalogue: suite.catalogue.clone(),
            site: suite.site.clone(),
            round_trip: suite.round_trip,
            seed: 1,
        })?;
        let (id, guard) = (std::process::id(), suite.guard);
        let number = SESSIONS.fetch_add(1, Ordering::Relaxed);
        let name = format!("getthrough-lab-{id}-{number}-{engine}{guard}");
        let folder = std::env::temp_dir().join(name);
        if suite.server == Server::Nginx {
            nginx::start(&world, &suite.site, &folder.join("nginx"))?;
        }
        Ok(Self {
            world: Arc::new(world),
            engine,
            folder,
            started: Arc::default(),
        })
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Where its browsers keep their files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts the browser, and does `work` on a thread that is inside the client's namespace.
    pub fn drive<T, W, F>(&self, suite: Arc<Suite>, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(Arc<Driven>, Arc<Suite>) -> F + Send + 'static,
        F: Future<Output = Result<T>>,
    {
        self.drive_with(Blocker::Out, suite, work)
    }

    /// The same, with or without the lab's content blocker in the browser.
    pub fn drive_with<T, W, F>(&self, blocker: Blocker, suite: Arc<Suite>, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(Arc<Driven>, Arc<Suite>) -> F + Send + 'static,
        F: Future<Output = Result<T>>,
    {
        let (engine, folder) = (self.engine, self.folder.clone());
        let started = self.started.clone();
        self.inside(move |world| async move {
            let extension = folder.join("extension");
            let extension = (blocker == Blocker::In).then_some(&*extension);
            if let Some(folder) = extension {
                write_extension(folder, &suite.blocked)?;
            }
            let mut tries = 1;
            let browser = loop {
                // A folder of its own: the one before may still be in use.
                let own = folder.join(started.fetch_add(1, Ordering::Relaxed).to_string());
                match Browser::start(engine, suite.guard, &world, &own, extension).await {
                    Ok(browser) => break browser,
                    Err(error) if tries < STARTS => {
                        eprintln!("{engine} did not come up, and is started anew: {error:#}");
                        tries += 1;
                        tokio::time::sleep(PAUSE).await;
                    }
                    Err(error) => return Err(error),
                }
            };
            let asks_on = AtomicBool::new(false);
            let driven = Arc::new(Driven {
                world,
                browser,
                asks_on,
            });
            let done = work(driven.clone(), suite).await;
            if let Some(driven) = Arc::into_inner(driven) {
                // One that is stuck ends with its driver.
                let _ = tokio::time::timeout(QUIT_LIMIT, driven.browser.quit()).await;
            }
            done
        })
    }

    /// Does `work` on a thread that is inside the client's namespace, without a browser.
    pub fn inside<T, W, F>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(Arc<World>) -> F + Send + 'static,
        F: Future<Output = Result<T>>,
    {
        let world = self.world.clone();
        let thread = self.world.client().spawn("driver", move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(work(world))
        })?;
        let done = thread.join();
        done.map_err(|_| anyhow!("the driver of {} panicked", self.engine))?
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Nothing but the browsers' own files; what is left in the temporary folder is no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
