//! The states of pages that show public figures: of a collector to which the founding story was
//! reported.

use anyhow::{Result, ensure};

use super::keyboard;
use super::states::{Reached, State, press, there};
use crate::addresses::COLLECTOR;
use crate::censor::Action;
use crate::page;
use crate::run::Suite;
use crate::scenario::Target;
use crate::session::Driven;
use crate::story::{arrive, ready};

/// All of them.
pub const STATES: [State; 5] = [
    State {
        name: "figures",
        reach: |driven, _, language| shown(driven, "explore.html", "", language),
    },
    State {
        name: "figures: country",
        reach: |driven, _, language| shown(driven, "explore.html", "country=RU", language),
    },
    State {
        name: "figures: field",
        reach: |driven, _, language| Box::pin(field(driven, language)),
    },
    State {
        name: "figures: chart",
        reach: |driven, _, language| shown(driven, "chart.html", CHART, language),
    },
    State {
        name: "figures: result",
        reach: |driven, suite, language| Box::pin(result(driven, suite, language)),
    },
];

const CHART: &str = "country=RU&platform=x&network=8359&range=6h";
const FIELD: &str = "country=RU&platform=facebook&network=31133";

const OPEN_REPORT: &str = "
const root = document.querySelector('get-through').shadowRoot;
root.querySelector('[data-part=report]').closest('details').open = true;";

const OPEN_TABLE: &str = "document.querySelector('.as-table').open = true;";

/// Goes through the overview by keyboard alone; gives what is wrong.
pub async fn walk(driven: &Driven, language: &str) -> Result<Vec<String>> {
    shown(driven, "explore.html", "", language).await?;
    keyboard::through(driven, &["country", "platform", "csv", "me"]).await
}

fn shown<'a>(driven: &'a Driven, page: &'a str, view: &'a str, language: &'a str) -> Reached<'a> {
    Box::pin(async move {
        arrive(driven)?;
        let address = format!("https://{COLLECTOR}/{page}?lang={language}&{view}");
        driven.browser.open(&address).await?;
        let state = ready(&driven.browser).await?;
        ensure!(state == "done", "{page} ends as {state}");
        Ok(())
    })
}

async fn field(driven: &Driven, language: &str) -> Result<()> {
    shown(driven, "explore.html", FIELD, language).await?;
    driven.browser.script(OPEN_TABLE, vec![]).await?;
    driven.browser.settle().await
}

/// A result with all that is offered and told where there is a collector.
async fn result(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    arrive(driven)?;
    browser.forget().await?;
    for host in Target::Platform("x").hosts(&suite.catalogue)? {
        world.censor.apply(&host, Action::SniReset);
    }
    page::open_at(browser, &format!("https://{COLLECTOR}/?lang={language}")).await?;
    page::approach(browser).await?;
    page::start(browser).await?;
    page::ended(browser).await?;
    there(browser, "[data-part=report]").await?;
    there(browser, "[data-action=elsewhere]").await?;
    press(driven, "elsewhere").await?;
    there(browser, "[data-platform=x] .elsewhere").await?;
    browser.script(OPEN_REPORT, vec![]).await?;
    browser.settle().await
}
