//! The collector: takes the anonymous reports of visitors who chose to send them, and publishes
//! what gets through, per platform, country and network.
//!
//! A report comes in over `http`, is checked and counted in `intake` under `votes`, and is gone.
//! Counters go to a `store` once a second, and to files (`spill`) while that is away. What may be
//! published of them is decided in `figures`; what they mean together, in `detector`; where an
//! address belongs, in `networks`.

pub mod cell;
pub mod clock;
pub mod detector;
pub mod figures;
pub mod http;
pub mod intake;
pub mod jobs;
pub mod lookout;
pub mod networks;
pub mod options;
pub mod prefix;
pub mod run;
pub mod spill;
pub mod store;
pub mod votes;
pub mod window;
