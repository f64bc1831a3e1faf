//! What is done now and then.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::figures::publish;
use crate::http::App;
use crate::lookout::Lookout;
use crate::spill::Spill;
use crate::store::{Batch, Query, Result, StoreError};
use crate::window::{Width, Window};
use getthrough::report::Slot;

/// Counters are stored so often: a crash loses no more.
const FLUSH: Duration = Duration::from_secs(1);
/// While the store is away, what comes is spilled so often: a crash loses no more.
const SPILL: Duration = Duration::from_secs(10);
/// The detector looks so often whether there is something new.
const LOOK: Duration = Duration::from_secs(15);
/// What is old is dropped so often: who asked how much, most of all.
const TIDY: Duration = Duration::from_secs(60);

/// Stores what was counted. What could not be stored is tried again as the same batch, so that it
/// counts once; meanwhile counting goes on. With a [`Spill`], it waits on the disk.
pub struct Flusher {
    spill: Option<Spill>,
    /// The oldest of the spill, while it is tried.
    first: Option<Batch>,
    /// Tried, and not in the spill.
    waiting: Option<Batch>,
    /// All that came before is stored, seconds since 1970.
    stored_s: u64,
    spilled: Option<Instant>,
}

impl Flusher {
    /// One that has nothing to store yet but what was spilled before.
    pub fn new(spill: Option<Spill>, app: &App) -> Self {
        let mut spill = spill;
        let (first, stored_s) = match spill.as_mut().and_then(Spill::first) {
            Some((batch, since_s)) => {
                app.hold(since_s);
                (Some(batch), since_s)
            }
            None => (None, app.clock.now_s()),
        };
        Self {
            spill,
            first,
            waiting: None,
            stored_s,
            spilled: None,
        }
    }

    /// Stores once: what was spilled, what was tried before, and what came since.
    ///
    /// # Errors
    /// Those of the store; nothing is lost.
    pub async fn flush(&mut self, app: &App) -> Result<()> {
        let started = Instant::now();
        // A store that does not answer is waited for: what it is being given is not there yet.
        app.hold(self.stored_s);
        let stored = self.store(app).await?;
        app.release();
        if stored > 0 {
            metrics::histogram!("getthrough_flush_seconds").record(started.elapsed().as_secs_f64());
            metrics::counter!("getthrough_flushed_cells_total").increment(stored as u64);
        }
        Ok(())
    }

    /// Gives how many cells were stored.
    async fn store(&mut self, app: &App) -> Result<usize> {
        let mut stored = 0;
        while let Some(batch) = self.oldest() {
            if let Err(error) = app.store.add(&batch).await {
                self.keep(app, false);
                return Err(error);
            }
            stored += batch.rows.len();
            if let Some(Err(error)) = self.spill.as_mut().map(Spill::pop) {
                return Err(StoreError::Away(format!("{error:#}")));
            }
            self.first = None;
        }
        // First what was tried before, then what came since.
        for _ in 0..2 {
            let now_s = app.clock.now_s();
            if self.waiting.is_none() {
                let rows = app.intake.drain();
                if rows.is_empty() {
                    self.stored_s = now_s;
                    break;
                }
                self.waiting = Some(Batch::new(rows));
            }
            if let Some(batch) = &self.waiting {
                if let Err(error) = app.store.add(batch).await {
                    self.keep(app, false);
                    return Err(error);
                }
                stored += batch.rows.len();
                self.waiting = None;
                self.stored_s = now_s;
            }
        }
        Ok(stored)
    }

    /// The oldest batch of the spill, read once.
    fn oldest(&mut self) -> Option<Batch> {
        if self.first.is_none() {
            self.first = self.spill.as_mut()?.first().map(|(batch, _)| batch);
        }
        self.first.clone()
    }

    /// Puts what waits into the spill, if there is one that has room: what was tried at once, what
    /// came since now and then, or `all` of it. Says whether nothing is left.
    fn keep(&mut self, app: &App, all: bool) -> bool {
        let Some(spill) = &mut self.spill else {
            return false;
        };
        loop {
            if self.waiting.is_none() {
                let due = self.spilled.is_none_or(|last| last.elapsed() >= SPILL);
                if !(all || due) || spill.is_full() {
                    return app.intake.waiting() == 0;
                }
                let rows = app.intake.drain();
                if rows.is_empty() {
                    return true;
                }
                self.waiting = Some(Batch::new(rows));
            }
            if let Some(batch) = &self.waiting {
                if let Err(error) = spill.push(batch, self.stored_s) {
                    tracing::error!(error = format!("{error:#}"), "it waits in memory");
                    return false;
                }
                self.waiting = None;
                self.spilled = Some(Instant::now());
            }
        }
    }

    /// Stores every second until told to stop, and then once more.
    ///
    /// # Errors
    /// Where the last one fails and what is left cannot be spilled: it is lost.
    pub async fn run(mut self, app: Arc<App>, mut stop: watch::Receiver<bool>) -> Result<()> {
        let mut ticks = tokio::time::interval(FLUSH);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let last = tokio::select! {
                _ = ticks.tick() => false,
                _ = stop.wait_for(|stop| *stop) => true,
            };
            let flushed = self.flush(&app).await;
            let failed = flushed.is_err();
            metrics::gauge!("getthrough_waiting_cells").set(app.intake.waiting() as f64);
            metrics::gauge!("getthrough_store_away").set(f64::from(u8::from(failed)));
            if let Some(spill) = &self.spill {
                metrics::gauge!("getthrough_spilled_bytes").set(spill.bytes() as f64);
            }
            if let Err(error) = &flushed {
                metrics::counter!("getthrough_flush_failures_total").increment(1);
                if !app.failing.load(Ordering::Relaxed) {
                    tracing::error!(%error, "counters cannot be stored; it is tried again every second");
                }
            } else if app.failing.load(Ordering::Relaxed) {
                tracing::info!("counters can be stored again");
            }
            app.failing.store(failed, Ordering::Relaxed);
            if last && failed && self.keep(&app, true) {
                tracing::warn!(
                    "the last counters are spilled; they are stored after the next start"
                );
                return Ok(());
            }
            if last {
                return flushed;
            }
        }
    }
}

/// Looks at each slot that becomes public.
pub async fn look(app: Arc<App>) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut lookout: Option<Lookout> = None;
    loop {
        ticks.tick().await;
        if let Err(error) = look_once(&app, &mut lookout).await {
            tracing::error!(%error, "the detector cannot read the figures; it is tried again");
        }
    }
}

/// Looks once.
///
/// # Errors
/// Those of the store.
pub async fn look_once(app: &App, lookout: &mut Option<Lookout>) -> Result<()> {
    let now_s = app.public_s();
    let lookout = match lookout {
        Some(lookout) => lookout,
        None => lookout.insert(Lookout::resume(&*app.store, now_s).await?),
    };
    let found = lookout
        .advance(&*app.store, &app.brands, app.k, now_s)
        .await?;
    app.found.fetch_add(found as u64, Ordering::Relaxed);
    Ok(())
}

/// Drops what is old.
pub async fn tidy(app: Arc<App>, forget: impl Fn()) {
    let mut ticks = tokio::time::interval(TIDY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        forget();
        let prefixes = app.intake.forget(&*app.clock);
        metrics::gauge!("getthrough_remembered_prefixes").set(prefixes as f64);
        match settle(&app).await {
            Ok(0) => {}
            Ok(days) => tracing::info!(days, "days were settled"),
            Err(error) => tracing::error!(%error, "old days cannot be settled; it is tried again"),
        }
    }
}

/// Keeps of days that are over what was published of them, and drops the rest; gives how many
/// days. Then drops figures that are older than the operator wants.
///
/// # Errors
/// Those of the store.
pub async fn settle(app: &App) -> Result<u32> {
    let now_s = app.public_s();
    let day = Width::Day.slots();
    let slot = app.clock.slot().0;
    let kept = app.options.keep_counters_days * day;
    let mut days = 0;
    while let Some(first) = app.store.first().await? {
        let window = Window::of(first, Width::Day);
        if window.end().0 + kept > slot {
            break;
        }
        let whole = Query::of(window.start, window.end());
        let mut figures = Vec::new();
        for country in app.store.countries(&whole).await? {
            let country = Some(country);
            let rows = app.store.rows(&Query { country, ..whole }).await?;
            figures.extend(publish(&rows, app.k, now_s));
        }
        app.store
            .settle(window.start, window.end(), &figures)
            .await?;
        days += 1;
    }
    if app.options.keep_figures_days > 0 {
        let before = Slot(slot.saturating_sub(app.options.keep_figures_days * day));
        app.store
            .forget(Window::of(before, Width::Day).start)
            .await?;
    }
    Ok(days)
}
