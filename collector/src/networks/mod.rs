//! Which country and network an address belongs to, and what people call that network.

mod brands;
mod network;

pub use brands::{Brand, Brands, Problem};
pub use network::{Country, Network, NotACountry};
