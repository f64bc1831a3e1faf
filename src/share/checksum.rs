//! CRC-32C (Castagnoli, Bräuer, Herrmann: “Optimization of cyclic redundancy-check codes with 24
//! and 32 parity bits”, 1993), bit by bit: a link has less than a hundred bytes, and a table would
//! weigh more than all of this.
//!
//! Thirty-two bits. Certain to be found: any change within four neighbouring bytes, so any one
//! character changed and any two neighbours swapped, and any five bits changed wherever they are
//! (in up to 5,243 bits: Koopman, “32-bit cyclic redundancy codes for Internet applications”,
//! 2002). Any other damage slips through once in 2³², 4.3 thousand million.

/// How many bytes a checksum has.
pub(super) const BYTES: usize = 4;

/// The checksum, in the order in which it is written: so that the four neighbouring bytes may lie
/// across its edge.
pub(super) fn of(bytes: &[u8]) -> [u8; BYTES] {
    let mut rest = u32::MAX;
    for &byte in bytes {
        rest ^= u32::from(byte);
        for _ in 0..8 {
            let odd = rest & 1 == 1;
            rest >>= 1;
            if odd {
                rest ^= 0x82f6_3b78;
            }
        }
    }
    (!rest).to_le_bytes()
}

/// The bytes before the checksum; `None` where it does not fit them.
pub(super) fn strip(bytes: &[u8]) -> Option<&[u8]> {
    let (body, sum) = bytes.split_last_chunk::<BYTES>()?;
    (of(body) == *sum).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(of(b"123456789"), 0xe306_9283_u32.to_le_bytes());
        // RFC 3720, appendix B.4: 32 bytes of zeros.
        assert_eq!(of(&[0; 32]), 0x8a91_36aa_u32.to_le_bytes());
    }
}
