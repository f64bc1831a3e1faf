//! Errors as `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type.
pub const TYPE: &str = "application/problem+json";

/// What went wrong, and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The status again.
    status: u16,
    /// A name that a program can go by, such as `late`; `about:blank` has none.
    #[serde(rename = "type")]
    kind: String,
    /// The same for all problems of the type.
    title: String,
    /// What it is this time, and what to do.
    detail: String,
    /// After so many seconds it may be tried again.
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem with a name.
    pub fn new(status: StatusCode, name: &str, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            kind: format!("urn:getthrough:problem:{name}"),
            title: status.canonical_reason().unwrap_or("Problem").into(),
            detail: detail.into(),
            retry_after_s: None,
        }
    }

    /// One that goes away.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// A question that cannot be understood.
    pub fn question(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "question", detail)
    }

    /// The store is away.
    pub fn away() -> Self {
        let text = "the figures cannot be reached at the moment; try again later";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "away", text).retry_after(10)
    }

    /// What a status alone says.
    fn of(status: StatusCode) -> Self {
        let (name, detail) = match status {
            StatusCode::NOT_FOUND => ("not-found", "there is nothing here; see /openapi.json"),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method",
                "this address is not asked so; see the header `Allow`",
            ),
            StatusCode::REQUEST_TIMEOUT => ("time", "it took too long; try again"),
            StatusCode::PAYLOAD_TOO_LARGE => ("size", "a report has 8192 bytes at most"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "media-type",
                "send JSON, with `Content-Type: application/json`",
            ),
            StatusCode::BAD_REQUEST => ("question", "this cannot be understood; see /openapi.json"),
            _ if status.is_server_error() => ("away", "something failed here; try again later"),
            _ => ("refused", "this is not taken; see /openapi.json"),
        };
        Self::new(status, name, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Four short strings and a number: it cannot fail.
        let text = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Gives every refusal that a library made the same form.
pub async fn in_one_form(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let fine = !status.is_client_error() && !status.is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if fine || kind.is_some_and(|kind| kind == TYPE) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let mut formed = Problem::of(status).into_response();
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = parts.headers.get(&name) {
            formed.headers_mut().insert(name, value.clone());
        }
    }
    formed.map(Body::new)
}
