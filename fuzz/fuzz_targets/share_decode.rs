//! What anyone may write behind the `#`. It opens or is refused; what opens is what would be
//! written. The README beside says how to run it.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use getthrough::catalogue::Catalogue;
use getthrough::share::{decode, encode, open};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        look_at(text);
    }
    // Chance does not find a checksum that fits; behind one, everything must hold as well.
    look_at(&URL_SAFE_NO_PAD.encode([bytes, &crc32c::crc32c(bytes).to_le_bytes()].concat()));
});

fn look_at(text: &str) {
    let catalogue = Catalogue {
        version: 1,
        date: String::new(),
        canary: None,
        categories: Vec::new(),
        platforms: Vec::new(),
        controls: Vec::new(),
    };
    assert_eq!(open(text, &catalogue).err(), decode(text, &catalogue).err());
    if let Ok(opened) = decode(text, &catalogue)
        && opened.unknown_caveats.is_empty()
    {
        assert_eq!(encode(&opened.shared), text);
    }
}
