//! The built site, with the headers that its `_headers` states.

use anyhow::{Context, Result};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use getthrough_headers::{FILE, Headers};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// Where a page learns of its collector. A site's own file names one elsewhere, or none; here it is
/// this one.
const OWN: &str = "/collector.json";

/// A folder with a site.
pub struct Site {
    folder: PathBuf,
    headers: Headers,
}

impl Site {
    /// Looks at a folder.
    ///
    /// # Errors
    /// Where it has no site, or its headers cannot be used.
    pub fn open(folder: &Path) -> Result<Self> {
        let index = folder.join("index.html");
        index.metadata().with_context(|| {
            format!(
                "{} has no site: build one with `cargo xtask build`",
                folder.display()
            )
        })?;
        let file = folder.join(FILE);
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let wrong = || format!("{} has a mistake", file.display());
        let headers = Headers::parse(&text).with_context(wrong)?;
        for (name, value) in headers.blocks().iter().flat_map(|block| &block.headers) {
            HeaderName::try_from(name).with_context(wrong)?;
            HeaderValue::try_from(value).with_context(wrong)?;
        }
        headers.of("/index.html").with_context(wrong)?;
        Ok(Self {
            folder: folder.to_owned(),
            headers,
        })
    }

    /// The catalogues in it.
    pub fn catalogues(&self) -> Vec<PathBuf> {
        let is_catalogue = |path: &PathBuf| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("");
            name.starts_with("catalogue") && name.ends_with(".json")
        };
        let folders = [self.folder.clone(), self.folder.join("assets")];
        let entries = folders
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder).ok());
        let files = entries.flatten().flatten().map(|entry| entry.path());
        let mut found: Vec<PathBuf> = files.filter(is_catalogue).collect();
        found.sort();
        found
    }

    /// Serves it.
    pub fn router(self) -> Router {
        let headers = Arc::new(self.headers);
        let hidden = async |request: Request, next: Next| {
            // Hosts of static files read it, and do not serve it.
            if request.uri().path() == format!("/{FILE}") {
                return StatusCode::NOT_FOUND.into_response();
            }
            next.run(request).await
        };
        Router::new()
            .route(OWN, get(async || Json(json!({ "url": "." }))))
            // A published site has its larger files packed beside them.
            .fallback_service(
                ServeDir::new(&self.folder)
                    .precompressed_br()
                    .precompressed_gzip(),
            )
            .layer(CompressionLayer::new())
            .layer(from_fn(hidden))
            .layer(from_fn(move |request: Request, next: Next| {
                let headers = headers.clone();
                async move { add(&headers, request, next).await }
            }))
    }
}

async fn add(headers: &Headers, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    match headers.of(&path) {
        Ok(all) => {
            for (name, value) in all {
                // All of them were looked at when the site was opened.
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(name), HeaderValue::try_from(value))
                {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        // Half the headers could be a hole.
        Err(error) => {
            tracing::error!(%error, "the headers of a file of the site cannot be used");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
