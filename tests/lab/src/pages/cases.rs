//! One case after the other: a name, a row of the report, and evidence where it is not as it must
//! be.

use std::fmt::Debug;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::run::Count;
use crate::session::Driven;

/// No case lasts longer than this, whatever happens.
const LIMIT: Duration = Duration::from_secs(150);
/// A browser that still works takes its picture within this time.
const PICTURE_LIMIT: Duration = Duration::from_secs(10);

/// What is wrong, in sentences; and what a reader of the report may want to know.
#[derive(Default)]
pub struct Findings {
    wrong: Vec<String>,
    notes: Vec<String>,
}

impl Findings {
    /// Something that must be so.
    pub fn check(&mut self, is_so: bool, otherwise: impl Into<String>) {
        if !is_so {
            self.wrong.push(otherwise.into());
        }
    }

    /// Two things that must be alike.
    pub fn same<T: PartialEq + Debug>(&mut self, what: &str, got: T, wanted: T) {
        let is_so = got == wanted;
        self.check(is_so, format!("{what}: {got:?} instead of {wanted:?}"));
    }

    /// Differences that were found elsewhere.
    pub fn add(&mut self, wrong: impl IntoIterator<Item = String>) {
        self.wrong.extend(wrong);
    }

    /// What is wrong.
    pub fn wrong(self) -> Vec<String> {
        self.wrong
    }

    /// A figure for the row.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// Runs cases in one browser and counts.
pub struct Cases<'a> {
    /// The browser and its world.
    pub driven: &'a Driven,
    /// Where evidence goes.
    pub evidence: PathBuf,
    /// Only cases whose name has one of these in it; all where there is none.
    pub only: &'a [String],
    /// What came of them.
    pub count: Count,
}

impl Cases<'_> {
    /// Whether a case is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part))
    }

    /// Runs one, unless it is not wanted, and prints its row; what it returns, where it came so far.
    pub async fn run<T>(
        &mut self,
        name: &str,
        work: impl AsyncFnOnce(&Driven, &mut Findings) -> Result<T>,
    ) -> Result<Option<T>> {
        if !self.wants(name) {
            return Ok(None);
        }
        let started = Instant::now();
        let mut findings = Findings::default();
        let done = tokio::time::timeout(LIMIT, work(self.driven, &mut findings)).await;
        let value = match done {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) => {
                findings.wrong.push(format!("{error:#}"));
                None
            }
            Err(_) => {
                findings.wrong.push(format!("no end within {LIMIT:?}"));
                None
            }
        };
        let word = if findings.wrong.is_empty() {
            "ok"
        } else {
            "FAILED"
        };
        let engine = self.driven.browser.engine;
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{word:6} {name:28} {engine:9} {seconds:5.1} s  {}",
            findings.notes.join(", ")
        );
        for what in &findings.wrong {
            println!("    {what}");
        }
        if findings.wrong.is_empty() {
            self.count.passed += 1;
        } else {
            self.count.failed += 1;
            self.keep(name).await?;
        }
        Ok(value)
    }

    /// Leaves what is needed to understand a failure.
    async fn keep(&self, name: &str) -> Result<()> {
        let folder = &self.evidence;
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let stem = format!(
            "pages-{}-{}",
            name.replace(' ', "-"),
            self.driven.browser.engine
        );
        let log = self.driven.world.log.entries();
        let file = folder.join(format!("{stem}.json"));
        std::fs::write(&file, serde_json::to_string_pretty(&log)?)?;
        println!("    what the network saw is in {}", file.display());
        // Best effort: the window may be what broke.
        let picture = tokio::time::timeout(PICTURE_LIMIT, self.driven.browser.picture()).await;
        if let Ok(Ok(picture)) = picture {
            std::fs::write(folder.join(format!("{stem}.png")), picture)?;
        }
        Ok(())
    }
}
