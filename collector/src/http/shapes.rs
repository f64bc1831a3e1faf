//! What is told: the forms of the public answers.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

use getthrough::report::Slot;
use getthrough::verdict::PlatformVerdict;

use super::App;
use crate::cell::{OTHERS, VERDICTS};
use crate::detector::{Affected, Ended, Incident, Kind, Silence};
use crate::figures::{Bounds, bounds, step_down};
use crate::lookout::Record;
use crate::networks::Country;
use crate::store::Settled;

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictName {
    /// It gets through.
    Reachable,
    /// It is slow.
    Slow,
    /// Part of it gets through.
    Partly,
    /// It does not get through.
    Unreachable,
    /// The browser itself stopped it.
    BrowserBlocked,
    /// It cannot be said.
    Inconclusive,
}

impl From<PlatformVerdict> for VerdictName {
    fn from(verdict: PlatformVerdict) -> Self {
        match verdict {
            PlatformVerdict::Reachable => Self::Reachable,
            PlatformVerdict::Slow => Self::Slow,
            PlatformVerdict::Partly => Self::Partly,
            PlatformVerdict::Unreachable => Self::Unreachable,
            PlatformVerdict::BrowserBlocked => Self::BrowserBlocked,
            PlatformVerdict::Inconclusive => Self::Inconclusive,
        }
    }
}

/// A network.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NetworkShape {
    /// The number of the autonomous system.
    pub asn: u32,
    /// Its name in the registry; `null` where it is not known.
    pub name: Option<String>,
    /// What people call it; `null` where it is not known.
    pub brand: Option<String>,
}

/// What a cell's network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One network.
    Network,
    /// All networks of the country that have too few visitors to stand alone.
    Others,
    /// Addresses whose network is not known.
    Unknown,
}

/// A share in steps of one twentieth, and between which bounds it lies with 99 %.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ShareShape {
    /// The share.
    pub share: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl From<Bounds> for ShareShape {
    fn from(Bounds { share, low, high }: Bounds) -> Self {
        Self { share, low, high }
    }
}

/// A published figure. It has at least `k` prefixes behind it, shares no vote with any other, and
/// never changes. Counts below 50 are in steps of 5, rounded down.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CellShape {
    /// The platform's stable name.
    pub platform: String,
    /// The platform's code.
    pub code: u16,
    /// ISO 3166; `ZZ` where it is not known.
    pub country: String,
    /// What the network is.
    pub scope: Scope,
    /// The network; `null` where it is not one.
    pub network: Option<NetworkShape>,
    /// The start, RFC 3339 (UTC).
    pub from: String,
    /// The end: a quarter of an hour, an hour, six hours or a day after the start.
    pub to: String,
    /// Votes: one of each /24 or /48 in each quarter of an hour.
    pub votes: u32,
    /// The votes by verdict.
    pub verdicts: BTreeMap<VerdictName, u32>,
    /// Of the votes that say something of the network, the share by which the platform did not
    /// get through, or slowly, or in part. `null`: fewer than `k` say something.
    pub bad: Option<ShareShape>,
    /// Votes by bucket of how long answers took.
    pub latency: Vec<u32>,
    /// Votes by bucket of how many times slower than the controls.
    pub ratio: Vec<u32>,
    /// Votes by bucket of the rate of the larger picture.
    pub rate: Vec<u32>,
}

/// An incident: networks of a country restrict a platform.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentShape {
    /// Its name, which stays.
    pub id: String,
    /// The platform's stable name.
    pub platform: String,
    /// The platform's code.
    pub code: u16,
    /// ISO 3166.
    pub country: String,
    /// What most bad votes say: `unreachable`, `slow` or `partly`.
    pub kind: VerdictName,
    /// Enough networks of enough brands restrict it for it to be the country's.
    pub country_wide: bool,
    /// Since when.
    pub since: String,
    /// Until when; `null` while it lasts.
    pub until: Option<String>,
    /// Why it ended: `recovered`, `everywhere` (the platform is down elsewhere too) or `silent`.
    pub ended: Option<&'static str>,
    /// All votes of the networks that restrict it, or of all when it is over.
    pub votes: u32,
    /// Their bad share.
    pub bad: Option<ShareShape>,
    /// The bad share in other countries.
    pub elsewhere: Option<f64>,
    /// The networks that have enough visitors to be named.
    pub networks: Vec<AffectedShape>,
}

/// One network of an incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AffectedShape {
    /// Which.
    pub network: NetworkShape,
    /// What most of its bad votes say.
    pub kind: VerdictName,
    /// Since when.
    pub since: String,
    /// Until when; `null` while it lasts.
    pub until: Option<String>,
    /// Why it ended.
    pub ended: Option<&'static str>,
    /// Its votes.
    pub votes: u32,
    /// Their bad share.
    pub bad: Option<ShareShape>,
}

/// A country, or one of its networks, from which far fewer reports come than is usual.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SilenceShape {
    /// ISO 3166.
    pub country: String,
    /// The network; `null`: the whole country.
    pub network: Option<NetworkShape>,
    /// Since when.
    pub since: String,
    /// Until when; `null` while it lasts.
    pub until: Option<String>,
    /// How many reports are usual in the first silent hour.
    pub expected: u32,
    /// How many came.
    pub seen: u32,
}

/// Something that was found.
pub enum Found {
    /// An incident.
    Incident(IncidentShape),
    /// A silence.
    Silence(SilenceShape),
}

/// A moment as text.
pub fn moment(slot: Slot) -> String {
    let time = OffsetDateTime::from_unix_timestamp(slot.starts_s() as i64);
    let text = time.ok().and_then(|time| time.format(&Rfc3339).ok());
    text.unwrap_or_default()
}

fn why(ended: Ended) -> &'static str {
    match ended {
        Ended::Recovered => "recovered",
        Ended::Everywhere => "everywhere",
        Ended::Silent => "silent",
    }
}

fn kind(kind: Kind) -> VerdictName {
    match kind {
        Kind::Unreachable => VerdictName::Unreachable,
        Kind::Slow => VerdictName::Slow,
        Kind::Partly => VerdictName::Partly,
    }
}

impl App {
    /// A network with its names.
    pub fn network_shape(&self, asn: u32) -> NetworkShape {
        let name = self.table.as_ref().and_then(|table| table.name(asn));
        NetworkShape {
            asn,
            name: name.map(String::from),
            brand: self.brands.of(asn).map(|brand| brand.name.clone()),
        }
    }

    /// The stable name of a platform; the code, where its catalogue is not known any more.
    pub fn platform(&self, code: u16) -> String {
        let named = self.intake.known().named(code);
        named.map_or_else(|| code.to_string(), |named| named.id.clone())
    }

    /// A figure as it is told.
    pub fn cell_shape(&self, settled: &Settled) -> CellShape {
        let counters = &settled.counters;
        let asn = settled.network.asn;
        let scope = match asn {
            OTHERS => Scope::Others,
            0 => Scope::Unknown,
            _ => Scope::Network,
        };
        let verdicts = VERDICTS.into_iter().zip(counters.verdicts);
        let steps = |counts: &[u32]| counts.iter().map(|n| step_down(*n)).collect();
        CellShape {
            platform: self.platform(settled.platform),
            code: settled.platform,
            country: settled.network.country.to_string(),
            scope,
            network: (scope == Scope::Network).then(|| self.network_shape(asn)),
            from: moment(settled.window.start),
            to: moment(settled.window.end()),
            votes: step_down(counters.votes),
            verdicts: verdicts.map(|(v, n)| (v.into(), step_down(n))).collect(),
            bad: bounds(counters.bad(), counters.judged(), self.k).map(Into::into),
            latency: steps(&counters.latency),
            ratio: steps(&counters.ratio),
            rate: steps(&counters.rate),
        }
    }

    /// What was found as it is told; `None` where too few visitors are behind it.
    pub fn found_shape(&self, id: String, record: Record) -> Option<Found> {
        match record {
            Record::Silence(silence) => Some(Found::Silence(self.silence(&silence))),
            Record::Incident { incident, shown } => {
                let named = incident.networks.iter().filter(|a| shown.contains(&a.asn));
                let named: Vec<&Affected> = named.collect();
                (!named.is_empty()).then(|| Found::Incident(self.incident(id, &incident, &named)))
            }
        }
    }

    fn incident(&self, id: String, incident: &Incident, named: &[&Affected]) -> IncidentShape {
        let over = incident.ended.is_some();
        let counted = named.iter().filter(|a| over || a.ended.is_none());
        let (mut votes, mut bad) = (0, 0);
        for affected in counted {
            votes += affected.share.votes;
            bad += affected.share.bad;
        }
        let since = named.iter().map(|a| a.since).min();
        IncidentShape {
            id,
            platform: self.platform(incident.platform),
            code: incident.platform,
            country: country(incident.country),
            kind: kind(incident.kind),
            // As the detector says, where those that make it so can be named.
            country_wide: incident.country_wide && named.len() > 2,
            since: moment(since.unwrap_or(incident.since)),
            until: incident.ended.map(|end| moment(end.at)),
            ended: incident.ended.map(|end| why(end.why)),
            votes: step_down(votes),
            bad: bounds(bad, votes, self.k).map(Into::into),
            elsewhere: incident
                .elsewhere
                .map(|share| (share * 20.0).round() / 20.0),
            networks: named
                .iter()
                .map(|affected| self.affected(affected))
                .collect(),
        }
    }

    fn affected(&self, affected: &Affected) -> AffectedShape {
        AffectedShape {
            network: self.network_shape(affected.asn),
            kind: kind(affected.kind),
            since: moment(affected.since),
            until: affected.ended.map(|end| moment(end.at)),
            ended: affected.ended.map(|end| why(end.why)),
            votes: step_down(affected.share.votes),
            bad: bounds(affected.share.bad, affected.share.votes, self.k).map(Into::into),
        }
    }

    fn silence(&self, silence: &Silence) -> SilenceShape {
        SilenceShape {
            country: country(silence.scope.country),
            network: silence.scope.asn.map(|asn| self.network_shape(asn)),
            since: moment(silence.since),
            until: silence.ended.map(moment),
            expected: step_down(silence.expected),
            seen: step_down(silence.seen),
        }
    }
}

fn country(country: Country) -> String {
    country.to_string()
}
