//! An event listener that removes itself when dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// A listener; dropping it ends it.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    heard: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `heard` with every event of this kind.
    pub fn new(
        target: &EventTarget,
        kind: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Self {
        let heard = Closure::<dyn FnMut(Event)>::new(heard);
        // Fails for no target that is alive and no function: there is nothing to tell.
        let _ = target.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            kind,
            heard,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, self.heard.as_ref().unchecked_ref());
    }
}
