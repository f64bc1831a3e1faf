//! Connections: bounded in number, time and size, so that nobody can hold them all.

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::Peer;

/// Headers must be there after so long; it is also how long a connection may rest.
const HEADERS: Duration = Duration::from_secs(10);
/// A peer that takes nothing for so long is gone.
const STALLED: Duration = Duration::from_secs(30);
/// Headers are not longer than this, bytes.
const HEADER_BYTES: usize = 16 << 10;
/// And not more.
const HEADER_COUNT: usize = 64;
/// Streams of one HTTP/2 connection.
const STREAMS: u32 = 32;
/// What one HTTP/2 connection may send before it was read, bytes: a few reports.
const WINDOW_BYTES: u32 = 64 << 10;
/// At the end, answers on their way have so long.
const LAST: Duration = Duration::from_secs(10);

/// Serves until told to stop, then waits for the answers that are on their way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Arc<Semaphore>,
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        // Beyond the bound, peers wait in the system's queue.
        let next = async {
            let place = connections.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            next = next => next,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Ok(place) = place else { break };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Most often too many open files: others must end first.
                tracing::warn!(kind = %error.kind(), "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let connection = connection(stream, Peer(peer.ip()), router.clone(), &graceful);
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some connections did not end, and are cut");
    }
}

fn connection(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    // An answer is one packet more often than not.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request.map(Body::new))
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADER_COUNT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEADERS)
        .keep_alive_timeout(HEADERS)
        .max_header_list_size(HEADER_BYTES as u32)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_concurrent_streams(STREAMS);
    let stream = TokioIo::new(Box::pin(stream));
    let connection = builder.serve_connection(stream, service).into_owned();
    let connection = graceful.watch(connection);
    async move {
        // How a connection broke is the peer's business, and its text may have an address.
        let _ = connection.await;
    }
}
