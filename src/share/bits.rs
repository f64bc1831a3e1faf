//! Numbers as a row of bits, the highest bit first.

/// What is wrong with a row of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It ends before what it announced.
    Ended,
    /// It says something that is never written.
    Impossible,
}

/// Takes numbers, gives bytes.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    used: usize,
}

impl Writer {
    /// The lowest `width` bits of `value`.
    pub fn number(&mut self, value: u64, width: u32) {
        for bit in (0..width).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if value >> bit & 1 == 1 {
                self.bytes[self.used / 8] |= 0x80 >> (self.used % 8);
            }
            self.used += 1;
        }
    }

    /// A number of at least 1 in Elias's γ code (“Universal codeword sets and representations of
    /// the integers”, 1975): a zero for each further bit, then the bits. Small numbers are short.
    pub fn gamma(&mut self, value: u32) {
        let further = value.ilog2();
        self.number(0, further);
        self.number(u64::from(value), further + 1);
    }

    /// The bytes; the last is filled up with zeros.
    pub fn bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Takes bytes, gives numbers.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    used: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, used: 0 }
    }

    /// The next `width` bits, 64 at most.
    pub fn number(&mut self, width: u32) -> Result<u64, Wrong> {
        let mut value = 0;
        for _ in 0..width {
            let byte = *self.bytes.get(self.used / 8).ok_or(Wrong::Ended)?;
            value = value << 1 | u64::from(byte >> (7 - self.used % 8) & 1);
            self.used += 1;
        }
        Ok(value)
    }

    /// A number in the γ code; nothing written is above 2¹⁶.
    pub fn gamma(&mut self) -> Result<u32, Wrong> {
        let mut further = 0;
        while self.number(1)? == 0 {
            further += 1;
            if further > 16 {
                return Err(Wrong::Impossible);
            }
        }
        Ok(1 << further | self.number(further)? as u32)
    }

    /// Skips what fills the last byte up, which is zero, and says how many bytes were read.
    pub fn end(mut self) -> Result<usize, Wrong> {
        while !self.used.is_multiple_of(8) {
            if self.number(1)? != 0 {
                return Err(Wrong::Impossible);
            }
        }
        Ok(self.used / 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_gamma_code_is_the_published_one() {
        let mut writer = Writer::default();
        for n in [1, 2, 5, 17] {
            writer.gamma(n); // 1, 010, 00101, 000010001
        }
        assert_eq!(writer.bytes(), [0b1010_0010, 0b1000_0100, 0b0100_0000]);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(rows in prop::collection::vec((any::<u64>(), 1u32..=64, 1u32..=65_536), 0..20)) {
            let mut writer = Writer::default();
            for &(value, width, small) in &rows {
                writer.number(value, width);
                writer.gamma(small);
            }
            let bytes = writer.bytes();
            let mut reader = Reader::new(&bytes);
            for &(value, width, small) in &rows {
                prop_assert_eq!(reader.number(width), Ok(value & (u64::MAX >> (64 - width))));
                prop_assert_eq!(reader.gamma(), Ok(small));
            }
            prop_assert_eq!(reader.end(), Ok(bytes.len()));
        }
    }
}
