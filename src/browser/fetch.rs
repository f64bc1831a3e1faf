//! `fetch`: opaque, answered by its headers; or readable across origins, answered by the end of
//! its body.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader, Request, RequestInit};

use super::probe::{End, Ended};

/// What every request has. `targetAddressSpace` keeps Chromium from asking the visitor about the
/// local network where a censor's DNS answers with a private address; other browsers pass over it.
const ALWAYS: [(&str, &str); 5] = [
    ("cache", "no-store"),
    ("credentials", "omit"),
    ("redirect", "follow"),
    ("referrerPolicy", "no-referrer"),
    ("targetAddressSpace", "public"),
];

/// A `fetch` under way. Dropping it aborts it, and with it the body.
pub struct FetchProbe {
    controller: AbortController,
}

impl FetchProbe {
    /// Starts; `whole`: across origins, read to the end. Gives also the URL as the browser
    /// writes it.
    pub fn start(url: &str, whole: bool, ended: Ended) -> Result<(Self, String), JsValue> {
        let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
        let controller = AbortController::new()?;
        let init = RequestInit::new();
        for (key, value) in ALWAYS {
            Reflect::set(&init, &key.into(), &value.into())?;
        }
        let mode = if whole { "cors" } else { "no-cors" };
        Reflect::set(&init, &"mode".into(), &mode.into())?;
        init.set_signal(Some(&controller.signal()));
        let request = Request::new_with_str_and_init(url, &init)?;
        let answer = window.fetch_with_request(&request);
        spawn_local(async move {
            ended(match JsFuture::from(answer).await {
                Ok(response) if whole => read(&response).await,
                answer => End::of(answer.is_ok()),
            });
        });
        Ok((Self { controller }, request.url()))
    }
}

impl Drop for FetchProbe {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// Reads a body to its end and counts it.
async fn read(response: &JsValue) -> End {
    let mut bytes = 0;
    let complete = count(response, &mut bytes).await.is_ok();
    End {
        bytes: Some(bytes),
        ..End::of(complete)
    }
}

async fn count(response: &JsValue, bytes: &mut u32) -> Result<(), JsValue> {
    let body = Reflect::get(response, &"body".into())?;
    if !body.is_object() {
        return Ok(());
    }
    // No `instanceof`: a page's script may run in another realm than its documents' objects, as
    // it does in a Firefox that is driven.
    let reader = body.unchecked_into::<ReadableStream>().get_reader();
    let reader: ReadableStreamDefaultReader = reader.unchecked_into();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(());
        }
        let value = Reflect::get(&chunk, &"value".into())?;
        let length = Reflect::get(&value, &"byteLength".into())?.as_f64();
        *bytes = bytes.saturating_add(length.unwrap_or(0.0) as u32);
    }
}
