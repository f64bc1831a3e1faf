//! What is done later: when a promise has come to something, or right after the current task.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use super::plain;

#[wasm_bindgen]
extern "C" {
    type Settling;
    #[wasm_bindgen(js_namespace = Promise, js_name = allSettled)]
    fn all_settled(list: &Array) -> Settling;
    #[wasm_bindgen(method)]
    fn then(this: &Settling, heard: &JsValue);
}

/// Calls with what a promise comes to, or with an error for what it is refused with.
///
/// Through `allSettled`, which calls one function whatever comes: of two, the one that is never
/// called would never be let go of.
pub fn when(promise: &Promise, heard: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    let settled = Closure::once_into_js(move |list: Array| {
        let one = list.get(0);
        heard(if plain::get(&one, "status") == "fulfilled" {
            Ok(plain::get(&one, "value"))
        } else {
            Err(plain::get(&one, "reason"))
        });
    });
    all_settled(&Array::of1(promise)).then(&settled);
}

/// Calls right after the current task.
pub fn soon(call: impl FnOnce() + 'static) {
    when(&Promise::resolve(&JsValue::UNDEFINED), |_| call());
}
