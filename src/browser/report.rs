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
    match Report::of(&seen, &catalogue) {
        Ok(report) => written(&report),
        Err(name) => Ok(to_page(&Refused {
            refusal: Named { name },
        })),
    }
}

/// By the library, not by [`to_page`]: what leaves the browser should not depend on a writer that
/// was made for what stays in it.
fn written(report: &Report) -> Result<JsValue, Error> {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    let failed = |error: serde_wasm_bindgen::Error| JsValue::from(error).unchecked_into();
    report.serialize(&plain).map_err(failed)
}
