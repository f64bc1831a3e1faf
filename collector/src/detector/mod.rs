//! Which networks restrict which platform, out of the counters.
