//! What a question may name.

use getthrough::report::Slot;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::IntoParams;

use super::App;
use super::problem::Problem;
use crate::cell::OTHERS;
use crate::networks::Country;
use crate::store::Query;

/// So many slots are answered at once, where a platform or a country is named.
const MOST: u32 = 31 * 96;
/// And where none is.
const MOST_OF_ALL: u32 = 2 * 96;
/// What is told where no time is named.
const DAY: u32 = 96;

/// Which figures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// A platform's stable name, or its code
    #[serde(default)]
    pub platform: Option<String>,
    /// A country, ISO 3166
    #[serde(default)]
    #[param(pattern = "^[A-Za-z]{2}$")]
    pub country: Option<String>,
    /// A network's number, or `others`: all that are too small to stand alone
    #[serde(default)]
    pub network: Option<String>,
    /// From when on (RFC 3339); a day before `to` if not given
    #[serde(default)]
    #[param(format = DateTime)]
    pub from: Option<String>,
    /// Until when (RFC 3339); now if not given
    #[serde(default)]
    #[param(format = DateTime)]
    pub to: Option<String>,
}

/// A moment, to a slot. Rounded up where it is an end.
fn slot(name: &str, text: &str, up: bool) -> Result<Slot, Problem> {
    let wrong = || Problem::question(format!("`{name}` is a moment such as 2026-11-24T14:30:00Z"));
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| wrong())?;
    let seconds = u64::try_from(time.unix_timestamp()).map_err(|_| wrong())?;
    let slots = seconds / 900 + u64::from(up && seconds % 900 > 0);
    // Four digits of a year end long before.
    Ok(Slot(u32::try_from(slots).map_err(|_| wrong())?))
}

impl App {
    /// What was asked, bounded.
    pub fn question(&self, asked: &Asked, bounded: bool) -> Result<Query, Problem> {
        let now = Slot(self.clock.slot().0 + 1);
        let to = match &asked.to {
            Some(text) => slot("to", text, true)?.min(now),
            None => now,
        };
        let from = match &asked.from {
            Some(text) => slot("from", text, false)?,
            None => Slot(to.0.saturating_sub(DAY)),
        };
        if from > to {
            return Err(Problem::question(
                "`from` lies after `to`, or in the future",
            ));
        }
        let platform = asked.platform.as_deref().map(|text| {
            let code = self.intake.known().code(text);
            code.ok_or_else(|| Problem::question("`platform` is none of the catalogue"))
        });
        let country = asked.country.as_deref().map(|text| {
            let country = text.to_ascii_uppercase().parse::<Country>();
            country.map_err(|_| Problem::question("`country` is a code of two letters, such as RU"))
        });
        let asn = asked.network.as_deref().map(|text| match text {
            "others" => Ok(OTHERS),
            _ => text
                .trim_start_matches("AS")
                .parse::<u32>()
                .map_err(|_| Problem::question("`network` is a number, such as 8359, or `others`")),
        });
        let query = Query {
            platform: platform.transpose()?,
            country: country.transpose()?,
            asn: asn.transpose()?,
            ..Query::of(from, to)
        };
        let narrow = query.platform.is_some() || query.country.is_some();
        let most = if narrow { MOST } else { MOST_OF_ALL };
        if bounded && to.0 - from.0 > most {
            let text = if narrow {
                "31 days are answered at once; /v1/export has more"
            } else {
                "two days of everything are answered at once; name a platform or a country, or use /v1/export"
            };
            return Err(Problem::question(text));
        }
        Ok(query)
    }
}
