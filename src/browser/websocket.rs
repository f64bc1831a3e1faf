//! A WebSocket: answered when it has opened, or by the server's first message.

use wasm_bindgen::prelude::*;
use web_sys::{Event, WebSocket};

use super::probe::{End, Ended};

/// A WebSocket under way. Dropping it closes it.
pub struct SocketProbe {
    socket: WebSocket,
    _heard: Closure<dyn FnMut(Event)>,
}

impl SocketProbe {
    /// Starts; `hello`: only a message of the server counts as an answer.
    pub fn start(
        url: &str,
        protocol: Option<&str>,
        hello: bool,
        ended: Ended,
    ) -> Result<Self, JsValue> {
        let socket = match protocol {
            Some(protocol) => WebSocket::new_with_str(url, protocol)?,
            None => WebSocket::new(url)?,
        };
        let mut ended = Some(ended);
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let kind = event.type_();
            if kind == "open" && hello {
                return;
            }
            if let Some(ended) = ended.take() {
                ended(End::of(kind == "open" || kind == "message"));
            }
        });
        let told = Some(heard.as_ref().unchecked_ref());
        socket.set_onopen(told);
        socket.set_onmessage(told);
        socket.set_onerror(told);
        socket.set_onclose(told);
        Ok(Self {
            socket,
            _heard: heard,
        })
    }
}

impl Drop for SocketProbe {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onerror(None);
        self.socket.set_onclose(None);
        // Fails for no close without a code.
        let _ = self.socket.close();
    }
}
