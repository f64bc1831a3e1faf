//! The run: a state machine without I/O.
//!
//! Whoever drives it (the browser shell, or a simulated line in a test) calls [`Run::poll`] and
//! does the [`Command`]s it returns, tells what came of each request with [`Run::observe`], what
//! happened to the page with [`Run::signal`], and calls `poll` again after each of these and at
//! [`Run::wake_at`]. Deadlines are the run's own: it gives out [`Command::Abort`].

mod environment;
mod probe;

pub use environment::{Engine, Environment};
pub use probe::{
    Command, Form, Observation, Options, Phase, Purpose, Request, RequestId, Seen, Signal, Update,
};

use crate::catalogue::Catalogue;
use crate::result::RunResult;

/// Milliseconds, on a clock that only grows; where it starts does not matter.
pub type Millis = f64;

/// One press of the button.
pub struct Run {
    _catalogue: Catalogue,
}

impl Run {
    /// A run over the chosen platforms.
    pub fn new(catalogue: Catalogue, _options: Options, _environment: Environment, _now: Millis) -> Self {
        Self { _catalogue: catalogue }
    }

    /// What is to be done now.
    pub fn poll(&mut self, _now: Millis) -> Vec<Command> {
        todo!()
    }

    /// When to call [`Run::poll`] next, whatever happens before. `None`: the run has ended.
    pub fn wake_at(&self) -> Option<Millis> {
        todo!()
    }

    /// What came of a request. Of one that was aborted, or that the run never made, nothing is
    /// taken.
    pub fn observe(&mut self, _id: RequestId, _seen: Observation, _now: Millis) {
        todo!()
    }

    /// What happened to the page.
    pub fn signal(&mut self, _signal: Signal, _now: Millis) {
        todo!()
    }

    /// Ends the run with what there is; the next [`Run::poll`] gives out the aborts.
    pub fn stop(&mut self, _now: Millis) {
        todo!()
    }

    /// What changed for the visitor since the last call.
    pub fn updates(&mut self) -> Vec<Update> {
        todo!()
    }

    /// True once there is nothing left to do; [`Run::result`] is final then.
    pub fn is_done(&self) -> bool {
        todo!()
    }

    /// What is known. Before the end, what is still open is `inconclusive`.
    pub fn result(&self) -> RunResult {
        todo!()
    }
}
