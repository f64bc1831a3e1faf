//! Asks a server of the lab, as a program does that runs no script: a crawler, a person who looks at
//! the headers, whoever sends reports without a browser.

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use std::net::Ipv4Addr;
use tokio::net::TcpSocket;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::world::World;

/// What a server answered.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it was sent.
    pub body: Bytes,
}

impl Answer {
    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

/// Asks for a path of a host over https; `packed` names the encodings that are taken. To be called
/// inside the client's namespace.
pub async fn get(world: &World, host: &str, path: &str, packed: &str) -> Result<Answer> {
    let request = Request::get(path)
        .header("accept-encoding", packed)
        .body(Full::default())?;
    let ask = ask(world, host, None, request);
    ask.await
        .with_context(|| format!("asking https://{host}{path}"))
}

/// Sends JSON to a path of a host over https, from an address that was lent to the client's side.
pub async fn post(
    world: &World,
    from: Ipv4Addr,
    host: &str,
    path: &str,
    json: String,
) -> Result<Answer> {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Full::from(json))?;
    let ask = ask(world, host, Some(from), request);
    ask.await
        .with_context(|| format!("sending to https://{host}{path} from {from}"))
}

async fn ask(
    world: &World,
    host: &str,
    from: Option<Ipv4Addr>,
    mut request: Request<Full<Bytes>>,
) -> Result<Answer> {
    let address = world.addresses.of(host).context("no host of the lab")?;
    let socket = TcpSocket::new_v4()?;
    if let Some(from) = from {
        socket.bind((from, 0).into())?;
    }
    let stream = socket.connect((address, 443).into()).await?;
    let name = ServerName::try_from(host.to_owned())?;
    let connector = TlsConnector::from(world.authority.client()?);
    let stream = TokioIo::new(connector.connect(name, stream).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    request.headers_mut().insert("host", host.parse()?);
    let answer = async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    };
    // The connection has to be driven while the answer comes; it may end with it.
    tokio::pin!(answer);
    tokio::select! {
        answer = &mut answer => answer,
        ended = connection => {
            ended?;
            answer.await
        }
    }
}
