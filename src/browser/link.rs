//! What a page can call to put a result into a link, and to open one.

use js_sys::Error;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::given::read;
use super::told::to_page;
use crate::catalogue::Catalogue;
use crate::share::{self, Draft, Refusal, Shared};

/// The text behind the `#`, of `{catalogue, started_ms, caveats, platforms}`. Throws where that
/// cannot be read.
#[wasm_bindgen(js_name = share)]
pub fn share_link(seen: JsValue) -> Result<String, Error> {
    let draft: Draft = read("result", seen)?;
    Ok(share::encode(&Shared::from(&draft)))
}

/// What the text behind the `#` says beside this catalogue, or `{refusal: {name, version}}`.
/// Throws where the catalogue has not its shape.
#[wasm_bindgen(js_name = open)]
pub fn open_link(text: &str, catalogue: JsValue) -> Result<JsValue, Error> {
    #[derive(Serialize)]
    struct Refused {
        refusal: Refusal,
    }
    let catalogue: Catalogue = read("catalogue", catalogue)?;
    Ok(match share::open(text, &catalogue) {
        Ok(opened) => to_page(&opened),
        Err(refusal) => to_page(&Refused { refusal }),
    })
}
