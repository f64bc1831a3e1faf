//! `fetch`: opaque, answered by its headers; readable across origins, answered by the end of its
//! body; or from the cache alone.

use wasm_bindgen::prelude::*;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader, Request, RequestInit};

use super::later::when;
use super::plain;
use super::probe::{End, Ended};
use crate::run::Form;

/// What every request to the network has. `targetAddressSpace` keeps Chromium from asking the
/// visitor about the local network where a censor's DNS answers with a private address; other
/// browsers pass over it.
const ALWAYS: [(&str, &str); 5] = [
    ("cache", "no-store"),
    ("credentials", "omit"),
    ("redirect", "follow"),
    ("referrerPolicy", "no-referrer"),
    ("targetAddressSpace", "public"),
];

/// What one has that only the browser's cache may answer.
const FROM_CACHE: [(&str, &str); 2] = [("cache", "only-if-cached"), ("credentials", "omit")];

/// A `fetch` under way. Dropping it aborts it, and with it the body.
pub struct FetchProbe {
    controller: AbortController,
}

impl FetchProbe {
    /// Starts. Gives also the URL as the browser writes it.
    pub fn start(url: &str, form: Form, ended: Ended) -> Result<(Self, String), JsValue> {
        let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
        let controller = AbortController::new()?;
        let init = RequestInit::new();
        let whole = form == Form::Download;
        let (mode, options) = match form {
            // The only mode that goes with it.
            Form::Cached => ("same-origin", &FROM_CACHE[..]),
            Form::Download => ("cors", &ALWAYS[..]),
            _ => ("no-cors", &ALWAYS[..]),
        };
        plain::set(&init, "mode", mode.into());
        for (key, value) in options {
            plain::set(&init, key, (*value).into());
        }
        init.set_signal(Some(&controller.signal()));
        let request = Request::new_with_str_and_init(url, &init)?;
        let answer = window.fetch_with_request(&request);
        when(&answer, move |answer| match answer {
            Ok(response) if whole => read(&response, ended),
            answer => ended(End::of(answer.is_ok())),
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
fn read(response: &JsValue, ended: Ended) {
    let body = plain::get(response, "body");
    if !body.is_object() {
        return ended(counted(true, 0));
    }
    // No `instanceof`: a page's script may run in another realm than its documents' objects, as
    // it does in a Firefox that is driven.
    let reader = body.unchecked_into::<ReadableStream>().get_reader();
    count(reader.unchecked_into(), 0, ended);
}

/// The next chunk, and those after it.
fn count(reader: ReadableStreamDefaultReader, bytes: u32, ended: Ended) {
    when(&reader.read(), move |chunk| match chunk {
        Ok(chunk) if plain::get(&chunk, "done").is_falsy() => {
            let length = plain::get(&plain::get(&chunk, "value"), "byteLength").as_f64();
            let bytes = bytes.saturating_add(length.unwrap_or(0.0) as u32);
            count(reader, bytes, ended);
        }
        chunk => ended(counted(chunk.is_ok(), bytes)),
    });
}

fn counted(complete: bool, bytes: u32) -> End {
    End {
        bytes: Some(bytes),
        ..End::of(complete)
    }
}
