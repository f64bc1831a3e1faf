//! Scales so coarse that a measurement says how a platform feels, and little of whose it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::share::LATENCY_ENDS;

/// The upper ends of all buckets but the last of how many times slower than the controls something
/// was. Up to 1 is not slower; the rest doubles, as people tell ratios apart.
pub const RATIO_ENDS: [u16; 6] = [1, 2, 4, 8, 16, 32];

/// The upper ends of all buckets but the last of a rate, kbit/s. 130 to 150 kbit/s, to which a
/// platform was throttled in 2021, lie in one bucket; beyond 16 Mbit/s a rate tells of the
/// visitor's line and nothing of the platform.
pub const RATE_ENDS: [u16; 9] = [64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384];

/// A number that no bucket of a scale has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBucket {
    /// The number.
    pub found: u8,
    /// How many buckets there are, from 0.
    pub buckets: u8,
}

impl fmt::Display for NoBucket {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "there is no bucket {}; buckets are numbered from 0 to {}",
            self.found,
            self.buckets - 1
        )
    }
}

macro_rules! scales {
    ($($(#[doc = $what:literal])+ $name:ident: $ends:expr;)+) => {$(
        $(#[doc = $what])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "u8", into = "u8")]
        pub struct $name(u8);

        impl $name {
            /// The upper ends of all buckets but the last. A bucket has its upper end.
            pub const ENDS: &'static [u16] = &$ends;
            /// How many buckets there are.
            pub const BUCKETS: u8 = Self::ENDS.len() as u8 + 1;

            /// The bucket of a value; `None` where it is none: negative or no number.
            pub fn of(value: f64) -> Option<Self> {
                if value.is_nan() || value < 0.0 {
                    return None;
                }
                let above = Self::ENDS.iter().filter(|&&end| value > f64::from(end));
                Some(Self(above.count() as u8))
            }

            /// Its number, from 0.
            pub fn bucket(self) -> u8 {
                self.0
            }
        }

        impl TryFrom<u8> for $name {
            type Error = NoBucket;

            fn try_from(found: u8) -> Result<Self, NoBucket> {
                let buckets = Self::BUCKETS;
                if found < buckets { Ok(Self(found)) } else { Err(NoBucket { found, buckets }) }
            }
        }

        impl From<$name> for u8 {
            fn from(bucket: $name) -> Self {
                bucket.0
            }
        }
    )+};
}

scales! {
    /// How long further answers took, milliseconds: the scale of shared links.
    LatencyBucket: LATENCY_ENDS;
    /// How many times slower than the controls.
    RatioBucket: RATIO_ENDS;
    /// The rate of the larger object, kbit/s.
    RateBucket: RATE_ENDS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_has_its_upper_end_and_the_last_has_none() {
        assert_eq!(RatioBucket::of(1.0).map(u8::from), Some(0));
        assert_eq!(RatioBucket::of(1.1).map(u8::from), Some(1));
        assert_eq!(RateBucket::of(130.0), RateBucket::of(150.0));
        assert_eq!(RateBucket::of(f64::INFINITY).map(u8::from), Some(9));
        assert_eq!(LatencyBucket::of(f64::NAN), None);
        assert_eq!(LatencyBucket::of(-0.1), None);
    }

    #[test]
    fn a_latency_lies_in_the_bucket_of_shared_links() {
        for ms in 0..20_000 {
            let shared = crate::share::Latency::of_ms(f64::from(ms)).map(|l| l.bucket());
            assert_eq!(LatencyBucket::of(f64::from(ms)).map(u8::from), shared);
        }
    }

    #[test]
    fn a_number_beyond_the_scale_is_refused_with_the_numbers_there_are() {
        let refused = RatioBucket::try_from(7).expect_err("seven buckets, from 0");
        assert_eq!(
            refused.to_string(),
            "there is no bucket 7; buckets are numbered from 0 to 6"
        );
    }
}
