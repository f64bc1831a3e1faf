//! `GET /v1/export`: everything public, as a file.

use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as Params, State};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use getthrough::report::Slot;
use http::header;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::asked::Asked;
use super::problem::Problem;
use super::shapes::CellShape;
use crate::figures::{by_country, public};
use crate::store::Query;

/// The form of a file.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// A table; the first line names the columns.
    #[default]
    Csv,
    /// The JSON of a cell a line.
    Ndjson,
}

/// Which figures, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The form
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// A platform's stable name, or its code
    #[serde(default)]
    platform: Option<String>,
    /// A country, ISO 3166
    #[serde(default)]
    #[param(pattern = "^[A-Za-z]{2}$")]
    country: Option<String>,
    /// A network's number, or `others`
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

/// All published cells whose windows begin in a time, as a file. It is sent as it is read; where
/// the store fails on the way, the connection breaks, so that half a file is not taken for one.
#[utoipa::path(
    get, path = "/v1/export", tag = "figures", params(Wanted),
    responses(
        (status = 200, description = "The file", content((String = "text/csv"), (CellShape = "application/x-ndjson"))),
        (status = 400, description = "A question that is not understood", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many questions", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many files are being read", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn export(
    State(app): State<Arc<App>>,
    wanted: Result<Params<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let Params(wanted) = wanted.map_err(|refused| Problem::question(refused.body_text()))?;
    let asked = Asked {
        platform: wanted.platform,
        country: wanted.country,
        network: wanted.network,
        from: wanted.from,
        to: wanted.to,
    };
    let mut query = app.question(&asked, false)?;
    // Windows are of whole days at most, so days can be read one by one, and a country at a time.
    // What nobody collected need not be read.
    let first = app.first_day().await?;
    query.from = first.map_or(query.to, |first| query.from.max(first));
    let turn = app.exports.clone().try_acquire_owned().map_err(|_| {
        let text = "too many files are being read; try again in a minute";
        Problem::new(http::StatusCode::SERVICE_UNAVAILABLE, "busy", text).retry_after(60)
    })?;
    let format = wanted.format;
    let asked = app.clone();
    let days = stream::iter(days(query)).then(move |day| {
        let app = asked.clone();
        async move { by_country(&*app.store, &day).await }
    });
    let countries = days.flat_map(|found| {
        stream::iter(match found {
            Ok(parts) => parts.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    });
    let parts = countries.then(move |day| {
        let app = app.clone();
        async move {
            let day = day?;
            let now_s = app.public_s();
            let figures = public(&*app.store, &day, app.k, now_s).await?;
            let mut text = String::new();
            // A window that began before is part of the day before.
            for one in figures.iter().filter(|one| one.window.start >= day.from) {
                line(&mut text, format, &app.cell_shape(one));
            }
            Ok::<_, crate::store::StoreError>(Bytes::from(text))
        }
    });
    let head = match format {
        Format::Csv => Bytes::from(head()),
        Format::Ndjson => Bytes::new(),
    };
    let parts = stream::iter([Ok(head)]).chain(parts);
    // Its turn ends with the stream.
    let parts = parts.inspect(move |_| {
        let _held = &turn;
    });
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "getthrough.csv"),
        Format::Ndjson => ("application/x-ndjson", "getthrough.ndjson"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "public, max-age=60".to_owned()),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

fn days(query: Query) -> impl Iterator<Item = Query> {
    let mut at = query.from;
    std::iter::from_fn(move || {
        let from = at;
        let to = Slot((from.0 - from.0 % 96 + 96).min(query.to.0));
        at = to;
        (from < query.to).then_some(Query { from, to, ..query })
    })
}

/// The columns of the table.
fn head() -> String {
    let mut text = "from,to,platform,code,country,scope,asn,votes,reachable,slow,partly,unreachable,browser_blocked,inconclusive,bad_share,bad_low,bad_high".to_owned();
    for (name, count) in [("latency", 11), ("ratio", 7), ("rate", 10)] {
        (0..count).for_each(|n| text += &format!(",{name}{n}"));
    }
    text + "\n"
}

fn line(text: &mut String, format: Format, cell: &CellShape) {
    match format {
        Format::Ndjson => {
            // Numbers and names: it cannot fail.
            *text += &serde_json::to_string(cell).unwrap_or_default();
        }
        Format::Csv => {
            let scope = serde_json::to_string(&cell.scope).unwrap_or_default();
            let asn = cell.network.as_ref().map(|network| network.asn.to_string());
            let texts = [
                &cell.from,
                &cell.to,
                &cell.platform,
                &cell.code.to_string(),
                &cell.country,
                scope.trim_matches('"'),
                asn.as_deref().unwrap_or(""),
            ];
            *text += &texts.join(",");
            let counts = [cell.votes]
                .into_iter()
                .chain(cell.verdicts.values().copied());
            counts.for_each(|n| *text += &format!(",{n}"));
            match &cell.bad {
                Some(bad) => *text += &format!(",{},{},{}", bad.share, bad.low, bad.high),
                None => *text += ",,,",
            }
            let buckets = cell.latency.iter().chain(&cell.ratio).chain(&cell.rate);
            buckets.for_each(|n| *text += &format!(",{n}"));
        }
    }
    text.push('\n');
}
