//! What the kinds of requests have in common.

use wasm_bindgen::JsValue;

use super::fetch::FetchProbe;
use super::image::ImageProbe;
use super::websocket::SocketProbe;
use crate::run::{Form, Request, Seen};

/// How a request ended.
#[derive(Clone, Copy)]
pub struct End {
    /// Whether there was an answer.
    pub seen: Seen,
    /// Bytes of the body, where they were read.
    pub bytes: Option<u32>,
}

impl End {
    /// Answered or failed, with nothing read.
    pub fn of(answered: bool) -> Self {
        Self {
            seen: if answered {
                Seen::Answered
            } else {
                Seen::Failed
            },
            bytes: None,
        }
    }
}

/// Told once how a request ended; always later than the call that started it.
pub type Ended = Box<dyn FnOnce(End)>;

/// A request under way. Dropping it aborts it.
pub enum Probe {
    /// A `fetch`.
    Fetch { _held: FetchProbe },
    /// An `Image`.
    Image { _held: ImageProbe },
    /// A WebSocket.
    Socket { _held: SocketProbe },
}

/// Starts a request. Gives it and the name that its Resource Timing entry will bear (`None`:
/// there will be none), or the exception by which the browser refused even to try.
pub fn start(request: &Request, ended: Ended) -> Result<(Probe, Option<String>), JsValue> {
    match request.form {
        Form::Fetch | Form::Download | Form::Cached => {
            let (held, name) = FetchProbe::start(&request.url, request.form, ended)?;
            Ok((Probe::Fetch { _held: held }, Some(name)))
        }
        Form::Image => {
            let (held, name) = ImageProbe::start(&request.url, ended)?;
            Ok((Probe::Image { _held: held }, Some(name)))
        }
        Form::Websocket => {
            let protocol = request.protocol.as_deref();
            let held = SocketProbe::start(&request.url, protocol, request.hello, ended)?;
            Ok((Probe::Socket { _held: held }, None))
        }
    }
}
