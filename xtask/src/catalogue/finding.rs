//! What is told of a catalogue that is not good: where, which rule, and what to do.

use std::fmt;

/// One broken rule. Shown as `catalogue/social.toml:42: unique-code: …`.
#[derive(Debug, PartialEq)]
pub struct Finding {
    pub file: String,
    /// From 1 on; 0 where it is the file as a whole.
    pub line: usize,
    pub rule: &'static str,
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}: {}", self.rule, self.message)
    }
}

/// The line, from 1 on, of a byte of a text.
pub fn line_at(text: &str, byte: usize) -> usize {
    1 + text.as_bytes()[..byte.min(text.len())]
        .iter()
        .filter(|&&b| b == b'\n')
        .count()
}
