//! Fields of plain objects, by name.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "object")]
    type Plain;
    #[wasm_bindgen(method, indexing_getter, catch)]
    fn get_field(this: &Plain, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, indexing_setter)]
    fn set_field(this: &Plain, key: &str, value: JsValue);
}

/// A field of whatever it is; `undefined` where it has none.
pub fn get(of: &JsValue, key: &str) -> JsValue {
    of.unchecked_ref::<Plain>()
        .get_field(key)
        .unwrap_or(JsValue::UNDEFINED)
}

/// Sets a field of an object that is the engine's own; that cannot fail.
pub fn set(of: &JsValue, key: &str, value: JsValue) {
    of.unchecked_ref::<Plain>().set_field(key, value);
}
