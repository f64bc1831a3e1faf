//! The collector as a client meets it: over HTTP on loopback, with a clock that the tests set.

mod away;
mod bench;
mod document;
mod figures;
mod incidents;
mod limits;
mod privacy;
mod proxies;
mod reports;
mod site;
