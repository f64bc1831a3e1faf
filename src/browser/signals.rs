//! What happens to the page: hidden, visible, and what its Content-Security-Policy refuses.

use std::rc::Rc;

use web_sys::{VisibilityState, Window, window};

use super::listener::Listener;
use super::plain;
use crate::run::Signal;

/// Tells what happens until the listeners are dropped.
pub fn listen(told: impl Fn(Signal) + 'static) -> Vec<Listener> {
    let Some(window) = window() else {
        return Vec::new();
    };
    let told = Rc::new(told);
    let (visibility, refusal) = (told.clone(), told.clone());
    let mut listeners = vec![
        // A page that is left may be kept and come back (bfcache) with its requests torn.
        Listener::new(&window, "pagehide", move |_| told(Signal::Hidden)),
    ];
    if let Some(document) = window.document() {
        listeners.push(Listener::new(&document, "visibilitychange", move |_| {
            visibility(if is_hidden() {
                Signal::Hidden
            } else {
                Signal::Visible
            });
        }));
        listeners.push(Listener::new(
            &document,
            "securitypolicyviolation",
            move |event| {
                let text = |field: &str| plain::get(&event, field).as_string();
                // A policy that only reports refuses nothing.
                if text("disposition").as_deref() == Some("enforce") {
                    refusal(Signal::CspViolation(text("blockedURI").unwrap_or_default()));
                }
            },
        ));
    }
    listeners
}

/// Whether the page is hidden now.
pub fn is_hidden() -> bool {
    let document = window().as_ref().and_then(Window::document);
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}
