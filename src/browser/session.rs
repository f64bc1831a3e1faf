//! What a page can call.

use std::rc::Rc;

use js_sys::{Error, Function};
use wasm_bindgen::prelude::*;

use super::driver::Driver;
use super::given::read;
use super::outbox::Outbox;
use super::plain::get;
use super::told::to_page;
use super::{clock, environment};
use crate::catalogue::{self, Catalogue};
use crate::run::{Options, Run};

/// All rules that a catalogue breaks, as `[{path, rule, found}]`; empty for a good one. Throws
/// where it has not the shape of a catalogue at all.
#[wasm_bindgen]
pub fn check(catalogue: JsValue) -> Result<JsValue, Error> {
    let catalogue: Catalogue = read("catalogue", catalogue)?;
    Ok(to_page(&catalogue::check(&catalogue)))
}

/// One press of the button.
#[wasm_bindgen]
pub struct Session {
    driver: Rc<Driver>,
}

#[wasm_bindgen]
impl Session {
    /// Starts a run. `options`: `{platforms, own_url, seed, started_ms}`, and `own_worker`: the
    /// address of the service worker that controls the page, if it is the page's own and answers
    /// for no other site. Throws where the catalogue or the options cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(catalogue: JsValue, options: JsValue, on_event: Function) -> Result<Self, Error> {
        let catalogue: Catalogue = read("catalogue", catalogue)?;
        let own_worker = get(&options, "own_worker").as_string();
        let options: Options = read("options", options)?;
        let environment = environment::look(own_worker.as_deref());
        let clock_step = environment.clock_step_ms;
        let run = Run::new(catalogue, options, environment, clock::now());
        Ok(Self {
            driver: Driver::start(run, clock_step, Outbox::new(on_event)),
        })
    }

    /// Ends the run with what there is; the event `done` follows.
    pub fn stop(&self) {
        self.driver.stop();
    }

    /// The result object so far; final after the event `done`.
    pub fn result(&self) -> Result<JsValue, Error> {
        let result = self
            .driver
            .result()
            .ok_or_else(|| Error::new("The run broke; start again."))?;
        Ok(to_page(&result))
    }
}

impl Drop for Session {
    /// A page that lets go of its session ends it; it hears no more of it.
    fn drop(&mut self) {
        self.driver.release();
    }
}
