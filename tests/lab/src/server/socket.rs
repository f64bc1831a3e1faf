//! WebSocket endpoints.

use anyhow::Result;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    UPGRADE,
};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role};

use super::{Body, page};

/// What a server that speaks first says.
const HELLO: &str = r#"{"hello":true}"#;

/// Accepts the first sub-protocol that is offered, if any; a plain request gets 426.
pub fn open(mut request: Request<Incoming>, hello: bool) -> Result<Response<Body>> {
    let Some(key) = request.headers().get(SEC_WEBSOCKET_KEY) else {
        return Ok(page(StatusCode::UPGRADE_REQUIRED, "This is a WebSocket."));
    };
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(
        SEC_WEBSOCKET_ACCEPT,
        derive_accept_key(key.as_bytes()).parse()?,
    );
    let offered = request.headers().get(SEC_WEBSOCKET_PROTOCOL);
    if let Some(first) = offered.and_then(|value| value.to_str().ok()?.split(',').next()) {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, first.trim().parse()?);
    }
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // A client that leaves before the upgrade needs nothing more.
        if let Ok(upgraded) = upgrade.await {
            talk(TokioIo::new(upgraded), hello).await;
        }
    });
    Ok(answer)
}

/// Says hello if it is to, and reads until the client closes.
async fn talk(io: TokioIo<hyper::upgrade::Upgraded>, hello: bool) {
    use futures_util::{SinkExt, StreamExt};
    let mut socket = WebSocketStream::from_raw_socket(io, Role::Server, None).await;
    if hello && socket.send(Message::text(HELLO)).await.is_err() {
        return;
    }
    while let Some(Ok(_)) = socket.next().await {}
}
