//! Resource Timing: how long a request took by the browser's own account, which a busy page does
//! not falsify.
//!
//! Entries are taken from a `PerformanceObserver`, not from the page's buffer: the buffer holds
//! 250 and would have to be enlarged and cleared, and both are felt by whatever else runs in the
//! page; an observer sees every entry whether the buffer is full or not.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{
    PerformanceEntry, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit,
};

use super::plain;
use crate::run::Millis;

/// How long a request that has ended waits for its entry. Chromium and Firefox hand it over within
/// 1 ms of the abort that follows an answer; WebKit has none for a failure, and waits this out.
pub const ENTRY_WAIT_MS: u32 = 50;

/// What is read from an entry.
pub struct Entry {
    name: String,
    start: Millis,
    /// Its duration, milliseconds.
    pub duration: Millis,
    /// `responseStatus`, where it is told.
    pub status: Option<u16>,
    /// `encodedBodySize`, where it is told.
    pub bytes: Option<u32>,
}

/// The entries that have come and were not yet taken.
pub struct Timing {
    entries: Rc<RefCell<Vec<Entry>>>,
    observer: Option<PerformanceObserver>,
    _heard: Closure<dyn FnMut(PerformanceObserverEntryList)>,
    slack: Millis,
}

impl Timing {
    /// Watches for entries. `came` is called after some have come; `slack` is the clock's step.
    pub fn new(slack: Millis, came: impl Fn() + 'static) -> Self {
        let entries = Rc::new(RefCell::new(Vec::new()));
        let kept = entries.clone();
        let heard = Closure::<dyn FnMut(_)>::new(move |list: PerformanceObserverEntryList| {
            kept.borrow_mut()
                .extend(list.get_entries().iter().map(read));
            came();
        });
        // Without observer (none of the browsers that run this lacks it) the clock alone is used.
        let observer = PerformanceObserver::new(heard.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            let kinds = Array::of1(&"resource".into());
            observer.observe(&PerformanceObserverInit::new(&kinds));
        }
        Self {
            entries,
            observer,
            _heard: heard,
            slack,
        }
    }

    /// The entry of the request to `name` that started then. Older ones of that name belong to
    /// requests that were given up.
    pub fn take(&self, name: &str, started: Millis) -> Option<Entry> {
        let mut entries = self.entries.borrow_mut();
        entries.retain(|e| e.name != name || e.start >= started - self.slack);
        let at = entries.iter().position(|e| e.name == name)?;
        Some(entries.swap_remove(at))
    }

    /// Lets go of entries that nobody can ask for.
    pub fn keep(&self, asked: impl Fn(&str) -> bool) {
        self.entries.borrow_mut().retain(|e| asked(&e.name));
    }
}

impl Drop for Timing {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

fn read(entry: JsValue) -> Entry {
    // A number above 0, by its name: not every browser has every field.
    let number = |field: &str| {
        let value = plain::get(&entry, field).as_f64()?;
        (value > 0.0).then_some(value)
    };
    let (status, bytes) = (number("responseStatus"), number("encodedBodySize"));
    let entry: &PerformanceEntry = entry.unchecked_ref();
    Entry {
        name: entry.name(),
        start: entry.start_time(),
        duration: entry.duration(),
        status: status.map(|n| n as u16),
        bytes: bytes.map(|n| n as u32),
    }
}
