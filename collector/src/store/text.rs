//! Rows as lines of text with tabs between, in the escapes of ClickHouse's `TabSeparated`.

use getthrough::report::Slot;
use std::fmt::Write;
use std::str::FromStr;

use super::Settled;
use crate::cell::{Counters, Row};
use crate::networks::{Country, Network};
use crate::window::{Width, Window};

/// A line that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line has another form than was written")]
pub struct Malformed;

type Result<T> = std::result::Result<T, Malformed>;

type Key = (Slot, Width, u16, Network);

fn cell(to: &mut String, (slot, width, platform, network): Key, counters: &Counters) {
    let (country, asn) = (network.country, network.asn);
    let width = width.number();
    // Writing to a string cannot fail.
    let _ = write!(to, "{}\t{width}\t{platform}\t{country}\t{asn}", slot.0);
    for number in counters.numbers() {
        let _ = write!(to, "\t{number}");
    }
}

/// Writes a row: slot, level, platform, country, network, and the counters in their order. Ends
/// without a line break, so that more may follow.
pub fn row(to: &mut String, row: &Row) {
    let key = (row.slot, row.level, row.platform, row.network);
    cell(to, key, &row.counters);
}

/// Writes a settled figure in the same order: its window's start and width come first.
pub fn settled(to: &mut String, one: &Settled) {
    let key = (
        one.window.start,
        one.window.width,
        one.platform,
        one.network,
    );
    cell(to, key, &one.counters);
}

/// Reads a row.
///
/// # Errors
/// Where the line has too few or too many fields, or one that is out of its range. A counter that
/// is too large for us is told as the largest.
pub fn read_row(line: &str) -> Result<Row> {
    let ((slot, level, platform, network), counters) = read_cell(line)?;
    Ok(Row {
        slot,
        level,
        platform,
        network,
        counters,
    })
}

/// Reads a settled figure.
///
/// # Errors
/// As [`read_row`].
pub fn read_settled(line: &str) -> Result<Settled> {
    let ((start, width, platform, network), counters) = read_cell(line)?;
    Ok(Settled {
        window: Window { start, width },
        platform,
        network,
        counters,
    })
}

fn read_cell(line: &str) -> Result<(Key, Counters)> {
    let mut fields = line.split('\t');
    let slot = Slot(next(&mut fields)?);
    let width = Width::of_number(next(&mut fields)?).ok_or(Malformed)?;
    let platform = next(&mut fields)?;
    let country: Country = next(&mut fields)?;
    let asn = next(&mut fields)?;
    let mut numbers = [0; Counters::LEN];
    for number in &mut numbers {
        let sum: u64 = next(&mut fields)?;
        *number = u32::try_from(sum).unwrap_or(u32::MAX);
    }
    if fields.next().is_some() {
        return Err(Malformed);
    }
    let key = (slot, width, platform, Network { country, asn });
    Ok((key, Counters::of_numbers(numbers)))
}

/// The next field, as what it stands for.
///
/// # Errors
/// Where there is none, or it does not stand for that.
pub fn next<'a, T: FromStr>(fields: &mut impl Iterator<Item = &'a str>) -> Result<T> {
    let field = fields.next().ok_or(Malformed)?;
    field.parse().map_err(|_| Malformed)
}

/// Writes free text as one field.
pub fn escape(to: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\\' => to.push_str("\\\\"),
            '\t' => to.push_str("\\t"),
            '\n' => to.push_str("\\n"),
            '\r' => to.push_str("\\r"),
            '\0' => to.push_str("\\0"),
            c => to.push(c),
        }
    }
}

/// Reads free text from one field. ClickHouse also escapes what need not be.
pub fn unescape(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        let plain = match c {
            '\\' => chars.next().unwrap_or('\\'),
            c => {
                text.push(c);
                continue;
            }
        };
        text.push(match plain {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            '0' => '\0',
            'b' => '\u{8}',
            'f' => '\u{c}',
            c => c,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance;
    use proptest::prelude::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let one = conformance::row(Slot(2_000_000), 7, 8359);
        let mut line = String::new();
        row(&mut line, &one);
        assert_eq!(read_row(&line), Ok(one));
        assert_eq!(line.split('\t').count(), 5 + Counters::LEN);
        assert_eq!(read_row(&format!("{line}\t1")), Err(Malformed));
        assert_eq!(read_row(line.rsplit_once('\t').unwrap().0), Err(Malformed));
        assert_eq!(
            read_row(&line.replacen("\t0\t", "\t9\t", 1)),
            Err(Malformed)
        );
    }

    #[test]
    fn a_sum_that_is_too_large_is_the_largest() {
        let mut line = String::new();
        row(&mut line, &conformance::row(Slot(2_000_000), 7, 8359));
        let (start, _) = line.rsplit_once('\t').unwrap();
        let large = read_row(&format!("{start}\t{}", u64::MAX)).unwrap();
        assert_eq!(large.counters.places[7], u32::MAX);
    }

    proptest! {
        #[test]
        fn any_text_is_one_field_and_comes_back(text in ".*") {
            let mut field = String::new();
            escape(&mut field, &text);
            prop_assert!(!field.contains(['\t', '\n']));
            prop_assert_eq!(unescape(&field), text);
        }
    }
}
