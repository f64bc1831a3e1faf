//! One request over HTTPS, with everything that its answer says of itself.

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HeaderMap;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

/// The origin that is told, to learn whether another origin may read the answer.
const ORIGIN: &str = "https://getthrough.invalid";

/// Who asks, and where to find out more.
const AGENT: &str = concat!(
    "getthrough-catalogue/",
    env!("CARGO_PKG_VERSION"),
    " (+",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);

/// No object of a catalogue is larger; what comes after is not read. Bytes.
const MOST_BYTES: usize = 1 << 20;

/// An address to connect to when a host is asked.
#[derive(Clone, Debug)]
pub struct Resolve {
    host: String,
    address: SocketAddr,
}

impl FromStr for Resolve {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (host, address) = text
            .split_once('=')
            .context("write HOST=ADDRESS:PORT, as in a.example=127.0.0.1:8443")?;
        let address = address
            .parse()
            .context("after `=` stands an IP address and a port")?;
        Ok(Self {
            host: host.into(),
            address,
        })
    }
}

/// What makes the requests, one to a host at a time.
pub struct Client {
    tls: TlsConnector,
    resolve: HashMap<String, SocketAddr>,
    timeout: Duration,
    busy: Mutex<HashMap<String, Arc<Mutex<()>>>>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Of the body as it is sent: counted where the body was read, else as the headers say.
    pub bytes: Option<usize>,
    pub time: Duration,
}

/// How the request is made.
#[derive(Clone, Copy)]
pub struct Form {
    /// What a browser says that it is for: `image`, `websocket`, `empty`.
    pub destination: &'static str,
    /// The body is read to its end and counted.
    pub whole: bool,
}

impl Client {
    /// Trusts the roots that browsers trust, and those in `authorities` (PEM files).
    pub fn new(authorities: &[PathBuf], resolve: &[Resolve], timeout: Duration) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for file in authorities {
            let cannot = || format!("{} holds no certificate (PEM)", file.display());
            for certificate in CertificateDer::pem_file_iter(file).with_context(cannot)? {
                roots.add(certificate.with_context(cannot)?)?;
            }
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            tls: TlsConnector::from(Arc::new(config)),
            resolve: resolve
                .iter()
                .map(|r| (r.host.clone(), r.address))
                .collect(),
            timeout,
            busy: Mutex::default(),
        })
    }

    /// Asks once; redirects are not followed. The error says what failed.
    pub async fn get(&self, url: &Url, form: Form) -> Result<Answer> {
        let host = url.host_str().context("the address names no host")?;
        let turn = self
            .busy
            .lock()
            .await
            .entry(host.into())
            .or_default()
            .clone();
        let _turn = turn.lock().await;
        tokio::time::timeout(self.timeout, self.ask(url, host, form))
            .await
            .with_context(|| format!("no answer within {} s", self.timeout.as_secs_f64()))?
    }

    async fn ask(&self, url: &Url, host: &str, form: Form) -> Result<Answer> {
        let started = Instant::now();
        let port = url.port().unwrap_or(443);
        let stream = match self.resolve.get(host) {
            Some(address) => TcpStream::connect(address).await,
            None => TcpStream::connect((host, port)).await,
        }
        .with_context(|| format!("cannot connect to {host}"))?;
        let stream = self
            .tls
            .connect(ServerName::try_from(host.to_string())?, stream)
            .await
            .with_context(|| format!("no secure connection to {host}"))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let response = sender.send_request(request(url, form)?).await?;
        let answer = read(response, form.whole, started).await;
        connection.abort();
        answer
    }
}

async fn read(
    response: Response<hyper::body::Incoming>,
    whole: bool,
    started: Instant,
) -> Result<Answer> {
    let time = started.elapsed();
    let (head, mut body) = response.into_parts();
    let said = head.headers.get(hyper::header::CONTENT_LENGTH);
    let mut bytes = said.and_then(|length| length.to_str().ok()?.parse().ok());
    if whole {
        let mut count = 0;
        while count <= MOST_BYTES
            && let Some(frame) = body.frame().await
        {
            count += frame?.data_ref().map_or(0, Bytes::len);
        }
        bytes = Some(count);
    }
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        bytes,
        time,
    })
}

/// As a browser would ask from a page of another site, but for the name of the program.
fn request(url: &Url, form: Form) -> Result<Request<Empty<Bytes>>> {
    let mut target = url.path().to_string();
    if let Some(query) = url.query() {
        target = format!("{target}?{query}");
    }
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::get(target.parse::<Uri>()?)
        .header("host", authority)
        .header("user-agent", AGENT)
        .header("origin", ORIGIN)
        .header("accept", "*/*")
        .header("accept-encoding", "gzip, deflate, br")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-dest", form.destination);
    if form.destination == "websocket" {
        // The example key of RFC 6455: this socket is never used.
        for (name, value) in [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-fetch-mode", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            request = request.header(name, value);
        }
    } else {
        request = request
            .header("sec-fetch-mode", "no-cors")
            .header("connection", "close");
    }
    Ok(request.body(Empty::new())?)
}
