//! What a file of networks says of itself: where it is from, under which licence, and how old it is.

use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::well_known::Iso8601;

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// Whose data it is made of. Their licences want to be shown with what is made of it.
    pub sources: Vec<Source>,
}

/// A source of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What is taken from it: `networks` or `countries`.
    pub gives: String,
    /// Its name.
    pub name: String,
    /// Its licence, and who must be named.
    pub licence: String,
    /// The day of its data, `YYYY-MM-DD`.
    pub date: String,
}

impl Meta {
    /// How old the oldest source is on a day, in days; `None` where a source has no such date.
    pub fn age_days(&self, today: Date) -> Option<i64> {
        let age = |source: &Source| {
            let date = Date::parse(&source.date, &Iso8601::DATE).ok()?;
            Some((today - date).whole_days())
        };
        let ages: Option<Vec<i64>> = self.sources.iter().map(age).collect();
        ages?.into_iter().max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(date: &str) -> Source {
        Source {
            gives: "networks".into(),
            name: "routes".into(),
            licence: "CC0".into(),
            date: date.into(),
        }
    }

    #[test]
    fn it_is_as_old_as_its_oldest_source() {
        let today = Date::from_calendar_date(2026, time::Month::November, 24).expect("a day");
        let age = |dates: &[&str]| {
            let sources = dates.iter().map(|date| source(date)).collect();
            Meta { sources }.age_days(today)
        };
        assert_eq!(age(&["2026-11-20", "2026-06-17"]), Some(160));
        assert_eq!(age(&["2026-11-20", "June"]), None);
        assert_eq!(age(&[]), None);
    }
}
