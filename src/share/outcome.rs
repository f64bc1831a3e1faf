//! Verdict and latency of each platform, as digits of a number.
//!
//! There are 39 outcomes: three verdicts with any of eleven latencies or none, and three that
//! have none. Twelve digits of base 39 just fit into 64 bits, so an outcome takes 5⅓ bits where
//! three bits for the verdict and four for the latency would take 7.

use super::bits::{Reader, Writer, Wrong};
use super::latency::Latency;
use crate::verdict::PlatformVerdict;

/// The verdicts, in the order of their digits. Whether a latency comes with it: where something
/// does not get through, a time says nothing that helps.
pub const VERDICTS: [(PlatformVerdict, bool); 6] = [
    (PlatformVerdict::Reachable, true),
    (PlatformVerdict::Slow, true),
    (PlatformVerdict::Partly, true),
    (PlatformVerdict::Unreachable, false),
    (PlatformVerdict::BrowserBlocked, false),
    (PlatformVerdict::Inconclusive, false),
];

/// The base: how many outcomes there are.
const OUTCOMES: u64 = 3 * WITH_LATENCY + 3;
/// No latency, or any bucket.
const WITH_LATENCY: u64 = Latency::BUCKETS as u64 + 1;
/// So many digits go together.
const GROUP: usize = 12;

/// What a platform's run came to.
pub(super) type Outcome = (PlatformVerdict, Option<Latency>);

/// Whether a latency stands beside this verdict.
pub(super) fn is_timed(verdict: PlatformVerdict) -> bool {
    VERDICTS.contains(&(verdict, true))
}

/// The digit of an outcome.
fn digit((verdict, latency): Outcome) -> u64 {
    let mut first = 0;
    for (known, timed) in VERDICTS {
        if known == verdict {
            let bucket = latency.filter(|_| timed).map_or(0, |l| l.bucket() + 1);
            return first + u64::from(bucket);
        }
        first += if timed { WITH_LATENCY } else { 1 };
    }
    first
}

/// The outcome of a digit.
fn outcome(digit: u64) -> Option<Outcome> {
    let mut left = digit;
    for (verdict, timed) in VERDICTS {
        let width = if timed { WITH_LATENCY } else { 1 };
        if left < width {
            let bucket = (left as u8).checked_sub(1);
            return Some((verdict, bucket.and_then(Latency::new)));
        }
        left -= width;
    }
    None
}

/// How many bits so many digits have, [`GROUP`] at most.
fn width(digits: usize) -> u32 {
    64 - (OUTCOMES.pow(digits as u32) - 1).leading_zeros()
}

/// Writes outcomes; how many, the reader must know.
pub(super) fn write(out: &mut Writer, outcomes: &[Outcome]) {
    for group in outcomes.chunks(GROUP) {
        let number = group.iter().fold(0, |n, &o| n * OUTCOMES + digit(o));
        out.number(number, width(group.len()));
    }
}

/// Reads so many outcomes.
pub(super) fn read(from: &mut Reader, count: usize) -> Result<Vec<Outcome>, Wrong> {
    let mut all = Vec::new();
    while all.len() < count {
        let digits = GROUP.min(count - all.len());
        let mut number = from.number(width(digits))?;
        let first = all.len();
        for _ in 0..digits {
            all.insert(first, outcome(number % OUTCOMES).ok_or(Wrong::Impossible)?);
            number /= OUTCOMES;
        }
        if number != 0 {
            return Err(Wrong::Impossible);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_digit_of_its_own() {
        for number in 0..OUTCOMES {
            let outcome = outcome(number).expect("an outcome");
            assert_eq!(digit(outcome), number);
        }
        assert_eq!(outcome(OUTCOMES), None);
    }

    #[test]
    fn a_full_group_just_fits_and_its_highest_digits_too() {
        assert_eq!(width(GROUP), 64);
        let highest = vec![(PlatformVerdict::Inconclusive, None); 2 * GROUP + 5];
        let mut writer = Writer::default();
        write(&mut writer, &highest);
        let bytes = writer.bytes();
        let mut reader = Reader::new(&bytes);
        assert_eq!(read(&mut reader, highest.len()), Ok(highest));
        assert_eq!(reader.end(), Ok(bytes.len()));
    }

    #[test]
    fn digits_that_are_never_written_are_impossible() {
        let bytes = [0xff; 8];
        let read = read(&mut Reader::new(&bytes), GROUP);
        assert_eq!(read, Err(Wrong::Impossible));
    }
}
