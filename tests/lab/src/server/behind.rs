//! A program behind the lab's server: it gets the requests of a host as a reverse proxy hands them
//! on, with who asked.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::Body;
use crate::addresses::COLLECTOR;

/// The program that answers, and what it was sent.
#[derive(Default)]
pub struct Behind {
    port: Mutex<Option<u16>>,
    passed: Mutex<Vec<Passed>>,
}

/// Something that was sent to the program, and how it answered.
#[derive(Clone, Debug)]
pub struct Passed {
    /// By whom.
    pub from: Ipv4Addr,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
    /// The status of the answer.
    pub status: u16,
}

impl Behind {
    /// The program listens on this port of the loopback of the servers' side; `None`: there is none.
    pub fn set(&self, port: Option<u16>) {
        *self.port.lock().unwrap_or_else(|e| e.into_inner()) = port;
    }

    /// All bodies that were sent since the last time.
    pub fn take_passed(&self) -> Vec<Passed> {
        std::mem::take(&mut *self.passed.lock().unwrap_or_else(|e| e.into_inner()))
    }

    /// Hands a request on, and the answer back. Without a program the connection breaks.
    pub async fn answer(
        &self,
        request: Request<Incoming>,
        from: Ipv4Addr,
    ) -> Result<Response<Body>> {
        let port = *self.port.lock().unwrap_or_else(|e| e.into_inner());
        let port = port.context("nothing is behind this host")?;
        let (mut head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let sent = (head.method == Method::POST).then(|| (head.headers.clone(), body.clone()));
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = path.parse()?;
        head.version = hyper::Version::HTTP_11;
        head.headers.remove(CONNECTION);
        head.headers
            .insert(HOST, HeaderValue::from_static(COLLECTOR));
        head.headers
            .insert("x-forwarded-for", HeaderValue::from_str(&from.to_string())?);
        let answer = ask(port, Request::from_parts(head, Full::from(body))).await?;
        if let Some((headers, body)) = sent {
            let passed = Passed {
                from,
                headers,
                body: String::from_utf8_lossy(&body).into_owned(),
                status: answer.status().as_u16(),
            };
            self.passed
                .lock()
                .unwrap_or_else(|e| e.into_inner())
                .push(passed);
        }
        Ok(answer)
    }
}

async fn ask(port: u16, request: Request<Full<Bytes>>) -> Result<Response<Body>> {
    let stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the answer; what it ends as is no news.
    let driven = tokio::spawn(connection);
    let (mut head, body) = sender.send_request(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    driven.abort();
    head.headers.remove(CONNECTION);
    head.headers.remove(TRANSFER_ENCODING);
    Ok(Response::from_parts(head, Full::from(body)))
}
