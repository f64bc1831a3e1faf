//! What is told of one address: every hop, and what was made of it.

use serde::Serialize;
use std::fmt;

use super::fitness::{Remark, header, judge};
use super::follow::Trail;
use super::target::Target;

/// One address.
#[derive(Debug, Serialize)]
pub struct Report {
    pub owner: String,
    pub part: String,
    pub url: String,
    pub hops: Vec<Hop>,
    pub remarks: Vec<Remark>,
}

/// One answer on the way. What is absent was not said.
#[derive(Debug, Serialize)]
pub struct Hop {
    pub url: String,
    pub status: u16,
    pub content_type: Option<String>,
    pub bytes: Option<usize>,
    pub allow_origin: Option<String>,
    pub timing_allow_origin: Option<String>,
    pub resource_policy: Option<String>,
    pub ms: u64,
}

impl Report {
    /// Judges what was seen of a target.
    pub fn new(target: Target, trail: Trail) -> Self {
        let remarks = judge(target.wanted, &trail);
        let hops = trail.hops.into_iter().map(|(url, answer)| {
            let said = |name| header(&answer.headers, name).map(str::to_string);
            Hop {
                url: url.into(),
                status: answer.status,
                content_type: said("content-type"),
                bytes: answer.bytes,
                allow_origin: said("access-control-allow-origin"),
                timing_allow_origin: said("timing-allow-origin"),
                resource_policy: said("cross-origin-resource-policy"),
                ms: answer.time.as_millis().try_into().unwrap_or(u64::MAX),
            }
        });
        Self {
            owner: target.owner,
            part: target.part,
            url: target.url,
            hops: hops.collect(),
            remarks,
        }
    }

    /// Whether a page can use it.
    pub fn fit(&self) -> bool {
        self.remarks.iter().all(|remark| remark.fault.is_none())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.fit() { "fit  " } else { "UNFIT" };
        writeln!(f, "{word} {} {}: {}", self.owner, self.part, self.url)?;
        for hop in &self.hops {
            let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
            if hop.url != self.url {
                writeln!(f, "      -> {}", hop.url)?;
            }
            writeln!(
                f,
                "      {} {}, {} bytes, {} ms, ACAO {}, TAO {}, CORP {}",
                hop.status,
                or_none(&hop.content_type),
                hop.bytes.map_or("?".into(), |bytes| bytes.to_string()),
                hop.ms,
                or_none(&hop.allow_origin),
                or_none(&hop.timing_allow_origin),
                or_none(&hop.resource_policy),
            )?;
        }
        for remark in &self.remarks {
            let mark = if remark.fault.is_some() { "!" } else { "?" };
            writeln!(f, "      {mark} {}", remark.text)?;
        }
        Ok(())
    }
}
