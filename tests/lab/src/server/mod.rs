//! The servers of every host: one TLS listener for all addresses, each with its own certificate,
//! answering as the catalogue expects and as the censor demands.

mod answers;
mod behind;
mod others;
mod picture;
mod site;
mod socket;

pub use answers::{Answer, Answers};
pub use behind::{Behind, Passed};
pub use others::{OtherPage, Others};
pub use site::Site;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::{LazyConfigAcceptor, StartHandshake};

use crate::addresses::{Addresses, COLLECTOR, NEWS};
use crate::authority::Authority;
use crate::censor::{Censor, LATE, ServerRule};
use crate::log::{Event, Log};

/// So many connections may wait to be taken.
const WAITING_CONNECTIONS: u32 = 1024;

/// A body that is known as a whole.
pub type Body = Full<Bytes>;

/// What the lab's own hosts have.
#[derive(Clone)]
pub struct Hosted {
    /// The page's own files.
    pub site: Arc<Site>,
    /// Pages of other people.
    pub others: Arc<Others>,
    /// The program that answers for [`COLLECTOR`].
    pub behind: Arc<Behind>,
}

/// What the servers know.
pub struct Servers {
    addresses: Arc<Addresses>,
    censor: Censor,
    log: Arc<Log>,
    answers: Answers,
    hosted: Hosted,
    certificates: HashMap<String, Arc<ServerConfig>>,
    untrusted: Arc<ServerConfig>,
}

impl Servers {
    /// Certificates for every host, signed by `authority`; one by nobody for all other addresses.
    pub fn new(
        addresses: Arc<Addresses>,
        authority: &Authority,
        answers: Answers,
        hosted: Hosted,
        censor: Censor,
        log: Arc<Log>,
    ) -> Result<Self> {
        let certificates = addresses
            .hosts()
            .map(|host| Ok((host.to_owned(), authority.server(host)?)))
            .collect::<Result<_>>()?;
        let untrusted = Authority::new("Nobody")?.server("blocked.example")?;
        Ok(Self {
            addresses,
            censor,
            log,
            answers,
            hosted,
            certificates,
            untrusted,
        })
    }

    /// Answers for ever; when `epoch` changes, all connections end.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, epoch: watch::Receiver<u64>) {
        loop {
            // A connection that ended before it was taken is nobody's loss.
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            let (servers, mut epoch) = (self.clone(), epoch.clone());
            epoch.mark_unchanged();
            tokio::spawn(async move {
                tokio::select! {
                    // Clients break connections off all the time; that is no event.
                    _ = servers.connection(stream) => {}
                    _ = epoch.changed() => {}
                }
            });
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let (IpAddr::V4(address), IpAddr::V4(from)) =
            (stream.local_addr()?.ip(), stream.peer_addr()?.ip())
        else {
            anyhow::bail!("a connection that is not IPv4");
        };
        let host = self.addresses.host(address).map(str::to_owned);
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let rule = host
            .as_deref()
            .map(|host| self.censor.server(host))
            .unwrap_or_default();
        match rule {
            ServerRule::Reset => return reset(hello),
            ServerRule::Hold => return hold(hello).await,
            _ => {}
        }
        let config = host.as_ref().and_then(|host| self.certificates.get(host));
        let stream = hello
            .into_stream(config.unwrap_or(&self.untrusted).clone())
            .await?;
        let service = service_fn(move |request| {
            let (servers, host) = (self.clone(), host.clone());
            async move { servers.request(request, host, address, from).await }
        });
        let served = Builder::new(TokioExecutor::new())
            .serve_connection_with_upgrades(TokioIo::new(stream), service)
            .await;
        served.map_err(anyhow::Error::msg)
    }

    async fn request(
        &self,
        request: Request<Incoming>,
        host: Option<String>,
        address: Ipv4Addr,
        from: Ipv4Addr,
    ) -> Result<Response<Body>> {
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        let told = host.clone().unwrap_or_else(|| address.to_string());
        self.log.push(Event::Request {
            host: told,
            path: path.clone(),
        });
        self.censor.on_request();
        let Some(host) = host else {
            return Ok(page(StatusCode::OK, "This is a block page."));
        };
        // A silent host still has to let go of its connection one day.
        match self.censor.server(&host) {
            ServerRule::Silent => tokio::time::sleep(Duration::from_secs(600)).await,
            ServerRule::Late => tokio::time::sleep(LATE).await,
            ServerRule::Status(code) => {
                return Ok(page(
                    StatusCode::from_u16(code)?,
                    "This is not available here.",
                ));
            }
            ServerRule::RedirectHttp => {
                let mut answer = page(StatusCode::FOUND, "");
                let to = HeaderValue::from_static("http://blocked.example/");
                answer.headers_mut().insert(LOCATION, to);
                return Ok(answer);
            }
            _ => {}
        }
        if host == COLLECTOR {
            return self.hosted.behind.answer(request, from).await;
        }
        let of_another = self.hosted.others.find(&host, request.uri().path());
        let is_own = self.hosted.site.is_own(&host);
        if is_own || of_another.is_some() || host == NEWS {
            let answer = match of_another {
                Some(page) => {
                    if let Some((host, path)) = page.after {
                        self.log.asked(host, path).await;
                    }
                    page.response()?
                }
                None if is_own => self.hosted.site.answer(&host, &request).await?,
                None => page(StatusCode::NOT_FOUND, "There is nothing here."),
            };
            self.log.push(Event::Answer {
                host,
                path,
                status: answer.status().as_u16(),
                bytes: answer.body().size_hint().exact().unwrap_or_default(),
            });
            return Ok(answer);
        }
        match self.answers.find(&host, request.uri().path()) {
            Some(Answer::Socket { hello }) => socket::open(request, *hello),
            Some(Answer::Fixed(answer)) => answer.response(),
            None => Ok(page(StatusCode::NOT_FOUND, "There is nothing here.")),
        }
    }
}

/// Opens the listener; to be called inside the servers' namespace.
pub fn bind() -> Result<TcpListener> {
    let open = || {
        let socket = TcpSocket::new_v4()?;
        // Another program may listen on one of the addresses, and then answers for it.
        socket.set_reuseport(true)?;
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::UNSPECIFIED, 443).into())?;
        socket.listen(WAITING_CONNECTIONS)
    };
    open().context("opening port 443")
}

/// Ends a connection by a reset.
fn reset(hello: StartHandshake<TcpStream>) -> Result<()> {
    // Without lingering, closing a socket sends a reset in place of a FIN.
    hello.io.set_zero_linger().context("resetting a connection")
}

/// Keeps a connection open and silent until the client gives up.
async fn hold(hello: StartHandshake<TcpStream>) -> Result<()> {
    let stream = hello.io;
    let mut rest = [0; 1024];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut rest) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn page(status: StatusCode, text: &str) -> Response<Body> {
    let mut answer = Response::new(Full::from(format!("<!doctype html><p>{text}</p>")));
    *answer.status_mut() = status;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, html);
    answer
}
