//! The page as it is shared, embedded and carried away: what those who press the button, those who
//! open a link, readers of an article and crawlers meet.
//!
//! Each case is a row of the report. Nothing here knows how the page is made: it presses buttons,
//! reads what is shown, and looks at what the network saw.

mod after;
mod carried;
pub mod cases;
mod configure;
mod embeds;
pub mod frame;
pub mod hosts;
mod open;
mod package;
mod previews;
mod self_host;
mod share;
mod shift;
mod weight;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use crate::browser::Engine;
use crate::run::{Count, Suite};
use crate::session::{Driven, Session};
use cases::Cases;
pub use share::action;

/// What is asked for.
pub struct Asked {
    /// Only cases that have one of these in their name; all where there is none.
    pub only: Vec<String>,
    /// The folder of a page that was built with the npm package.
    pub package_page: PathBuf,
    /// So many bytes of its own files may a first run load.
    pub first_run: u64,
}

/// Runs the cases in one browser, then those of a second profile, which has seen nothing before.
pub fn engine(suite: &Arc<Suite>, engine: Engine, asked: &Arc<Asked>) -> Result<Count> {
    let session = Session::start(suite, engine)?;
    let part = asked.clone();
    let (first, link) = session.drive(suite.clone(), move |driven, suite| async move {
        let mut cases = begin(&driven, &suite, &part.only);
        weight::cases(&mut cases, part.first_run).await?;
        let link = share::cases(&mut cases, &suite).await?;
        after::cases(&mut cases, &suite).await?;
        embeds::cases(&mut cases, &suite).await?;
        self_host::cases(&mut cases, &suite).await?;
        package::cases(&mut cases, &suite, &part.package_page).await?;
        configure::cases(&mut cases, &suite).await?;
        carried::cases(&mut cases, &suite).await?;
        previews::cases(&mut cases, &suite).await?;
        Ok((cases.count, link))
    })?;
    let only = &asked.only;
    let wants_more = only.is_empty() || only.iter().any(|part| open::is_meant_by(part));
    let Some(link) = link.filter(|_| wants_more) else {
        return Ok(first);
    };
    let part = asked.clone();
    let second = session.drive(suite.clone(), move |driven, suite| async move {
        let mut cases = begin(&driven, &suite, &part.only);
        open::cases(&mut cases, &suite, &link).await?;
        Ok(cases.count)
    })?;
    Ok(Count {
        passed: first.passed + second.passed,
        failed: first.failed + second.failed,
    })
}

fn begin<'a>(driven: &'a Driven, suite: &Suite, only: &'a [String]) -> Cases<'a> {
    Cases {
        driven,
        evidence: suite.evidence.clone(),
        only,
        count: Count::default(),
    }
}
