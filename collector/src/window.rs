//! The stretches of time that figures are published for.

use getthrough::report::Slot;

/// How long after its end a window still takes reports: a run that began in a slot ends, and is
/// sent by a visitor who reads first, some time after it.
const GRACE_S: u64 = 120;
/// How long after it was closed a window is published: what was counted in time is in the store
/// by then.
pub const MARGIN_S: u64 = 30;
/// Seconds in a day.
const DAY_S: u64 = 86_400;

/// How much time a figure covers. A cell that has too few visitors for one is tried at the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Width {
    /// A quarter of an hour.
    Slot,
    /// An hour.
    Hour,
    /// Six hours.
    Quarter,
    /// A day.
    Day,
}

impl Width {
    /// All of them, narrow ones first.
    pub const ALL: [Self; 4] = [Self::Slot, Self::Hour, Self::Quarter, Self::Day];

    /// How many slots it has.
    pub fn slots(self) -> u32 {
        match self {
            Self::Slot => 1,
            Self::Hour => 4,
            Self::Quarter => 24,
            Self::Day => 96,
        }
    }

    /// Its number, from 0.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// By its number.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.number() == number)
    }

    /// How long after its end it still takes reports. A day waits for all that may come late.
    fn grace_s(self) -> u64 {
        match self {
            Self::Day => DAY_S + GRACE_S,
            _ => GRACE_S,
        }
    }
}

/// One stretch of time: aligned to its width (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The first slot.
    pub start: Slot,
    /// How long it is.
    pub width: Width,
}

impl Window {
    /// The one that a slot lies in.
    pub fn of(slot: Slot, width: Width) -> Self {
        let start = Slot(slot.0 - slot.0 % width.slots());
        Self { start, width }
    }

    /// The slot after its last.
    pub fn end(self) -> Slot {
        Slot(self.start.0.saturating_add(self.width.slots()))
    }

    /// From when on it takes no more reports, seconds since 1970.
    fn closes_s(self) -> u64 {
        self.end().starts_s() + self.width.grace_s()
    }

    /// Whether what comes now is too late for it.
    pub fn is_closed(self, now_s: u64) -> bool {
        now_s >= self.closes_s()
    }

    /// Whether it may be published: closed, and all that was in time has been stored.
    pub fn is_public(self, now_s: u64) -> bool {
        now_s >= self.closes_s() + MARGIN_S
    }

    /// The narrowest window around a slot that still takes reports.
    ///
    /// What comes after a slot was published must not change what was published of it. It counts
    /// for a wider window that has not been published yet. A day takes all that is taken at all.
    pub fn open_around(slot: Slot, now_s: u64) -> Self {
        let mut windows = Width::ALL.map(|width| Self::of(slot, width)).into_iter();
        windows
            .find(|window| !window.is_closed(now_s))
            .unwrap_or(Self::of(slot, Width::Day))
    }
}

/// The day (UTC) of a slot, counted from 1970.
pub fn day_of(slot: Slot) -> u32 {
    slot.0 / Width::Day.slots()
}

#[cfg(test)]
mod tests {
    use super::*;
    use getthrough::report::LATE_SLOTS;

    #[test]
    fn what_is_late_for_a_slot_is_in_time_for_a_wider_window() {
        let slot = Slot(96 * 20_000);
        let after = |s: u64| Window::open_around(slot, slot.starts_s() + s).width;
        assert_eq!(after(900), Width::Slot);
        assert_eq!(after(900 + GRACE_S), Width::Hour);
        assert_eq!(after(3_600 + GRACE_S), Width::Quarter);
        assert_eq!(after(6 * 3_600 + GRACE_S), Width::Day);
    }

    #[test]
    fn a_day_takes_all_that_is_taken() {
        for n in 0..96 {
            let slot = Slot(96 * 20_000 + n);
            let last_s = Slot(slot.0 + LATE_SLOTS + 1).starts_s() - 1;
            assert!(!Window::of(slot, Width::Day).is_closed(last_s));
        }
    }

    #[test]
    fn a_window_lies_within_the_wider_ones() {
        let slot = Slot(1_995_061);
        for pair in Width::ALL.windows(2) {
            let (inner, outer) = (Window::of(slot, pair[0]), Window::of(slot, pair[1]));
            assert!(outer.start <= inner.start && inner.end() <= outer.end());
            assert_eq!(Width::of_number(pair[0].number()), Some(pair[0]));
        }
    }
}
