//! A server over TLS on loopback, for the tests: its hosts answer as the test says.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// The answer to one URL (without its scheme).
#[derive(Clone, Copy)]
pub struct Page {
    pub at: &'static str,
    /// 0: the answer never comes.
    pub status: u16,
    pub headers: &'static [(&'static str, &'static str)],
    pub bytes: usize,
}

/// A running server; it ends when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    /// The file of the certificate of its authority.
    pub authority: PathBuf,
    _folder: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves the pages; its certificate is good for `names` only.
    pub fn start(names: &[&str], pages: Vec<Page>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = folder.path().join("authority.pem");
        let (pem, config) = certificates(names);
        std::fs::write(&authority, pem).unwrap();
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(tcp.local_addr().unwrap()).unwrap();
                let listener = TlsListener {
                    tcp,
                    tls: TlsAcceptor::from(Arc::new(config)),
                };
                let router = Router::new().fallback(answer).with_state(Arc::new(pages));
                // Connections that never end, as of the page that never answers, go with it.
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address: told.recv().unwrap(),
            authority,
            _folder: folder,
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server has failed the test already.
            let _ = thread.join();
        }
    }
}

/// The authority's certificate in PEM, and a server's configuration that it signed.
fn certificates(names: &[&str]) -> (String, ServerConfig) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (issuer.pem(), config)
}

async fn answer(State(pages): State<Arc<Vec<Page>>>, request: Request) -> Response {
    let host = request.headers()["host"].to_str().unwrap();
    let at = format!("{host}{}", request.uri().path());
    let page = pages.iter().find(|page| page.at == at);
    let Some(page) = page else {
        panic!("the test has no page at {at}")
    };
    if page.status == 0 {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(page.status);
    for (name, value) in page.headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(vec![b'x'; page.bytes])).unwrap()
}

struct TlsListener {
    tcp: TcpListener,
    tls: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, from)) = self.tcp.accept().await else {
                continue;
            };
            // A client that does not like the certificate goes away here.
            if let Ok(stream) = self.tls.accept(stream).await {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}
