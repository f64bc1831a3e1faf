//! A panic stops the module for good: every run is told so before that.

use std::cell::RefCell;
use std::panic;
use std::rc::{Rc, Weak};
use std::sync::Once;

use super::driver::Driver;

thread_local! {
    static RUNNING: RefCell<Vec<Weak<Driver>>> = const { RefCell::new(Vec::new()) };
}

/// From now on, a panic is told to this run.
pub fn watch(driver: &Rc<Driver>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| panic::set_hook(Box::new(|info| tell(&info.to_string()))));
    RUNNING.with_borrow_mut(|all| {
        all.retain(|one| one.strong_count() > 0);
        all.push(Rc::downgrade(driver));
    });
}

fn tell(detail: &str) {
    for driver in RUNNING.take().iter().filter_map(Weak::upgrade) {
        driver.fail(detail);
    }
}
