//! Which version is built, and of what day: of the source, never of the clock, so that the same
//! source gives the same files on any day.

use anyhow::{Context, Result, bail};
use serde::Serialize;
use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// What a copy of the page says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Built {
    pub version: &'static str,
    /// `YYYY-MM-DD`, in UTC.
    pub date: String,
}

impl Built {
    /// The date of `SOURCE_DATE_EPOCH`, or else of the last commit.
    pub fn of(workspace: &Workspace) -> Result<Self> {
        let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(seconds) => seconds,
            Err(_) => last_commit(workspace)?,
        };
        let number: u64 = seconds.trim().parse().with_context(|| {
            format!("SOURCE_DATE_EPOCH is `{seconds}`: it must be seconds since 1970")
        })?;
        if number > LAST {
            bail!("SOURCE_DATE_EPOCH is {number}, which is no second before the year 10000");
        }
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            date: day(number),
        })
    }
}

/// The end of the year 9999.
const LAST: u64 = 253_402_300_799;

/// Seconds since 1970 of the last commit.
pub fn last_commit(workspace: &Workspace) -> Result<String> {
    let mut log = Command::new("git");
    log.args(["log", "-1", "--format=%ct"])
        .current_dir(&workspace.root);
    let read = process::read(&mut log).context(
        "the date of the source is not known: build from a Git repository, or set \
         SOURCE_DATE_EPOCH to seconds since 1970",
    )?;
    Ok(read.trim().to_owned())
}

/// The calendar day of a second since 1970, after Howard Hinnant's `civil_from_days`.
fn day(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months from March on, so that a leap day is a year's last.
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = era * 400 + year_of_era + carry;
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod test {
    use super::day;

    #[test]
    fn a_second_has_its_day() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (1_709_251_200, "2024-03-01"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
        ] {
            assert_eq!(day(seconds), expected);
        }
    }
}
