//! The catalogues that reports may be made by.

use anyhow::{Context, Result, bail};
use getthrough::catalogue::Catalogue;
use getthrough::report::{Expected, Invalid, Report};
use std::collections::HashMap;
use std::path::Path;

/// A platform's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The stable name.
    pub id: String,
    /// The name shown.
    pub name: String,
}

/// Catalogues by version: that of the page, and older ones that some still have in a tab.
#[derive(Default)]
pub struct Known {
    versions: HashMap<u16, Expected>,
    names: HashMap<u16, Named>,
    newest: u16,
}

impl Known {
    /// Reads catalogues.
    ///
    /// # Errors
    /// Where a file is no catalogue, or two have the same version and are not the same.
    pub fn read<'a>(files: impl IntoIterator<Item = &'a Path>) -> Result<Self> {
        let mut known = Self::default();
        for file in files {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("the catalogue {} cannot be read", file.display()))?;
            let catalogue = serde_json::from_str(&text)
                .with_context(|| format!("{} is no catalogue", file.display()))?;
            known
                .add(&catalogue)
                .with_context(|| format!("{} cannot be used", file.display()))?;
        }
        if known.versions.is_empty() {
            bail!("no catalogue is known: name one with `--catalogue FILE`");
        }
        Ok(known)
    }

    /// Adds a catalogue.
    ///
    /// # Errors
    /// Where another one has the same version.
    pub fn add(&mut self, catalogue: &Catalogue) -> Result<()> {
        let expected = Expected::of(catalogue);
        let version = catalogue.version;
        let there = self.versions.insert(version, expected.clone());
        if there.is_some_and(|there| there != expected) {
            bail!("two catalogues differ and both have the version {version}");
        }
        let newest = version >= self.newest;
        self.newest = self.newest.max(version);
        for platform in &catalogue.platforms {
            let named = Named {
                id: platform.id.clone(),
                name: platform.name.clone(),
            };
            if newest {
                self.names.insert(platform.code, named);
            } else {
                self.names.entry(platform.code).or_insert(named);
            }
        }
        Ok(())
    }

    /// Whether a page with one of these could have made a report.
    ///
    /// # Errors
    /// The first thing that none would have written.
    pub fn check(&self, report: &Report) -> Result<(), Invalid> {
        // What is wrong whatever the catalogue comes first: it is the better hint.
        report.check_shape()?;
        match self.versions.get(&report.catalogue) {
            Some(expected) => report.fits(expected),
            None => Err(Invalid::Catalogue {
                found: report.catalogue,
            }),
        }
    }

    /// The code of a platform by its stable name or, in digits, its code.
    pub fn code(&self, text: &str) -> Option<u16> {
        let by_name = self.names.iter().find(|(_, named)| named.id == text);
        by_name.map(|(code, _)| *code).or_else(|| {
            let code = text.parse().ok()?;
            self.names.contains_key(&code).then_some(code)
        })
    }

    /// The names of a platform. A code of a catalogue that is no longer known has none.
    pub fn named(&self, code: u16) -> Option<&Named> {
        self.names.get(&code)
    }

    /// The newest version.
    pub fn newest(&self) -> u16 {
        self.newest
    }

    /// The names, for those who must read them elsewhere.
    pub fn names(&self) -> &HashMap<u16, Named> {
        &self.names
    }
}
