//! The least that a server of reports can do: take the same body with the same libraries, parse
//! it, drop it.

use axum::body::Bytes;
use axum::routing::post;
use getthrough::report::Report;
use http::StatusCode;
use tokio::net::TcpListener;

/// Serves until it is killed.
pub fn serve() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let take = async |body: Bytes| match serde_json::from_slice::<Report>(&body) {
            Ok(_) => StatusCode::ACCEPTED,
            Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let router = axum::Router::new().route("/v1/reports", post(take));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        eprintln!("listening on http://{address}");
        // As the collector does.
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        let connections = std::sync::Arc::new(tokio::sync::Semaphore::new(4_096));
        getthrough_collector::http::server::serve(listener, router, connections, stopped).await;
    });
}
