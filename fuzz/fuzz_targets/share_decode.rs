//! What anyone may write behind the `#`. It opens or is refused; what opens is what would be
//! written. Run with `cargo +nightly fuzz run share_decode`.
#![no_main]

use getthrough::catalogue::Catalogue;
use getthrough::share::{decode, encode, open};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
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
});
