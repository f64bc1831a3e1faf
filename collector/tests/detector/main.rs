//! The detector: on simulated networks, against false reports, and on real figures.

mod poisoning;
mod silence;
mod simulated;
mod support;
mod twitter_2021;
