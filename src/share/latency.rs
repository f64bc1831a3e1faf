//! A time so coarse that it says how a platform feels, and nothing of where its visitor is.

/// The upper ends of all buckets but the last, milliseconds: each twice the one before, as people
/// tell latencies apart by ratio. A bucket has its upper end.
pub const LATENCY_ENDS: [u16; 10] = [25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800];

/// A bucket of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Latency(u8);

impl Latency {
    /// How many there are.
    pub const BUCKETS: u8 = LATENCY_ENDS.len() as u8 + 1;

    /// The bucket of a time in milliseconds; `None` where it is no time.
    pub fn of_ms(ms: f64) -> Option<Self> {
        if ms.is_nan() || ms < 0.0 {
            return None;
        }
        let above = LATENCY_ENDS.iter().filter(|&&end| ms > f64::from(end));
        Some(Self(above.count() as u8))
    }

    /// A bucket by its number, from 0; `None` where there is none.
    pub fn new(bucket: u8) -> Option<Self> {
        (bucket < Self::BUCKETS).then_some(Self(bucket))
    }

    /// Its number, from 0.
    pub fn bucket(self) -> u8 {
        self.0
    }

    /// Its times are longer than this, milliseconds.
    pub fn above_ms(self) -> u16 {
        match self.0 {
            0 => 0,
            n => LATENCY_ENDS[usize::from(n) - 1],
        }
    }

    /// Its times are no longer than this, milliseconds; `None` for the last.
    pub fn up_to_ms(self) -> Option<u16> {
        LATENCY_ENDS.get(usize::from(self.0)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_lies_within_its_bucket() {
        for (ms, bucket) in [(0.0, 0), (25.0, 0), (25.1, 1), (12_800.0, 9), (1e9, 10)] {
            let latency = Latency::of_ms(ms).expect("a time");
            assert_eq!(latency.bucket(), bucket);
            assert!(ms == 0.0 || ms > f64::from(latency.above_ms()));
            assert!(latency.up_to_ms().is_none_or(|end| ms <= f64::from(end)));
        }
        assert_eq!(Latency::of_ms(-1.0), None);
        assert_eq!(Latency::of_ms(f64::NAN), None);
        assert_eq!(Latency::new(Latency::BUCKETS), None);
    }
}
