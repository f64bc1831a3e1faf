//! What time it is: an argument of everything that depends on it.

use getthrough::report::Slot;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Seconds since 1970.
    fn now_s(&self) -> u64;

    /// The slot that is now.
    fn slot(&self) -> Slot {
        Slot(u32::try_from(self.now_s() / 900).unwrap_or(u32::MAX))
    }
}

/// The machine's.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_s(&self) -> u64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        since.map_or(0, |time| time.as_secs())
    }
}

/// The machine's, shifted by the seconds that a file has at the moment: for tests that cannot wait
/// for hours. Before the file is there, and where it has no number, nothing is shifted.
pub struct ShiftedClock(pub std::path::PathBuf);

impl Clock for ShiftedClock {
    fn now_s(&self) -> u64 {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        SystemClock
            .now_s()
            .saturating_add_signed(text.trim().parse().unwrap_or(0))
    }
}

/// One that is set by hand.
#[derive(Default)]
pub struct SetClock(AtomicU64);

impl SetClock {
    /// A clock at so many seconds since 1970.
    pub fn at(now_s: u64) -> Self {
        Self(AtomicU64::new(now_s))
    }

    /// Sets it.
    pub fn set(&self, now_s: u64) {
        self.0.store(now_s, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now_s(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_follows_its_file_and_is_right_without_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("clock");
        let clock = ShiftedClock(file.clone());
        let is_near = |seconds: u64| {
            let shift = seconds.abs_diff(SystemClock.now_s());
            assert!(shift < 60, "{shift} seconds off");
        };
        is_near(clock.now_s());
        for (text, shift) in [("3600\n", 3600), ("-7200", -7200), ("soon", 0)] {
            std::fs::write(&file, text).expect("written");
            is_near(clock.now_s().saturating_add_signed(-shift));
        }
    }
}
