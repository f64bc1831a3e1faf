//! An `Image`: a load is strong evidence, since a block page is no image; an error is not.
//!
//! No option keeps an `Image` from being answered out of a cache, as `no-store` does for a `fetch`;
//! a second one of the same URL would be, and would hide a throttle. So each has a query of its
//! own, which servers of files pass over.

use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlImageElement};

use super::probe::{End, Ended};

/// An `Image` under way. Dropping it aborts it.
pub struct ImageProbe {
    image: HtmlImageElement,
    _heard: Closure<dyn FnMut(Event)>,
}

impl ImageProbe {
    /// Starts; gives also the URL as the browser writes it.
    pub fn start(url: &str, ended: Ended) -> Result<(Self, String), JsValue> {
        let image = HtmlImageElement::new()?;
        let loading = image.clone();
        let mut ended = Some(ended);
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(ended) = ended.take() {
                ended(End::of(
                    event.type_() == "load" && loading.natural_width() > 0,
                ));
            }
        });
        image.set_onload(Some(heard.as_ref().unchecked_ref()));
        image.set_onerror(Some(heard.as_ref().unchecked_ref()));
        image.set_decoding("async");
        image.set_referrer_policy("no-referrer");
        image.set_src(&fresh(url));
        let name = image.src();
        Ok((
            Self {
                image,
                _heard: heard,
            },
            name,
        ))
    }
}

/// The URL with a query that no cache has seen.
fn fresh(url: &str) -> String {
    let sep = if url.contains('?') { "&" } else { "?" };
    let number = js_sys::Math::random() * f64::from(u32::MAX);
    [url, sep, "gt=", &(number as u32).to_string()].concat()
}

impl Drop for ImageProbe {
    fn drop(&mut self) {
        self.image.set_onload(None);
        self.image.set_onerror(None);
        // The way to abort an image.
        self.image.set_src("");
    }
}
