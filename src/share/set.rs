//! A set of numbers as runs: how many there are, then for each the gap before it and its length.
//! Codes are given one after the other and mostly tested together, so a whole catalogue is two
//! short numbers; a set without any order costs one and a half bits a number at the most.

use super::bits::{Reader, Writer, Wrong};

/// Writes a set, in rising order and without repeats.
pub(super) fn write(out: &mut Writer, set: &[u16]) {
    let starts = |i: usize| i == 0 || set[i] - set[i - 1] > 1;
    let runs = (0..set.len()).filter(|&i| starts(i)).count();
    out.gamma(runs as u32 + 1);
    let mut at = 0;
    // The first run may start at 0, with no gap before it; later ones cannot.
    let mut before: Option<u16> = None;
    while at < set.len() {
        let first = at;
        at += 1;
        while at < set.len() && !starts(at) {
            at += 1;
        }
        out.gamma(match before {
            None => u32::from(set[first]) + 1,
            Some(last) => u32::from(set[first] - last) - 1,
        });
        out.gamma((at - first) as u32);
        before = Some(set[at - 1]);
    }
}

/// Reads a set.
pub(super) fn read(from: &mut Reader) -> Result<Vec<u16>, Wrong> {
    let mut set = Vec::new();
    let runs = from.gamma()? - 1;
    // The first number that may come next.
    let mut next = 0;
    for run in 0..runs {
        let gap = from.gamma()?;
        let first = if run == 0 { gap - 1 } else { next + gap };
        next = first + from.gamma()?;
        if next > 1 << 16 {
            return Err(Wrong::Impossible);
        }
        set.extend((first..next).map(|n| n as u16));
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(set: &[u16]) -> Vec<u8> {
        let mut writer = Writer::default();
        write(&mut writer, set);
        writer.bytes()
    }

    #[test]
    fn the_ends_of_the_range_are_numbers_like_others() {
        let every: Vec<u16> = (0..=u16::MAX).collect();
        for set in [&[][..], &[0], &[u16::MAX], &[0, u16::MAX], &every] {
            assert_eq!(read(&mut Reader::new(&bytes(set))).as_deref(), Ok(set));
        }
    }

    #[test]
    fn a_run_past_the_range_is_impossible() {
        let mut writer = Writer::default();
        for n in [2, 65_536, 2] {
            writer.gamma(n);
        }
        let bytes = writer.bytes();
        assert_eq!(read(&mut Reader::new(&bytes)), Err(Wrong::Impossible));
    }

    proptest! {
        #[test]
        fn any_set_is_read_as_it_was_written(set in prop::collection::btree_set(any::<u16>(), 0..80)) {
            let set: Vec<u16> = set.into_iter().collect();
            prop_assert_eq!(read(&mut Reader::new(&bytes(&set))), Ok(set));
        }

        #[test]
        fn crowded_sets_too(set in prop::collection::btree_set(0u16..120, 0..120)) {
            let set: Vec<u16> = set.into_iter().collect();
            prop_assert_eq!(read(&mut Reader::new(&bytes(&set))), Ok(set));
        }
    }
}
