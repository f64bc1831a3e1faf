//! What a page can call to see what it may send.

use js_sys::Error;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::given::read;
use super::told::to_page;
use crate::catalogue::Catalogue;
use crate::report::{Refusal, Report, Seen};

/// What of a run may leave, of `{catalogue, started_ms, stopped, browser, controls, platforms}`; or
/// `{refusal: {name}}`. Throws where either cannot be read.
#[wasm_bindgen]
pub fn report(seen: JsValue, catalogue: JsValue) -> Result<JsValue, Error> {
    #[derive(Serialize)]
    struct Refused {
        refusal: Named,
    }
    #[derive(Serialize)]
    struct Named {
        name: Refusal,
    }
    let seen: Seen = read("result", seen)?;
    let catalogue: Catalogue = read("catalogue", catalogue)?;
    Ok(match Report::of(&seen, &catalogue) {
        Ok(report) => to_page(&report),
        Err(name) => to_page(&Refused {
            refusal: Named { name },
        }),
    })
}
