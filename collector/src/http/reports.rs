//! `POST /v1/reports`.

use axum::body::Bytes;
use axum::extract::{Extension, State};
use getthrough::report::{Invalid, Report};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::error::Category;
use std::sync::Arc;

use super::App;
use super::client::Client;
use super::problem::Problem;
use crate::intake::Refused;
use crate::prefix::Prefix;

// The engine's `Report`, written down here for the document. What is said of a field whose type is
// written into it stands at the type: beside it, it would be a second type that the field must have.

/// What a visitor chose to send.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Report)]
#[allow(dead_code, reason = "it is only described")]
pub struct Form {
    /// The version of this form.
    #[schema(minimum = 1, maximum = 1)]
    schema: u8,
    /// The version of the catalogue that was asked.
    #[schema(maximum = 65535)]
    catalogue: u16,
    /// When the run began: full quarters of an hour since 1970 (UTC).
    #[schema(format = "int64", maximum = 4294967295_u64)]
    slot: u32,
    #[schema(inline)]
    browser: Browser,
    #[schema(inline)]
    controls: FormControls,
    /// All platforms of the standard list of the catalogue, by rising code.
    #[schema(inline, min_items = 1, max_items = 110)]
    platforms: Vec<FormPlatform>,
}

/// The browser's engine.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code, reason = "it is only described")]
enum Browser {
    Chromium,
    Firefox,
    Webkit,
    Other,
}

/// How many controls answered.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is only described")]
struct FormControls {
    /// How many answered.
    #[schema(maximum = 255)]
    ok: u8,
    /// How many the catalogue has outside of any country.
    #[schema(maximum = 255)]
    total: u8,
}

/// One platform.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is only described")]
struct FormPlatform {
    /// The platform's code in the catalogue.
    #[schema(minimum = 1, maximum = 65535)]
    code: u16,
    #[schema(inline)]
    verdict: super::shapes::VerdictName,
    /// Bucket of how long its further answers took.
    #[schema(minimum = 0, maximum = 10, required = false)]
    latency: Option<u8>,
    /// Bucket of how many times slower than the controls it was.
    #[schema(minimum = 0, maximum = 6, required = false)]
    ratio: Option<u8>,
    /// Bucket of the rate of its larger picture.
    #[schema(minimum = 0, maximum = 9, required = false)]
    rate: Option<u8>,
}

/// So many characters of what serde says are told.
const QUOTED: usize = 200;

/// Takes a report.
///
/// 202: it was taken, and is counted within a second. Whether it was a vote (one of each /24 or
/// /48 and quarter of an hour is) is not said.
#[utoipa::path(
    post, path = "/v1/reports", tag = "reports",
    request_body(content = Form, content_type = "application/json"),
    responses(
        (status = 202, description = "Taken"),
        (status = 400, description = "No JSON", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Over 8192 bytes", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not sent as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a report that a page could have made now: `type` says why", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many of one /24 or /48; `Retry-After` says when to come again", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many reports come at once, or too much waits to be stored; `Retry-After` says when to come again", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn take(
    State(app): State<Arc<App>>,
    Extension(Client(address)): Extension<Client>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let taken = read(&headers, &body).and_then(|report| {
        let network = app.network(address);
        let counted = app
            .intake
            .take(&report, &Prefix::of(address), network, &*app.clock);
        counted.map_err(|refused| match refused {
            Refused::Invalid(why) => invalid(why),
            Refused::Full => {
                let text = "too much waits to be stored; try again later";
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "full", text).retry_after(30)
            }
        })
    });
    let outcome = if taken.is_ok() { "taken" } else { "refused" };
    metrics::counter!("getthrough_reports_total", "outcome" => outcome).increment(1);
    taken.map(|()| StatusCode::ACCEPTED)
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Report, Problem> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let text = "send JSON, with `Content-Type: application/json`";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type",
            text,
        ));
    }
    // Read as a slice whose end is checked: what follows the report is refused too.
    let mut reader = serde_json::Deserializer::from_slice(body);
    let report = Report::deserialize(&mut reader);
    let report = report.and_then(|report| reader.end().map(|()| report));
    // serde takes a list of values for an object of fields too. A report has one list.
    if report.is_ok() && body.iter().filter(|&&byte| byte == b'[').count() != 1 {
        let text = "a report is an object, and so are its controls and each of its platforms";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "form", text));
    }
    report.map_err(|error| match error.classify() {
        // serde's text may quote the body; a little of it goes back to whoever sent it, and nothing
        // anywhere else.
        Category::Data => {
            let text: String = error.to_string().chars().take(QUOTED).collect();
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "form", text)
        }
        _ => {
            let text = format!("this is no JSON: {error}");
            Problem::new(StatusCode::BAD_REQUEST, "json", text)
        }
    })
}

fn invalid(why: Invalid) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        why.name(),
        why.to_string(),
    )
}
