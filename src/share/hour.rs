//! When a run was, to the hour.

const HOUR_MS: u32 = 3_600_000;

/// A full hour (UTC), counted from the start of 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(u32);

impl Hour {
    /// How many bits it has in a link: enough until the year 2089.
    pub const BITS: u32 = 20;

    /// The hour of a moment in milliseconds since 1970; `None` where a clock is so wrong that a
    /// link has no room for it.
    pub fn of_ms(ms: f64) -> Option<Self> {
        let hours = ms / f64::from(HOUR_MS);
        let fits = hours >= 0.0 && hours < f64::from(1u32 << Self::BITS);
        fits.then_some(Self(hours as u32))
    }

    /// An hour by its number; `None` where a link has no room for it.
    pub fn new(hours: u32) -> Option<Self> {
        (hours >> Self::BITS == 0).then_some(Self(hours))
    }

    /// Hours since the start of 1970.
    pub fn hours(self) -> u32 {
        self.0
    }

    /// When it began, milliseconds since 1970.
    pub fn starts_ms(self) -> f64 {
        f64::from(self.0) * f64::from(HOUR_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_dropped_and_absurd_clocks_have_no_hour() {
        let hour = Hour::of_ms(1_795_557_599_999.0).expect("a good clock");
        assert_eq!(hour.starts_ms(), 1_795_554_000_000.0);
        for ms in [-1.0, f64::NAN, f64::INFINITY, 3_774_873_600_000.0] {
            assert_eq!(Hour::of_ms(ms), None, "{ms}");
        }
        assert_eq!(Hour::new(1 << Hour::BITS), None);
    }
}
