//! When a run was, to a quarter of an hour.

use serde::{Deserialize, Serialize};

const SLOT_MS: f64 = 900_000.0;

/// A report is taken so many slots after its own: a day, for one that could not be sent at once.
pub const LATE_SLOTS: u32 = 96;
/// A report is taken so many slots before its own: clocks are wrong by minutes.
pub const EARLY_SLOTS: u32 = 1;

/// A quarter of an hour (UTC), counted from the start of 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Slot(pub u32);

impl Slot {
    /// The slot of a moment in milliseconds since 1970; `None` where a clock is absurd.
    pub fn of_ms(ms: f64) -> Option<Self> {
        let slots = ms / SLOT_MS;
        (slots >= 1.0 && slots < f64::from(u32::MAX)).then_some(Self(slots as u32))
    }

    /// When it begins, seconds since 1970.
    pub fn starts_s(self) -> u64 {
        u64::from(self.0) * 900
    }

    /// Whether a report of this slot may be taken in the slot `now`.
    pub fn is_timely(self, now: Self) -> bool {
        let early = self.0 > now.0.saturating_add(EARLY_SLOTS);
        let late = self.0.saturating_add(LATE_SLOTS) < now.0;
        !early && !late
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_dropped_and_absurd_clocks_have_no_slot() {
        let slot = Slot::of_ms(1_795_557_599_999.0).expect("a good clock");
        assert_eq!(slot.starts_s(), 1_795_556_700);
        for ms in [-1.0, 0.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Slot::of_ms(ms), None, "{ms}");
        }
    }

    #[test]
    fn a_day_late_is_taken_and_a_day_and_a_quarter_of_an_hour_is_not() {
        let now = Slot(2_000_000);
        assert!(Slot(now.0 - 96).is_timely(now));
        assert!(!Slot(now.0 - 97).is_timely(now));
        assert!(Slot(now.0 + 1).is_timely(now));
        assert!(!Slot(now.0 + 2).is_timely(now));
        assert!(!Slot(u32::MAX).is_timely(now));
    }
}
