//! Bytes as letters that survive in a link: base64url without padding (RFC 4648, section 5).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The letters of some bytes.
pub(super) fn write(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 1);
    let (mut held, mut bits) = (0u32, 0);
    let mut letter = |six: u32| text.push(char::from(ALPHABET[six as usize & 63]));
    for &byte in bytes {
        held = held << 8 | u32::from(byte);
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            letter(held >> bits);
        }
    }
    if bits > 0 {
        letter(held << (6 - bits));
    }
    text
}

/// Bytes, and whether the text ends as one that was written does: nothing left over but zeros,
/// and less than a letter of them.
pub(super) struct Bytes {
    pub bytes: Vec<u8>,
    pub ends_well: bool,
}

/// The bytes of some letters; `None` where a character is none of them.
pub(super) fn read(text: &str) -> Option<Bytes> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0u32, 0);
    for character in text.bytes() {
        let six = ALPHABET.iter().position(|&a| a == character)?;
        held = held << 6 | six as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    let left = held & ((1 << bits) - 1);
    Some(Bytes {
        bytes,
        ends_well: bits < 6 && left == 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_letters_are_those_of_the_standard() {
        // RFC 4648, section 10, without the padding.
        for (plain, letters) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(write(plain.as_bytes()), letters);
        }
        assert_eq!(write(&[0xfb, 0xff, 0xbf]), "-_-_");
    }

    #[test]
    fn an_end_that_is_never_written_is_told() {
        for text in ["Z", "Zh", "Zm9", "Zm9vY"] {
            assert!(!read(text).expect("letters").ends_well, "{text}");
        }
        assert!(read("Zg==").is_none());
        assert!(read("Z+9v").is_none());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let back = read(&write(&bytes)).expect("letters");
            prop_assert!(back.ends_well);
            prop_assert_eq!(back.bytes, bytes);
        }
    }
}
