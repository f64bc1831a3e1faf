//! How much one neighbourhood of addresses may ask.

use axum::extract::State;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use governor::middleware::NoOpMiddleware;
use http::{Request, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};
use utoipa_axum::router::OpenApiRouter;

use super::App;
use super::client::Client;
use super::problem::Problem;
use crate::options::Options;
use crate::prefix::Prefix;

/// So many reports are read at the same time: about 8 MB of bodies.
const AT_ONCE: usize = 1_024;

/// By /24 and /48: single addresses of an IPv6 network are free to have.
#[derive(Clone, Copy, Debug)]
pub struct ByPrefix;

impl KeyExtractor for ByPrefix {
    type Key = Prefix;

    fn extract<T>(&self, request: &Request<T>) -> Result<Prefix, GovernorError> {
        let client = request.extensions().get::<Client>();
        Ok(Prefix::of(client.and_then(|client| client.0)))
    }
}

/// Who asked how much.
pub type Limit = Arc<GovernorConfig<ByPrefix, NoOpMiddleware<governor::clock::QuantaInstant>>>;

/// What is remembered of who asked, to be dropped when it means nothing any more.
pub struct Upkeep(pub(super) [Limit; 2]);

impl Upkeep {
    /// Drops those who may ask as much as anybody again.
    pub fn forget(&self) {
        for limit in &self.0 {
            limit.limiter().retain_recent();
            limit.limiter().shrink_to_fit();
        }
    }
}

type Routes = OpenApiRouter<Arc<App>>;

/// Limits reports: how many of one neighbourhood, and how many at the same time.
pub fn reports(routes: Routes, options: &Options) -> (Routes, Limit) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    // Inside of the other limit: one neighbourhood cannot take all turns by sending slowly.
    let routes = routes.layer(from_fn_with_state(turns, in_turn));
    limited(routes, options.report_burst, options.report_every_ms)
}

/// Who has no turn is told to come again, before the body is read.
async fn in_turn(
    State(turns): State<Arc<Semaphore>>,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    match turns.try_acquire() {
        Ok(_turn) => next.run(request).await,
        Err(_) => {
            metrics::counter!("getthrough_crowded_total").increment(1);
            let text = "too many reports come at once; try again in a moment";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", text)
                .retry_after(5)
                .into_response()
        }
    }
}

/// Limits questions.
pub fn questions(routes: Routes, options: &Options) -> (Routes, Limit) {
    limited(routes, options.read_burst, options.read_every_ms)
}

fn limited(routes: Routes, burst: u32, every_ms: u64) -> (Routes, Limit) {
    let mut builder = GovernorConfigBuilder::default().key_extractor(ByPrefix);
    builder.burst_size(burst);
    builder.period(Duration::from_millis(every_ms));
    // Neither is 0: the options refuse that.
    let limit = Arc::new(builder.finish().expect("a burst and a period"));
    let layer = GovernorLayer::new(limit.clone()).error_handler(refusal);
    (routes.layer(layer), limit)
}

fn refusal(error: GovernorError) -> Response {
    metrics::counter!("getthrough_limited_total").increment(1);
    let wait_s = match error {
        GovernorError::TooManyRequests { wait_time, .. } => wait_time,
        _ => 1,
    };
    let text = "too much comes from your part of the network; try again later";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "limit", text)
        .retry_after(wait_s)
        .into_response()
}
