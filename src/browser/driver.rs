//! Drives a run: does what it asks for, tells it what came of that, wakes it in time, and hands
//! its updates to the page.
//!
//! Nothing is borrowed while the page is called, so the page may call back at any time. What the
//! browser calls comes one at a time and never from inside a borrow; after a panic, though, a
//! borrow stays, and then everything here does nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::clock::{self, ClockWatch};
use super::later::soon;
use super::listener::Listener;
use super::outbox::Outbox;
use super::probe::{self, End, Probe};
use super::timing::{ENTRY_WAIT_MS, Entry, Timing};
use super::told::to_page;
use super::{panic, plain, signals};
use crate::run::{Command, Form, Millis, Observation, Request, RequestId, Run, Signal};

/// One run and what belongs to it in this browser.
pub struct Driver {
    run: RefCell<Run>,
    asked: RefCell<Vec<Asked>>,
    timing: RefCell<Option<Timing>>,
    listeners: RefCell<Vec<Listener>>,
    timer: RefCell<Option<Timeout>>,
    clock: ClockWatch,
    outbox: Outbox,
    over: Cell<bool>,
}

/// A request that the run has asked for and not yet heard of.
struct Asked {
    id: RequestId,
    started: Millis,
    /// Where its Resource Timing entry will be; `None` where there will be none.
    name: Option<String>,
    /// `responseStatus` above 0 is the mark of an answer from elsewhere than the network.
    is_opaque: bool,
    /// Dropping it aborts the request.
    probe: Option<Probe>,
    /// It has ended, and waits for its entry.
    ended: Option<Waiting>,
}

struct Waiting {
    end: End,
    clock_ms: Millis,
    _no_longer: Timeout,
}

impl Driver {
    /// Starts; the first request goes out right after the current task, so that whoever starts
    /// a run holds it before the first event comes.
    pub fn start(run: Run, clock_step: Millis, outbox: Outbox) -> Rc<Self> {
        let driver = Rc::new(Self {
            run: RefCell::new(run),
            asked: RefCell::default(),
            timing: RefCell::default(),
            listeners: RefCell::default(),
            timer: RefCell::default(),
            clock: ClockWatch::new(),
            outbox,
            over: Cell::new(false),
        });
        panic::watch(&driver);
        let that = Rc::downgrade(&driver);
        let came = move || {
            if let Some(driver) = that.upgrade() {
                driver.entries_came();
            }
        };
        *driver.timing.borrow_mut() = Some(Timing::new(clock_step, came));
        let that = Rc::downgrade(&driver);
        let told = move |signal| {
            if let Some(driver) = that.upgrade() {
                driver.signal(signal);
            }
        };
        *driver.listeners.borrow_mut() = signals::listen(told);
        let first = driver.clone();
        soon(move || {
            if signals::is_hidden() {
                first.signal(Signal::Hidden);
            } else {
                first.pump();
            }
        });
        driver
    }

    /// Ends the run with what there is.
    pub fn stop(self: &Rc<Self>) {
        self.change(|run, now| run.stop(now));
    }

    /// What is known.
    pub fn result(&self) -> Option<crate::result::RunResult> {
        Some(self.run.try_borrow().ok()?.result())
    }

    /// The run broke: everything ends, and the page is told.
    pub fn fail(&self, detail: &str) {
        if !self.over.replace(true) {
            self.release();
            self.outbox.send_at_once("failed", "detail", &detail.into());
        }
    }

    /// Aborts, stops listening and waiting, and tells nobody. What is still borrowed was
    /// borrowed by what panicked.
    pub fn release(&self) {
        self.over.set(true);
        let _ = self.timer.try_borrow_mut().map(|mut timer| timer.take());
        let _ = self.timing.try_borrow_mut().map(|mut timing| timing.take());
        let _ = self
            .listeners
            .try_borrow_mut()
            .map(|mut listeners| listeners.clear());
        let _ = self.asked.try_borrow_mut().map(|mut asked| asked.clear());
    }

    fn signal(self: &Rc<Self>, signal: Signal) {
        self.change(|run, now| run.signal(signal, now));
    }

    /// Tells the run something, and does what it asks for then.
    fn change(self: &Rc<Self>, tell: impl FnOnce(&mut Run, Millis)) {
        if !self.over.get()
            && let Ok(mut run) = self.run.try_borrow_mut()
        {
            tell(&mut run, clock::now());
            drop(run);
            self.pump();
        }
    }

    /// Does what the run asks for, and tells the page what changed.
    fn pump(self: &Rc<Self>) {
        if self.over.get() {
            return;
        }
        let Ok(mut run) = self.run.try_borrow_mut() else {
            return;
        };
        let now = clock::now();
        if self.clock.jumped() {
            run.signal(Signal::ClockJump, now);
        }
        let commands = run.poll(now);
        let updates = run.updates();
        let wake_at = run.wake_at();
        let result = run.is_done().then(|| run.result());
        drop(run);

        for command in commands {
            match command {
                Command::Start(request) => self.ask(&request),
                Command::Abort(id) => drop(self.remove(id)),
            }
        }
        for update in updates {
            self.outbox.put(to_page(&update));
        }
        match result {
            Some(result) => {
                self.release();
                self.outbox.put_with("done", "result", &to_page(&result));
            }
            None => self.wake(wake_at),
        }
        self.outbox.send();
    }

    fn wake(self: &Rc<Self>, at: Option<Millis>) {
        let timer = at.map(|at| {
            let that = self.clone();
            // Timers count whole milliseconds; the cast holds at 0 and at the largest.
            let wait = (at - clock::now()).ceil().max(1.0) as u32;
            Timeout::new(wait, move || that.pump())
        });
        *self.timer.borrow_mut() = timer;
    }

    fn ask(self: &Rc<Self>, request: &Request) {
        let id = request.id;
        let that = Rc::downgrade(self);
        let ended = move |end| {
            if let Some(driver) = that.upgrade() {
                driver.ended(id, end);
            }
        };
        let is_opaque = request.form == Form::Fetch && !is_own(&request.url);
        let started = clock::now();
        // A page of no origin, such as one in a sandbox, is refused before anything is begun, which
        // takes no time at all: nothing to hold against a blocker's refusals.
        let is_moot = request.form == Form::Cached && !is_of_this_origin(&request.url);
        let begun = (!is_moot).then(|| probe::start(request, Box::new(ended)));
        let (probe, name) = match begun {
            Some(Ok((probe, name))) => (Some(probe), name),
            // Refused before it began: a failure like others, and told like others, afterwards.
            Some(Err(_)) | None => {
                let that = self.clone();
                soon(move || that.ended(id, End::of(is_moot)));
                (None, None)
            }
        };
        let asked = Asked {
            id,
            started,
            name,
            is_opaque,
            probe,
            ended: None,
        };
        self.asked.borrow_mut().push(asked);
    }

    fn remove(&self, id: RequestId) -> Option<Asked> {
        let mut asked = self.asked.borrow_mut();
        let at = asked.iter().position(|asked| asked.id == id)?;
        Some(asked.swap_remove(at))
    }

    /// A request has ended. It is let go at once, and told with its entry, which may be a moment
    /// behind.
    fn ended(self: &Rc<Self>, id: RequestId, end: End) {
        let now = clock::now();
        let Some(mut asked) = self.remove(id) else {
            return;
        };
        let clock_ms = now - asked.started;
        // This aborts what is left of the body; Chromium makes the entry then.
        asked.probe = None;
        if asked.name.is_none() {
            return self.change(|run, now| observe(run, &asked, end, clock_ms, None, now));
        }
        let that = self.clone();
        let no_longer = Timeout::new(ENTRY_WAIT_MS, move || that.entry_is_missing(id));
        asked.ended = Some(Waiting {
            end,
            clock_ms,
            _no_longer: no_longer,
        });
        self.asked.borrow_mut().push(asked);
        self.entries_came();
    }

    /// Tells the run of every request that has ended and whose entry is there.
    fn entries_came(self: &Rc<Self>) {
        let mut told = Vec::new();
        if let (Ok(mut asked), Ok(timing)) = (self.asked.try_borrow_mut(), self.timing.try_borrow())
            && let Some(timing) = &*timing
        {
            let mut at = 0;
            while let Some(one) = asked.get(at) {
                let name = one.ended.as_ref().and(one.name.as_deref());
                match name.and_then(|name| timing.take(name, one.started)) {
                    Some(entry) => told.push((asked.swap_remove(at), entry)),
                    None => at += 1,
                }
            }
            timing.keep(|name| asked.iter().any(|one| one.name.as_deref() == Some(name)));
        }
        if !told.is_empty() {
            self.change(|run, now| {
                for (asked, entry) in told {
                    if let Some(Waiting { end, clock_ms, .. }) = asked.ended {
                        observe(run, &asked, end, clock_ms, Some(entry), now);
                    }
                }
            });
        }
    }

    fn entry_is_missing(self: &Rc<Self>, id: RequestId) {
        if let Some(asked) = self.remove(id)
            && let Some(Waiting { end, clock_ms, .. }) = asked.ended
        {
            self.change(|run, now| observe(run, &asked, end, clock_ms, None, now));
        }
    }
}

fn observe(
    run: &mut Run,
    asked: &Asked,
    end: End,
    clock_ms: Millis,
    entry: Option<Entry>,
    now: Millis,
) {
    let entry = entry.as_ref();
    let seen = Observation {
        seen: end.seen,
        clock_ms,
        entry_ms: entry.map(|entry| entry.duration),
        status: entry
            .and_then(|entry| entry.status)
            .filter(|_| asked.is_opaque),
        bytes: end.bytes.or(entry.and_then(|entry| entry.bytes)),
    };
    run.observe(asked.id, seen, now);
}

/// Whether a URL is of the page's own origin, if it has one.
fn is_of_this_origin(url: &str) -> bool {
    let window = web_sys::window().map(|window| plain::get(&window, "origin"));
    let origin = window.and_then(|origin| origin.as_string());
    origin.is_some_and(|origin| begins_with(url, &origin))
}

/// Whether a URL is on the page's own server, whose answers every page may read.
fn is_own(url: &str) -> bool {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    origin.is_some_and(|origin| begins_with(url, &origin))
}

fn begins_with(url: &str, origin: &str) -> bool {
    url.strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
