//! The site on this machine, for those who work on it.

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use getthrough_headers::Headers;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

use crate::headers;

/// Serves a folder on localhost until Ctrl-C.
pub fn site(folder: &Path, port: u16) -> Result<()> {
    let router = router(folder, headers::of(folder)?);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(listen(router, port))
}

fn router(folder: &Path, headers: Headers) -> Router {
    let headers = Arc::new(headers);
    Router::new()
        .fallback_service(ServeDir::new(folder))
        .layer(from_fn(move |request: Request, next: Next| {
            let headers = headers.clone();
            async move {
                let path = request.uri().path().to_owned();
                let response = next.run(request).await;
                with(&headers, &path, response).unwrap_or_else(|e| {
                    (StatusCode::INTERNAL_SERVER_ERROR, format!("{e:#}")).into_response()
                })
            }
        }))
}

fn with(headers: &Headers, path: &str, mut response: Response) -> Result<Response> {
    for (name, value) in headers.of(path)? {
        let name = HeaderName::try_from(name)?;
        response
            .headers_mut()
            .append(name, HeaderValue::try_from(value)?);
    }
    Ok(response)
}

async fn listen(router: Router, port: u16) -> Result<()> {
    let first = bind(Ipv4Addr::LOCALHOST.into(), port).await?;
    let port = first.local_addr()?.port();
    // `localhost` may mean either; a machine without IPv6 has only the first.
    let second = bind(Ipv6Addr::LOCALHOST.into(), port).await.ok();
    println!("Getthrough is on http://localhost:{port} (Ctrl-C ends it)");

    let also = async {
        match second {
            Some(listener) => axum::serve(listener, router.clone()).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        ended = axum::serve(first, router.clone()) => ended?,
        ended = also => ended?,
        signal = tokio::signal::ctrl_c() => signal?,
    }
    Ok(())
}

async fn bind(address: IpAddr, port: u16) -> Result<TcpListener> {
    match TcpListener::bind((address, port)).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {port} is in use by another program: choose another one with `--port`")
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            bail!("this user may not open port {port}: choose one above 1023 with `--port`")
        }
        other => other.with_context(|| format!("port {port} on {address} cannot be opened")),
    }
}
