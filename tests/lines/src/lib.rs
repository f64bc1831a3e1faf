//! Simulated lines: the whole run, by the thousand, against a network that lives in a virtual
//! clock.
//!
//! [`world`] is the browser, the line, the servers and the censor; [`drive`] lets the real state
//! machine `getthrough::run::Run` loose on it; [`accuracy`] counts what it got wrong, and
//! [`table`] writes that down for `docs/METHODOLOGY.md`. All of it follows from seeds: the same
//! seed gives the same run on every machine.

pub mod accuracy;
pub mod browser;
pub mod catalogue;
pub mod document;
pub mod drive;
mod exchange;
pub mod experiment;
mod flight;
pub mod host;
pub mod line;
pub mod link;
mod names;
pub mod table;
pub mod world;
