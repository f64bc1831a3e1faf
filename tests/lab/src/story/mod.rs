//! The collector as visitors meet it: a report that a press sends, and the story that the project
//! comes from: a platform that is restricted on some networks of a country, told by those who are
//! there and by those who are not.

mod collector;
mod figures;
mod founding;
mod history;
mod neighbours;
mod networks;
mod panel;
mod submit;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;

use crate::browser::Engine;
use crate::pages::cases::Cases;
use crate::run::{Count, Suite};
use crate::session::Session;
pub use figures::ready;
pub use history::{History, arrive, lend_addresses};

/// Runs all of it in one browser; `only` names cases.
pub fn engine(
    suite: &Arc<Suite>,
    engine: Engine,
    collector: &Path,
    only: &Arc<Vec<String>>,
) -> Result<Count> {
    let session = Session::start(suite, engine)?;
    let (collector, only) = (collector.to_owned(), only.clone());
    session.drive(suite.clone(), move |driven, suite| async move {
        lend_addresses(&driven)?;
        let mut cases = Cases {
            driven: &driven,
            evidence: suite.evidence.clone(),
            only: &only,
            count: Count::default(),
        };
        let place = Place::new(&engine.to_string(), collector, &suite);
        submit::cases(&mut cases, &suite, &place).await?;
        founding::cases(&mut cases, &suite, &place).await?;
        figures::cases(&mut cases, &suite, &place).await?;
        Ok(cases.count)
    })
}

/// What a collector is started with.
pub struct Place {
    program: PathBuf,
    site: PathBuf,
    folder: PathBuf,
}

impl Place {
    /// The program, the suite's site, and a folder that nobody else has by this name.
    pub fn new(name: &str, program: PathBuf, suite: &Suite) -> Self {
        let name = format!("getthrough-story-{}-{name}", std::process::id());
        Self {
            program,
            site: suite.site.clone(),
            folder: std::env::temp_dir().join(name),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Databases of a test; what is left in the temporary folder is no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
