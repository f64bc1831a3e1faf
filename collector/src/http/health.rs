//! How the collector is: for those who run it.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use http::{StatusCode, header};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Serialize;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use utoipa::ToSchema;

use super::App;
use super::problem::Problem;
use crate::figures::K;

/// How the collector is.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
    /// Its version.
    version: &'static str,
    /// The newest catalogue that it knows.
    catalogue: u16,
    /// How many prefixes a published cell has at least.
    k: u32,
    /// True where that is so few that visitors can be told apart: a test, not for people.
    insecure: bool,
    /// Whether it knows where addresses belong.
    networks: bool,
}

/// Whether it runs.
#[utoipa::path(
    get, path = "/healthz", tag = "service",
    responses((status = 200, description = "It runs", body = Health))
)]
pub async fn healthz(State(app): State<Arc<App>>) -> impl IntoResponse {
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        catalogue: app.intake.known().newest(),
        k: app.k,
        insecure: app.k < K,
        networks: app.table.is_some(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(health))
}

/// Whether it can keep what it takes.
#[utoipa::path(
    get, path = "/readyz", tag = "service",
    responses(
        (status = 204, description = "It is ready"),
        (status = 503, description = "The store is away", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn readyz(State(app): State<Arc<App>>) -> Result<StatusCode, Problem> {
    let ready = tokio::time::timeout(Duration::from_secs(2), app.store.ready()).await;
    let failing = app.failing.load(Ordering::Relaxed);
    if matches!(ready, Ok(Ok(()))) && !failing {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::away())
    }
}

/// Counts requests: by route and status, never by who asked.
pub async fn count(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("site".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::counter!("getthrough_requests_total", "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("getthrough_request_seconds", "route" => route)
        .record(started.elapsed().as_secs_f64());
    response
}

/// The metrics of this process.
pub fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let make = || {
        let buckets = [
            0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0,
        ];
        let seconds = Matcher::Suffix("_seconds".into());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &buckets);
        // The buckets are not empty, which is all that could be wrong.
        let recorder = builder.expect("buckets").build_recorder();
        let handle = recorder.handle();
        // Another recorder stays, if a program that this is a part of has one.
        let _ = metrics::set_global_recorder(recorder);
        handle
    };
    HANDLE.get_or_init(make).clone()
}

/// What is told on the private port.
pub fn admin(app: Arc<App>) -> Router {
    let handle = recorder();
    let metrics = routing::get(move || {
        let handle = handle.clone();
        async move {
            handle.run_upkeep();
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
            (kind, handle.render())
        }
    });
    Router::new()
        .route("/metrics", metrics)
        .route("/healthz", routing::get(healthz))
        .route("/readyz", routing::get(readyz))
        .with_state(app)
}
