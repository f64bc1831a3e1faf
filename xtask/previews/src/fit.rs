//! Breaks a sentence into lines, as large and as even as a box allows.

use anyhow::{Result, bail};
use unicode_linebreak::linebreaks;

use crate::fonts::{Weight, width};

/// The room for a sentence.
pub struct Space {
    pub width: f32,
    pub height: f32,
    /// The largest and the smallest size.
    pub sizes: (f32, f32),
    pub most_lines: usize,
    /// From one base line to the next, in sizes.
    pub leading: f32,
}

/// A sentence as it is set.
#[derive(Debug, PartialEq)]
pub struct Fitted {
    pub lines: Vec<String>,
    pub size: f32,
}

/// Sets a sentence: the largest size wins, then the fewest lines. Names are never cut. `drawn`: a
/// line as it is drawn, with what sets its direction, which takes some room too.
pub fn fit(
    sentence: &str,
    weight: Weight,
    space: &Space,
    drawn: impl Fn(&str) -> String,
) -> Result<Fitted> {
    let pieces = Pieces::of(sentence, weight)?;
    let mut best: Option<(f32, Vec<usize>)> = None;
    for lines in 1..=space.most_lines {
        let Some((widest, breaks)) = pieces.evenest(lines) else {
            break;
        };
        let high = space.height / (lines as f32 * space.leading);
        let size = (space.width / widest).min(high).min(space.sizes.0).floor();
        if best.as_ref().is_none_or(|(other, _)| size > *other) {
            best = Some((size, breaks));
        }
    }
    let Some((mut size, breaks)) = best else {
        bail!("there is nothing to set");
    };
    let lines = pieces.lines(&breaks);
    for line in &lines {
        // A part of a sentence is a little wider than in it, where its first letter stood close to
        // the one before.
        size = size.min((space.width / width(&drawn(line), weight)?).floor());
    }
    match size {
        size if size >= space.sizes.1 => Ok(Fitted { lines, size }),
        _ => bail!("“{sentence}” is too long for its picture: shorten the name or the sentence"),
    }
}

/// A sentence cut wherever a line may end, by Unicode's rules.
struct Pieces<'a> {
    sentence: &'a str,
    /// Where each piece ends.
    ends: Vec<usize>,
    /// How far into the line each piece begins, with the space before it.
    starts_at: Vec<f32>,
    /// And ends, without the space behind it.
    ends_at: Vec<f32>,
}

impl Pieces<'_> {
    fn of(sentence: &str, weight: Weight) -> Result<Pieces<'_>> {
        // Not behind a hyphen within a word: it is one to whoever reads it.
        let ends = linebreaks(sentence).map(|(at, _)| at);
        let ends = ends.filter(|&at| !sentence[..at].ends_with('-'));
        let ends: Vec<usize> = ends.collect();
        let mut pieces = Pieces {
            sentence,
            ends,
            starts_at: vec![0.0],
            ends_at: Vec::new(),
        };
        for &end in &pieces.ends {
            let so_far = &sentence[..end];
            pieces.starts_at.push(width(so_far, weight)?);
            pieces.ends_at.push(width(so_far.trim_end(), weight)?);
        }
        Ok(pieces)
    }

    /// The breaks (indices of first pieces) with the narrowest widest line, and its width. None
    /// where there are fewer pieces than lines.
    fn evenest(&self, lines: usize) -> Option<(f32, Vec<usize>)> {
        self.from(0, lines)
    }

    fn from(&self, first: usize, lines: usize) -> Option<(f32, Vec<usize>)> {
        let count = self.ends.len();
        if first >= count {
            return None;
        }
        let line = |next: usize| self.ends_at[next - 1] - self.starts_at[first];
        if lines == 1 {
            return Some((line(count), vec![first]));
        }
        let mut best: Option<(f32, Vec<usize>)> = None;
        for next in first + 1..count {
            let Some((rest, breaks)) = self.from(next, lines - 1) else {
                continue;
            };
            let widest = line(next).max(rest);
            if best.as_ref().is_none_or(|(other, _)| widest < *other) {
                best = Some((widest, [vec![first], breaks].concat()));
            }
        }
        best
    }

    fn lines(&self, breaks: &[usize]) -> Vec<String> {
        let start = |piece: usize| if piece == 0 { 0 } else { self.ends[piece - 1] };
        let ends = breaks.iter().skip(1).map(|&b| start(b));
        breaks
            .iter()
            .zip(ends.chain([self.sentence.len()]))
            .map(|(&b, end)| self.sentence[start(b)..end].trim_end().to_owned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: Space = Space {
        width: 1000.0,
        height: 300.0,
        sizes: (100.0, 40.0),
        most_lines: 3,
        leading: 1.2,
    };

    fn set(sentence: &str) -> Fitted {
        fit(sentence, Weight::SemiBold, &SPACE, str::to_owned).unwrap()
    }

    #[test]
    fn a_short_sentence_stays_in_one_line_at_full_size() {
        let fitted = set("X was slow");
        assert_eq!((fitted.lines.len(), fitted.size), (1, 100.0));
    }

    #[test]
    fn a_long_one_breaks_evenly_and_keeps_every_word() {
        let sentence = "A rather long name of a platform did not get through for somebody";
        let fitted = set(sentence);
        assert!(fitted.lines.len() > 1);
        assert_eq!(fitted.lines.join(" "), sentence);
        let widths: Vec<f32> = fitted
            .lines
            .iter()
            .map(|l| width(l, Weight::SemiBold).unwrap() * fitted.size)
            .collect();
        assert!(widths.iter().all(|w| *w <= SPACE.width), "{widths:?}");
        let narrowest = widths.iter().copied().fold(f32::MAX, f32::min);
        assert!(narrowest > 0.6 * SPACE.width, "{widths:?}");
    }

    #[test]
    fn a_word_with_a_hyphen_stays_whole() {
        let fitted = set("The Guardian: у кого-то работает медленно");
        assert!(fitted.lines.iter().any(|line| line.contains("кого-то")));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(fit(&"word ".repeat(60), Weight::SemiBold, &SPACE, str::to_owned).is_err());
        assert!(fit(&"w".repeat(60), Weight::SemiBold, &SPACE, str::to_owned).is_err());
        assert!(fit("", Weight::SemiBold, &SPACE, str::to_owned).is_err());
    }
}
