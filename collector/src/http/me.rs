//! `GET /v1/networks/me`: what an address says of its visitor.

use axum::Json;
use axum::extract::{Extension, State};
use axum::response::IntoResponse;
use http::header;
use serde::Serialize;
use std::sync::Arc;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::App;
use super::client::Client;
use super::problem::Problem;
use super::shapes::NetworkShape;

/// Where the caller is counted.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// ISO 3166; `null` where it is not known.
    country: Option<String>,
    /// The network; `null` where it is not known.
    network: Option<NetworkShape>,
    /// Whose data says so.
    sources: Vec<SourceShape>,
    /// How old the oldest of that data is, in days; `null` where there is none.
    age_days: Option<i64>,
}

/// A source of data.
#[derive(Serialize, ToSchema)]
pub struct SourceShape {
    /// What is taken from it.
    gives: String,
    /// Its name.
    name: String,
    /// Its licence, and who must be named.
    licence: String,
    /// The day of its data.
    date: String,
}

/// The country and network of whoever asks, from the address in memory. It is not kept.
#[utoipa::path(
    get, path = "/v1/networks/me", tag = "figures",
    responses(
        (status = 200, description = "Where the caller is counted", body = Me),
        (status = 429, description = "Too many questions", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn me(
    State(app): State<Arc<App>>,
    Extension(Client(address)): Extension<Client>,
) -> impl IntoResponse {
    let network = app.network(address);
    let me = Me {
        country: network
            .country
            .is_known()
            .then(|| network.country.to_string()),
        network: (network.asn != 0).then(|| app.network_shape(network.asn)),
        sources: app.sources(),
        age_days: app.age_days(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(me))
}

impl App {
    /// Whose data says which network an address belongs to.
    pub fn sources(&self) -> Vec<SourceShape> {
        let meta = self.table.as_ref().map(|table| table.meta());
        let sources = meta.into_iter().flat_map(|meta| &meta.sources);
        sources
            .map(|source| SourceShape {
                gives: source.gives.clone(),
                name: source.name.clone(),
                licence: source.licence.clone(),
                date: source.date.clone(),
            })
            .collect()
    }

    /// How old the oldest of that data is.
    pub fn age_days(&self) -> Option<i64> {
        let now = OffsetDateTime::from_unix_timestamp(self.clock.now_s() as i64).ok()?;
        self.table.as_ref()?.meta().age_days(now.date())
    }
}
