//! The browser: the one place that names `web_sys`, `js_sys` and `gloo_timers`, and the only one
//! that a page can call. It makes the requests that a [`crate::run::Run`] asks for, tells it what
//! came of them and what happened to the page, and hands its updates to the page. It decides
//! nothing.

mod clock;
mod driver;
mod environment;
mod fetch;
mod given;
mod image;
mod later;
mod link;
mod listener;
mod memory;
mod outbox;
mod panic;
mod plain;
mod probe;
mod report;
mod session;
mod signals;
mod timing;
mod told;
mod websocket;
mod zones;
