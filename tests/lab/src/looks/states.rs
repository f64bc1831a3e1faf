//! The states that a visitor can bring the pages into, each from nothing.

use std::pin::Pin;

use anyhow::{Context, Result};
use getthrough::catalogue::Role;

use crate::addresses::PAGE;
use crate::browser::Browser;
use crate::censor::Action;
use crate::page;
use crate::pages::action;
use crate::run::Suite;
use crate::scenario::Target;
use crate::session::Driven;

pub type Reached<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// One state.
pub struct State {
    /// Its name in rows and pictures.
    pub name: &'static str,
    /// Brings a browser there, in a language.
    pub reach: for<'a> fn(&'a Driven, &'a Suite, &'a str) -> Reached<'a>,
}

macro_rules! state {
    ($name:literal, page $page:literal) => {
        State {
            name: $name,
            reach: |driven, _, language| Box::pin(plain(driven, $page, language)),
        }
    };
    ($name:literal, $reach:expr) => {
        State {
            name: $name,
            reach: |driven, suite, language| Box::pin($reach(driven, suite, language)),
        }
    };
}

/// All of them. What follows a run comes after the run.
pub const STATES: [State; 18] = [
    state!("start", start),
    state!("start: choices", choices),
    state!("start: own list", own_list),
    state!("run", running),
    state!("result", result),
    state!("result: share", share),
    state!("result: compare", compare),
    state!("result: opened", opened),
    state!("result: watch", watch),
    state!("result: kept", kept),
    state!("link", link),
    state!("link: no sure answer", unsure),
    state!("link: broken", broken),
    state!("embed", page "embed.html"),
    state!("configure", page "configure.html"),
    state!("explore", page "explore.html"),
    state!("chart", page "chart.html"),
    state!("no engine", no_engine),
];

/// What does not get through, so that every group has something in it.
const INTERFERENCE: [(Target, Action); 4] = [
    (Target::Platform("facebook"), Action::Refused),
    (Target::Platform("reddit"), Action::SniReset),
    (Target::Platform("x"), Action::Late),
    (Target::Role("discord", Role::Media), Action::Refused),
];

const OPEN_ALL: &str = "
const root = document.querySelector('get-through').shadowRoot;
const open = () => {
  const closed = [...root.querySelectorAll('details:not([open])')];
  for (const one of closed) one.open = true;
  return closed.length;
};
for (let n = 0; n < 4 && open(); n += 1);";

const OPEN_KEPT: &str = "
const root = document.querySelector('get-through').shadowRoot;
root.querySelector('[data-action=keep]').closest('details').open = true;";

/// Calls its last argument once what a selector names is there.
const THERE: &str = "
const [selector, done] = arguments;
const look = () => {
  const root = document.querySelector('get-through')?.shadowRoot ?? document;
  if (root.querySelector(selector)) done(true); else setTimeout(look, 20);
};
look();";

/// A page's texts are there.
const READ: &str = "
const [language, done] = arguments;
const look = () => {
  if (document.documentElement.lang === language || language === 'en') done(true);
  else setTimeout(look, 20);
};
look();";

fn address(path: &str, language: &str) -> String {
    format!("https://{PAGE}/{path}?lang={language}")
}

pub async fn start(driven: &Driven, _: &Suite, language: &str) -> Result<()> {
    driven.world.reset()?;
    driven.browser.forget().await?;
    page::open_at(&driven.browser, &address("", language)).await
}

async fn choices(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    start(driven, suite, language).await?;
    open_all(&driven.browser).await
}

async fn own_list(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    choices(driven, suite, language).await?;
    there(&driven.browser, "textarea").await?;
    let fill = "
        const root = document.querySelector('get-through').shadowRoot;
        const field = root.querySelector('textarea');
        field.value = 'https://example.org/\\nhttp://example.com/\\nhttps://192.168.0.1/\\nwhat';
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    driven.browser.script(fill, vec![]).await?;
    Ok(())
}

async fn running(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    start(driven, suite, language).await?;
    interfere(driven, suite)?;
    page::approach(&driven.browser).await?;
    page::start(&driven.browser).await?;
    there(&driven.browser, "[data-action=stop]").await
}

/// Has the run that follows find something of every kind, and last.
pub fn interfere(driven: &Driven, suite: &Suite) -> Result<()> {
    for (target, action) in INTERFERENCE {
        for host in target.hosts(&suite.catalogue)? {
            driven.world.censor.apply(&host, action);
        }
    }
    Ok(())
}

/// The end of the run of the state before, or of a new one.
async fn result(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    let state = "return document.querySelector('get-through')?.dataset.state ?? null;";
    let state = driven.browser.script(state, vec![]).await?;
    if state != "running" && state != "done" {
        running(driven, suite, language).await?;
    }
    page::ended(&driven.browser).await?;
    Ok(())
}

async fn opened(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    result(driven, suite, language).await?;
    open_all(&driven.browser).await
}

async fn share(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    result(driven, suite, language).await?;
    press(driven, "share").await?;
    there(&driven.browser, "textarea#text").await
}

async fn compare(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    result(driven, suite, language).await?;
    press(driven, "compare").await
}

async fn watch(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    running(driven, suite, language).await?;
    result(driven, suite, language).await?;
    press(driven, "watch").await
}

async fn kept(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    running(driven, suite, language).await?;
    result(driven, suite, language).await?;
    there(&driven.browser, "[data-action=keep]").await?;
    driven.browser.script(OPEN_KEPT, vec![]).await?;
    driven.browser.settle().await?;
    press(driven, "keep").await
}

/// A result of which much went wrong, as a link holds it; docs/SHARE.md has it as its example.
async fn link(driven: &Driven, _: &Suite, language: &str) -> Result<()> {
    of_link(driven, language, "AQABvOGyNaQS6zWAw-RCWw").await
}

/// X and Instagram without a sure answer, Facebook and TikTok reachable, nothing wrong with the line.
async fn unsure(driven: &Driven, _: &Suite, language: &str) -> Result<()> {
    of_link(driven, language, "AQABvOG1p8UFevfZqig").await?;
    there(&driven.browser, "[data-verdict=inconclusive]").await
}

async fn broken(driven: &Driven, _: &Suite, language: &str) -> Result<()> {
    of_link(driven, language, "AQABvOGyNaQS6zWAw-RCWx").await
}

async fn of_link(driven: &Driven, language: &str, text: &str) -> Result<()> {
    driven.browser.open("about:blank").await?;
    let address = format!("{}#{text}", address("", language));
    driven.browser.open(&address).await?;
    there(&driven.browser, "h2").await?;
    there(&driven.browser, &format!("[lang={language}] h2")).await
}

async fn plain(driven: &Driven, page: &str, language: &str) -> Result<()> {
    driven.world.reset()?;
    driven.browser.open(&address(page, language)).await?;
    // Editors are spoken to in English.
    let spoken = if page == "configure.html" {
        "en"
    } else {
        language
    };
    let read = driven.browser.script_until(READ, vec![spoken.into()]);
    read.await
        .with_context(|| format!("waiting for the texts of {page}"))?;
    Ok(())
}

/// The engine cannot be loaded.
async fn no_engine(driven: &Driven, suite: &Suite, language: &str) -> Result<()> {
    start(driven, suite, language).await?;
    driven.world.censor.apply(PAGE, Action::Status(503));
    page::start(&driven.browser).await?;
    there(&driven.browser, "[data-failure]").await
}

pub async fn press(driven: &Driven, name: &str) -> Result<()> {
    driven.browser.click(&action(name)).await
}

async fn open_all(browser: &Browser) -> Result<()> {
    browser.script(OPEN_ALL, vec![]).await?;
    browser.settle().await
}

pub async fn there(browser: &Browser, selector: &str) -> Result<()> {
    let found = browser.script_until(THERE, vec![selector.into()]).await;
    found.with_context(|| format!("waiting for {selector}"))?;
    Ok(())
}
