//! Simulated lines.
