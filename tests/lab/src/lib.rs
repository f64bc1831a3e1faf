//! The lab: a network of its own, with a censor in it, that real browsers load the real page in.
//!
//! Two network namespaces are joined by a [`wire`] of set delay and loss. On the far side one
//! resolver ([`dns`]) and one [`server`] stand for every host of the catalogue; on the near side
//! are the [`browser`]s. A [`censor`] is told what to do to each host. Nothing leaves the
//! namespaces, and nothing of the host's network is changed.

pub mod addresses;
pub mod authority;
pub mod bench;
pub mod blocklist;
pub mod browser;
pub mod censor;
pub mod check;
pub mod client;
pub mod demo;
pub mod dns;
pub mod judge;
pub mod log;
pub mod looks;
pub mod netns;
pub mod nginx;
pub mod page;
pub mod pages;
pub mod row;
pub mod run;
pub mod scenario;
pub mod served;
pub mod server;
pub mod session;
pub mod story;
pub mod tools;
pub mod traffic;
pub mod wire;
pub mod world;
