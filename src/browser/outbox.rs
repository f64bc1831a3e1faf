//! What the page is told, in order, and never in the middle of something.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use super::plain;

/// Events on their way to the page.
pub struct Outbox {
    on_event: Function,
    waiting: RefCell<VecDeque<JsValue>>,
    sending: Cell<bool>,
}

impl Outbox {
    /// Events go to this function.
    pub fn new(on_event: Function) -> Self {
        Self {
            on_event,
            waiting: RefCell::default(),
            sending: Cell::new(false),
        }
    }

    /// Puts an event at the end of the line.
    pub fn put(&self, event: JsValue) {
        self.waiting.borrow_mut().push_back(event);
    }

    /// Puts `{type: kind, [key]: value}` at the end of the line.
    pub fn put_with(&self, kind: &str, key: &str, value: &JsValue) {
        self.put(event(kind, key, value));
    }

    /// Sends what waits. The page may call back in the middle of it; what that adds is sent
    /// afterwards, by the call that is already sending.
    pub fn send(&self) {
        if self.sending.replace(true) {
            return;
        }
        loop {
            let next = self.waiting.borrow_mut().pop_front();
            let Some(next) = next else { break };
            self.call(&next);
        }
        self.sending.set(false);
    }

    /// Sends `{type: kind, [key]: value}` at once, before everything that waits.
    pub fn send_at_once(&self, kind: &str, key: &str, value: &JsValue) {
        self.call(&event(kind, key, value));
    }

    /// A page that throws does not stop the run; it hears of it in its console.
    fn call(&self, event: &JsValue) {
        if let Err(thrown) = self.on_event.call1(&JsValue::UNDEFINED, event) {
            web_sys::console::error_1(&thrown);
        }
    }
}

fn event(kind: &str, key: &str, value: &JsValue) -> JsValue {
    let event = Object::new();
    plain::set(&event, "type", kind.into());
    plain::set(&event, key, value.clone());
    event.into()
}
