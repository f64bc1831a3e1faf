//! What is done now and then.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::figures::publish;
use crate::http::App;
use crate::lookout::Lookout;
use crate::store::{Batch, Query, Result};
use crate::window::{Width, Window};
use getthrough::report::Slot;

/// Counters are stored so often: a crash loses no more.
const FLUSH: Duration = Duration::from_secs(1);
/// The detector looks so often whether there is something new.
const LOOK: Duration = Duration::from_secs(15);
/// What is old is dropped so often: who asked how much, most of all.
const TIDY: Duration = Duration::from_secs(60);

/// Stores what was counted. What could not be stored is tried again as the same batch, so that it
/// counts once; meanwhile counting goes on.
#[derive(Default)]
pub struct Flusher {
    waiting: Option<Batch>,
}

impl Flusher {
    /// Stores once.
    ///
    /// # Errors
    /// Those of the store; nothing is lost.
    pub async fn flush(&mut self, app: &App) -> Result<()> {
        let started = Instant::now();
        let mut stored = 0;
        // First what was tried before, then what came since.
        for _ in 0..2 {
            if self.waiting.is_none() {
                let rows = app.intake.drain();
                if rows.is_empty() {
                    break;
                }
                self.waiting = Some(Batch::new(rows));
            }
            if let Some(batch) = &self.waiting {
                app.store.add(batch).await?;
                stored += batch.rows.len();
                self.waiting = None;
            }
        }
        if stored > 0 {
            metrics::histogram!("getthrough_flush_seconds").record(started.elapsed().as_secs_f64());
            metrics::counter!("getthrough_flushed_cells_total").increment(stored as u64);
        }
        Ok(())
    }

    /// Stores every second until told to stop, and then once more.
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
            if let Err(error) = &flushed {
                metrics::counter!("getthrough_flush_failures_total").increment(1);
                if !app.failing.load(Ordering::Relaxed) {
                    tracing::error!(%error, "counters cannot be stored; it is tried again every second");
                }
            } else if app.failing.load(Ordering::Relaxed) {
                tracing::info!("counters can be stored again");
            }
            app.failing.store(failed, Ordering::Relaxed);
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
    let now_s = app.clock.now_s();
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
    let now_s = app.clock.now_s();
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
        let before = slot.saturating_sub(app.options.keep_figures_days * day);
        app.store.forget(Slot(before)).await?;
    }
    Ok(days)
}
