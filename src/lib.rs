//! Getthrough's engine: what gets through from this browser, what is slow, what does not, and
//! whether that is the device, the line, or the platform.
//!
//! Data flows one way: [`catalogue`] → [`run`] → observations → [`verdict`] → [`result`].
//! Everything here but `browser` is plain Rust without I/O: it takes the time and the
//! observations as arguments, so the same run can be replayed natively from its seed.

mod by_id;
pub mod catalogue;
pub mod report;
pub mod result;
pub mod rng;
pub mod run;
pub mod share;
pub mod thresholds;
pub mod verdict;
pub mod wire;

#[cfg(target_arch = "wasm32")]
mod browser;
