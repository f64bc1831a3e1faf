//! What the collector answers.

mod asked;
mod cache;
mod client;
mod export;
mod figures;
mod health;
mod limits;
mod me;
mod problem;
mod reports;
pub mod server;
mod shapes;
mod site;

pub use client::{Client, Peer, Trust};
pub use health::{admin, recorder};
pub use limits::Upkeep;
pub use problem::Problem;
pub use site::Site;

use anyhow::Result;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::{Json, Router};
use getthrough::report::{MAX_BYTES, Slot};
use http::{HeaderName, Method, StatusCode, header};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::{InfoBuilder, License, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::clock::Clock;
use crate::intake::Intake;
use crate::networks::{Brands, Network, Table};
use crate::options::Options;
use crate::store::Store;
use crate::window::MARGIN_S;

/// A request has so long, from its first byte to the answer's.
const TIME: Duration = Duration::from_secs(15);
/// So many questions read the store at once.
const TURNS: usize = 2;
/// So many files are sent at once.
const EXPORTS: usize = 2;

/// All that answers need.
pub struct App {
    /// What was asked on the command line.
    pub options: Options,
    /// How many prefixes a published cell has at least.
    pub k: u32,
    /// Takes reports.
    pub intake: Intake,
    /// Keeps counters.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where addresses belong.
    pub table: Option<Table>,
    /// What people call networks.
    pub brands: Brands,
    /// Whether the last flush failed.
    pub failing: AtomicBool,
    /// How often the detector found something.
    pub found: AtomicU64,
    /// All that came before is stored, seconds since 1970; the largest number while nothing waits.
    held_s: AtomicU64,
    cache: cache::Cache,
    turns: Semaphore,
    exports: Arc<Semaphore>,
}

impl App {
    /// One that has everything it needs.
    pub fn new(
        options: Options,
        intake: Intake,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        table: Option<Table>,
    ) -> Self {
        Self {
            k: options.k(),
            options,
            intake,
            store,
            clock,
            table,
            brands: Brands::own(),
            failing: AtomicBool::new(false),
            found: AtomicU64::new(0),
            held_s: AtomicU64::new(u64::MAX),
            cache: cache::Cache::default(),
            turns: Semaphore::new(TURNS),
            exports: Arc::new(Semaphore::new(EXPORTS)),
        }
    }

    /// The time by which is decided what is public. It stands still while counters wait for the
    /// store: what is published never changes, so it cannot be published without them.
    pub fn public_s(&self) -> u64 {
        let stored = self.held_s.load(Ordering::Relaxed);
        self.clock.now_s().min(stored.saturating_add(MARGIN_S))
    }

    /// What came from a time on, in seconds since 1970, is not stored yet.
    pub fn hold(&self, stored_s: u64) {
        self.held_s.store(stored_s, Ordering::Relaxed);
    }

    /// All is stored but what came in this second.
    pub fn release(&self) {
        self.held_s.store(u64::MAX, Ordering::Relaxed);
    }

    /// Where an address belongs.
    fn network(&self, address: Option<IpAddr>) -> Network {
        let network = self.table.as_ref().zip(address);
        network.map_or(Network::UNKNOWN, |(table, address)| table.network(address))
    }

    /// The first slot of the first day that has figures; `None` where nothing was collected.
    async fn first_day(&self) -> Result<Option<Slot>, Problem> {
        let earliest = self.store.earliest().await.map_err(|_| Problem::away())?;
        Ok(earliest.map(|slot| Slot(slot.0 - slot.0 % 96)))
    }
}

/// The routes that the document describes, apart from their limits.
fn described() -> [OpenApiRouter<Arc<App>>; 3] {
    let reports = OpenApiRouter::default()
        .routes(routes!(reports::take))
        .layer(DefaultBodyLimit::max(MAX_BYTES));
    let questions = OpenApiRouter::default()
        .routes(routes!(figures::cells))
        .routes(routes!(figures::series))
        .routes(routes!(figures::incidents))
        .routes(routes!(me::me))
        .routes(routes!(export::export));
    let health = OpenApiRouter::default()
        .routes(routes!(document))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz));
    [reports, questions, health]
}

/// The OpenAPI document.
pub fn openapi() -> OpenApi {
    let [mut all, questions, health] = described();
    all = all.merge(questions).merge(health);
    let mut document = all.into_openapi();
    document.info = InfoBuilder::new()
        .title("Getthrough collector")
        .description(Some(
            "Takes anonymous reports, and publishes what gets through, per platform, country and network.",
        ))
        .version(env!("CARGO_PKG_VERSION"))
        .license(Some(License::new("Apache-2.0 OR MIT")))
        .build();
    document
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "service",
    responses((status = 200, description = "The OpenAPI document"))
)]
async fn document() -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, Json(openapi()))
}

/// Everything that is public, and what must be done for it now and then.
pub fn router(app: Arc<App>, site: Option<Site>) -> (Router, limits::Upkeep) {
    let [reports, questions, health] = described();
    let (reports, first) = limits::reports(reports, &app.options);
    let (questions, second) = limits::questions(questions, &app.options);
    // A country's figures are some hundred kilobytes of much the same words. Brotli would make them
    // smaller still, and takes longer.
    let questions = questions.layer(CompressionLayer::new().no_br());
    let api = reports.merge(questions).merge(health);
    let (api, _) = api.split_for_parts();
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(Duration::from_secs(86_400));
    let nosniff = (
        HeaderName::from_static("x-content-type-options"),
        http::HeaderValue::from_static("nosniff"),
    );
    let api = api
        .layer(tower_http::set_header::SetResponseHeaderLayer::if_not_present(nosniff.0, nosniff.1))
        .layer(cors)
        .layer(from_fn(problem::in_one_form));
    let rest = match site {
        Some(site) => site.router(),
        None => Router::new().fallback(async || StatusCode::NOT_FOUND),
    };
    let trust = Arc::new(Trust {
        proxies: app.options.trusted_proxy.clone(),
        header: app.options.proxy_header,
    });
    let router = api
        .with_state(app)
        .merge(rest)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            TIME,
        ))
        .layer(from_fn(problem::in_one_form))
        .layer(from_fn(health::count))
        .layer(from_fn_with_state(trust, client::identify));
    (router, limits::Upkeep([first, second]))
}
