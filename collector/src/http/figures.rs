//! `GET /v1/cells`, `/v1/series` and `/v1/incidents`.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as Params, State};
use axum::response::Response;
use getthrough::report::Slot;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::asked::Asked;
use super::me::SourceShape;
use super::problem::Problem;
use super::shapes::{CellShape, Found, IncidentShape, SilenceShape, moment};
use crate::figures::{gaps, public_up_to};
use crate::store::{Query, Settled};
use crate::window::{Width, Window};

/// What a question in the address gives, or why it is not understood.
pub type Asking = Result<Params<Asked>, QueryRejection>;

/// Which figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AskedCells {
    /// Only the newest figure of each platform and network
    #[serde(default)]
    latest: bool,
    /// A platform's stable name, or its code
    #[serde(default)]
    platform: Option<String>,
    /// A country, ISO 3166
    #[serde(default)]
    #[param(pattern = "^[A-Za-z]{2}$")]
    country: Option<String>,
    /// A network's number, or `others`: all that are too small to stand alone
    #[serde(default)]
    network: Option<String>,
    /// From when on (RFC 3339); a day before `to` if not given
    #[serde(default)]
    #[param(format = DateTime)]
    from: Option<String>,
    /// Until when (RFC 3339); now if not given
    #[serde(default)]
    #[param(format = DateTime)]
    to: Option<String>,
}

/// Published figures.
#[derive(Serialize, ToSchema)]
pub struct Cells {
    /// How many prefixes a published cell has at least.
    k: u32,
    /// What the time was when this was told.
    as_of: String,
    /// Whose data says which network an address belongs to.
    sources: Vec<SourceShape>,
    /// How old the oldest of that data is, in days; `null` where there is none.
    age_days: Option<i64>,
    /// The cells, by time. What is not there has too few reports: it is not known, and not good.
    cells: Vec<CellShape>,
}

/// A stretch of time in a series.
#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Point {
    /// There is a figure.
    Published(Box<CellShape>),
    /// There were too few reports: what gets through is not known.
    Insufficient {
        /// The start.
        from: String,
        /// The end.
        to: String,
    },
    /// It is not published yet, or not as a whole.
    Open {
        /// The start.
        from: String,
        /// The end.
        to: String,
    },
}

/// One platform in one country, over time.
#[derive(Serialize, ToSchema)]
pub struct Series {
    /// How many prefixes a published cell has at least.
    k: u32,
    /// What the time was when this was told.
    as_of: String,
    /// By time. Only where a network was named, what lies between is told too.
    points: Vec<Point>,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub struct Incidents {
    /// What the time was when this was told.
    as_of: String,
    /// Platforms that networks of a country restrict; the latest first.
    incidents: Vec<IncidentShape>,
    /// Countries and networks that fell silent; the latest first.
    silences: Vec<SilenceShape>,
}

/// What was asked, or the refusal.
pub fn asked(asking: Asking) -> Result<Asked, Problem> {
    let Params(asked) = asking.map_err(|refused| Problem::question(refused.body_text()))?;
    Ok(asked)
}

/// So many figures are looked at for one answer: about 70 MB.
const MOST_LOOKED_AT: usize = 300_000;
/// And so many are told in it: about 40 MB.
const MOST_TOLD: usize = 100_000;

fn too_many() -> Problem {
    Problem::question(
        "these are too many figures for one answer: name a platform, a country or a shorter time, or use /v1/export",
    )
}

impl App {
    /// The public figures of a query.
    pub async fn figures(&self, query: &Query) -> Result<Vec<Settled>, Problem> {
        // Few at once: each may read many rows.
        let _turn = self.turns.acquire().await.map_err(|_| Problem::away())?;
        let now_s = self.public_s();
        let found = public_up_to(MOST_LOOKED_AT, &*self.store, query, self.k, now_s).await;
        let found = found.map_err(|error| {
            tracing::error!(%error, "figures cannot be read");
            Problem::away()
        });
        found?.ok_or_else(too_many)
    }

    /// Answers change when a slot becomes public, when the next one begins, and when the detector
    /// has found something.
    fn round(&self) -> u64 {
        let now_s = self.public_s();
        let current = Window::of(Slot(self.clock.slot().0.saturating_sub(1)), Width::Slot);
        let found = self.found.load(Ordering::Relaxed);
        found << 40 | (now_s / 900 * 2 + u64::from(current.is_public(now_s)))
    }
}

/// The figures of a time: by platform, country and network.
#[utoipa::path(
    get, path = "/v1/cells", tag = "figures", params(AskedCells),
    responses(
        (status = 200, description = "The published cells", body = Cells),
        (status = 304, description = "As the `ETag` that you have"),
        (status = 400, description = "A question that is not understood", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many questions", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn cells(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    asking: Result<Params<AskedCells>, QueryRejection>,
) -> Result<Response, Problem> {
    let Params(cells) = asking.map_err(|refused| Problem::question(refused.body_text()))?;
    let latest = cells.latest;
    let asked = Asked {
        platform: cells.platform,
        country: cells.country,
        network: cells.network,
        from: cells.from,
        to: cells.to,
    };
    let query = app.question(&asked, true)?;
    let make = async {
        let mut figures = app.figures(&query).await?;
        if latest {
            figures = newest(figures);
        }
        if figures.len() > MOST_TOLD {
            return Err(too_many());
        }
        Ok(Cells {
            k: app.k,
            as_of: moment(app.clock.slot()),
            sources: app.sources(),
            age_days: app.age_days(),
            cells: figures.iter().map(|one| app.cell_shape(one)).collect(),
        })
    };
    let question = format!("cells {latest} {query:?}");
    app.cache
        .answer(question, app.round(), &headers, make)
        .await
}

/// The figure of each platform and network that ends last; the narrowest, where several do.
fn newest(figures: Vec<Settled>) -> Vec<Settled> {
    let mut newest: BTreeMap<_, Settled> = BTreeMap::new();
    for one in figures {
        let rank = |one: &Settled| (one.window.end(), one.window.start);
        let kept = newest.entry((one.platform, one.network)).or_insert(one);
        if rank(&one) > rank(kept) {
            *kept = one;
        }
    }
    newest.into_values().collect()
}

/// One platform in one country over time: of one network, with what is not known in between, or of
/// all.
#[utoipa::path(
    get, path = "/v1/series", tag = "figures",
    // As `Asked`, but two of them are required.
    params(
        ("platform" = String, Query, description = "A platform's stable name, or its code"),
        ("country" = String, Query, description = "A country, ISO 3166", pattern = "^[A-Za-z]{2}$"),
        ("network" = Option<String>, Query, description = "A network's number, or `others`: all that are too small to stand alone"),
        ("from" = Option<String>, Query, description = "From when on (RFC 3339); a day before `to` if not given", format = DateTime),
        ("to" = Option<String>, Query, description = "Until when (RFC 3339); now if not given", format = DateTime),
    ),
    responses(
        (status = 200, description = "The series", body = Series),
        (status = 304, description = "As the `ETag` that you have"),
        (status = 400, description = "A question that is not understood", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many questions", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn series(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    asking: Asking,
) -> Result<Response, Problem> {
    let query = app.question(&asked(asking)?, true)?;
    if query.platform.is_none() || query.country.is_none() {
        return Err(Problem::question("name a `platform` and a `country`"));
    }
    let make = async {
        let figures = app.figures(&query).await?;
        if figures.len() > MOST_TOLD {
            return Err(too_many());
        }
        Ok(Series {
            k: app.k,
            as_of: moment(app.clock.slot()),
            points: points(&app, &query, &figures),
        })
    };
    let question = format!("series {query:?}");
    app.cache
        .answer(question, app.round(), &headers, make)
        .await
}

fn points(app: &App, query: &Query, figures: &[Settled]) -> Vec<Point> {
    let published = |one: &Settled| Point::Published(Box::new(app.cell_shape(one)));
    let mut points: Vec<(Slot, Point)> = figures
        .iter()
        .map(|one| (one.window.start, published(one)))
        .collect();
    if query.asn.is_some() {
        let covered: Vec<Window> = figures.iter().map(|one| one.window).collect();
        let now_s = app.public_s();
        for (start, end) in gaps(&covered, query.from, query.to) {
            // Until its day is published a slot may still become part of something wider.
            let settled = |slot: Slot| Window::of(slot, Width::Day).is_public(now_s);
            let open = (start.0..end.0).map(Slot).find(|slot| !settled(*slot));
            let open = open.unwrap_or(end);
            let (from, middle, to) = (moment(start), moment(open), moment(end));
            if start < open {
                let to = middle.clone();
                points.push((start, Point::Insufficient { from, to }));
            }
            if open < end {
                points.push((open, Point::Open { from: middle, to }));
            }
        }
        points.sort_by_key(|(start, _)| *start);
    }
    points.into_iter().map(|(_, point)| point).collect()
}

/// Platforms that networks of a country restrict, and countries and networks that fell silent.
///
/// Without a time: those of the last day, and all that last.
#[utoipa::path(
    get, path = "/v1/incidents", tag = "figures", params(Asked),
    responses(
        (status = 200, description = "What was found", body = Incidents),
        (status = 304, description = "As the `ETag` that you have"),
        (status = 400, description = "A question that is not understood", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many questions", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn incidents(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    asking: Asking,
) -> Result<Response, Problem> {
    let query = app.question(&asked(asking)?, false)?;
    let make = async {
        let kept = app.store.kept(query.from, query.to).await;
        let kept = kept.map_err(|error| {
            tracing::error!(%error, "incidents cannot be read");
            Problem::away()
        })?;
        let mut all = Incidents {
            as_of: moment(app.clock.slot()),
            incidents: Vec::new(),
            silences: Vec::new(),
        };
        for one in kept {
            // What an older collector kept in another form is left out.
            let record = serde_json::from_str(&one.text).ok();
            match record.and_then(|record| app.found_shape(one.name, record)) {
                Some(Found::Incident(incident)) => all.incidents.push(incident),
                Some(Found::Silence(silence)) => all.silences.push(silence),
                None => {}
            }
        }
        let country = query.country.map(|country| country.to_string());
        let is_here = |here: &str| country.as_deref().is_none_or(|country| country == here);
        let is_of = |network: u32| query.asn.is_none_or(|asn| asn == network);
        all.incidents.retain(|one| {
            let platform = query.platform.is_none_or(|code| code == one.code);
            let network = one.networks.iter().any(|a| is_of(a.network.asn));
            platform && network && is_here(&one.country)
        });
        all.silences.retain(|one| {
            let network = one
                .network
                .as_ref()
                .is_none_or(|network| is_of(network.asn));
            network && is_here(&one.country)
        });
        Ok(all)
    };
    let question = format!("incidents {query:?}");
    app.cache
        .answer(question, app.round(), &headers, make)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Counters;
    use crate::networks::Network;

    #[test]
    fn the_newest_figure_ends_last_and_is_the_narrowest_that_does() {
        let figure = |platform, start, width| Settled {
            window: Window::of(Slot(start), width),
            platform,
            network: Network::UNKNOWN,
            counters: Counters::default(),
        };
        let all = vec![
            figure(1, 0, Width::Day),
            figure(1, 192, Width::Hour),
            figure(1, 195, Width::Slot),
            figure(1, 194, Width::Slot),
            figure(2, 0, Width::Quarter),
        ];
        let kept: Vec<_> = newest(all).iter().map(|one| one.window).collect();
        let wanted = [
            Window::of(Slot(195), Width::Slot),
            Window::of(Slot(0), Width::Quarter),
        ];
        assert_eq!(kept, wanted);
    }
}
