//! The collector: takes the anonymous reports of visitors who chose to send them, and publishes
//! what gets through, per platform, country and network.

pub mod detector;
pub mod networks;
