//! Which country and network an address belongs to, and what people call that network.
//!
//! What lives here: [`Table`], the ranges of addresses out of one packed file; how such a file is
//! made ([`pack`]) out of lists of ranges ([`Ranges`]); and the [`Brands`]. Addresses are looked up
//! in memory and never kept. Without a file everything is [`Network::UNKNOWN`].

mod brands;
pub mod command;
mod file;
mod meta;
mod network;
mod pack;
mod ranges;
mod table;

pub use brands::{Brand, Brands, Problem};
pub use file::BadFile;
pub use meta::{Meta, Source};
pub use network::{Country, Network, NotACountry};
pub use pack::pack;
pub use ranges::{Autonomous, BadRanges, Ranges};
pub use table::{CannotOpen, Table};
