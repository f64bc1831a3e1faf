//! Whether a report that came over the network is one that a page could have made.

use std::fmt;

use super::form::{Controls, MAX_PLATFORMS, Report, SCHEMA, is_timed, standard};
use super::slot::{LATE_SLOTS, Slot};
use crate::catalogue::Catalogue;

/// Why a report is not taken. It is the sender's to mend, and never a failure of the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Its form is another one.
    Schema {
        /// The form it names.
        found: u8,
    },
    /// It was asked by a catalogue of another version.
    Catalogue {
        /// The version it names.
        found: u16,
    },
    /// More controls answered than there are, or there are not as many in the catalogue.
    Controls,
    /// It has no platforms, or more than [`MAX_PLATFORMS`].
    Count {
        /// How many it has.
        found: usize,
    },
    /// Codes do not rise.
    Order {
        /// The code that is not above the one before it.
        code: u16,
    },
    /// A bucket stands beside a verdict that has none.
    Bucket {
        /// The platform's code.
        code: u16,
    },
    /// A platform of the standard list is missing.
    Missing {
        /// Its code.
        code: u16,
    },
    /// A platform is not on the standard list.
    Foreign {
        /// Its code.
        code: u16,
    },
    /// It is older than a day.
    Late,
    /// It is from the future.
    Early,
}

impl Invalid {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Schema { .. } => "schema",
            Self::Catalogue { .. } => "catalogue",
            Self::Controls => "controls",
            Self::Count { .. } => "count",
            Self::Order { .. } => "order",
            Self::Bucket { .. } => "bucket",
            Self::Missing { .. } => "missing",
            Self::Foreign { .. } => "foreign",
            Self::Late => "late",
            Self::Early => "early",
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Schema { found } => write!(
                f,
                "a report of schema {found} is not known here; send schema {SCHEMA}"
            ),
            Self::Catalogue { found } => write!(
                f,
                "catalogue {found} is not known here; load the page again and run again"
            ),
            Self::Controls => {
                f.write_str("`controls` does not fit: `total` is how many the catalogue has outside of any country, and no more can be `ok`")
            }
            Self::Count { found } => write!(
                f,
                "{found} platforms; a report has 1 to {MAX_PLATFORMS}"
            ),
            Self::Order { code } => {
                write!(f, "platform {code} is out of order; platforms stand by rising code, each once")
            }
            Self::Bucket { code } => write!(
                f,
                "platform {code} has a bucket beside a verdict without one; leave `latency`, `ratio` and `rate` out"
            ),
            Self::Missing { code } => write!(
                f,
                "platform {code} is missing; only runs over the whole standard list are taken"
            ),
            Self::Foreign { code } => {
                write!(f, "platform {code} is not on the standard list; leave it out")
            }
            Self::Late => write!(
                f,
                "the report is older than {} hours; drop it",
                LATE_SLOTS / 4
            ),
            Self::Early => f.write_str("the report is from the future; set the device's clock"),
        }
    }
}

impl std::error::Error for Invalid {}

/// What every report by one catalogue has in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    catalogue: u16,
    controls: u8,
    /// The codes of the standard list, rising.
    codes: Vec<u16>,
}

impl Expected {
    /// Of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut codes: Vec<u16> = standard(catalogue).map(|p| p.code).collect();
        codes.sort_unstable();
        Self {
            catalogue: catalogue.version,
            controls: Controls::total(catalogue),
            codes,
        }
    }
}

impl Report {
    /// What can be said of a report without its catalogue.
    ///
    /// # Errors
    /// The first thing that no page would have written.
    pub fn check_shape(&self) -> Result<(), Invalid> {
        if self.schema != SCHEMA {
            return Err(Invalid::Schema { found: self.schema });
        }
        if self.controls.ok > self.controls.total {
            return Err(Invalid::Controls);
        }
        let found = self.platforms.len();
        if !(1..=MAX_PLATFORMS).contains(&found) {
            return Err(Invalid::Count { found });
        }
        let mut before = 0; // Code 0 stands for no platform.
        for p in &self.platforms {
            if p.code <= before {
                return Err(Invalid::Order { code: p.code });
            }
            before = p.code;
        }
        for p in &self.platforms {
            let bucket = p.latency.is_some() || p.ratio.is_some() || p.rate.is_some();
            if bucket && !is_timed(p.verdict) {
                return Err(Invalid::Bucket { code: p.code });
            }
        }
        Ok(())
    }

    /// Whether a page with this catalogue could have made it. Who checks many reports keeps an
    /// [`Expected`] and asks [`Self::fits`].
    ///
    /// # Errors
    /// As [`Self::check_shape`], and where it does not fit the catalogue.
    pub fn validate(&self, catalogue: &Catalogue) -> Result<(), Invalid> {
        self.fits(&Expected::of(catalogue))
    }

    /// As [`Self::validate`].
    ///
    /// # Errors
    /// The same.
    pub fn fits(&self, expected: &Expected) -> Result<(), Invalid> {
        self.check_shape()?;
        if self.catalogue != expected.catalogue {
            return Err(Invalid::Catalogue {
                found: self.catalogue,
            });
        }
        if self.controls.total != expected.controls {
            return Err(Invalid::Controls);
        }
        let mut codes = expected.codes.iter().copied().peekable();
        for p in &self.platforms {
            match codes.next_if(|&code| code <= p.code) {
                Some(code) if code < p.code => return Err(Invalid::Missing { code }),
                Some(_) => {}
                None => return Err(Invalid::Foreign { code: p.code }),
            }
        }
        match codes.next() {
            Some(code) => Err(Invalid::Missing { code }),
            None => Ok(()),
        }
    }

    /// Whether it may be taken in the slot `now`.
    ///
    /// # Errors
    /// [`Invalid::Late`] or [`Invalid::Early`].
    pub fn check_time(&self, now: Slot) -> Result<(), Invalid> {
        if self.slot.is_timely(now) {
            Ok(())
        } else if self.slot > now {
            Err(Invalid::Early)
        } else {
            Err(Invalid::Late)
        }
    }
}
