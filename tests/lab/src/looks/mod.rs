//! Every page and state as it looks: axe's rules in each, in every width, scheme and language that
//! is asked for, and pictures where they are wanted.
//!
//! In Chromium only: widths and schemes are set by its own commands, and what axe looks at is the
//! same everywhere.

mod figures;
mod keyboard;
mod states;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::pages::cases::Findings;
use crate::run::{Count, Suite};
use crate::session::{Driven, Session};
use crate::story::{History, Place, lend_addresses};
use states::State;

/// What is asked for.
pub struct Asked {
    /// axe-core as one script. `None`: its rules are not looked at.
    pub axe: Option<PathBuf>,
    /// Where pictures go, if they are wanted.
    pub pictures: Option<PathBuf>,
    /// The program of a collector, for the states with public figures.
    pub collector: PathBuf,
    /// Only states that have one of these in their name; all where there is none.
    pub only: Vec<String>,
}

/// Widths in CSS pixels. At 400 % a window of 1280 is 320 wide.
const WIDTHS: [u32; 2] = [320, 1280];
/// A window is so high where it makes a difference.
const HEIGHT: u32 = 900;

/// Colours that a visitor may have chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Light,
    Dark,
    Forced,
}

impl Scheme {
    const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Forced];

    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Forced => "forced",
        }
    }

    fn media(self) -> Value {
        let forced = if self == Self::Forced {
            "active"
        } else {
            "none"
        };
        let scheme = if self == Self::Dark { "dark" } else { "light" };
        json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "forced-colors", "value": forced },
            // What fades in has too little contrast for a moment.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] })
    }
}

/// axe, on what a visitor with the newest guidelines may expect.
const LOOK: &str = "
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(
  ({ violations }) => done(violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map(({ target, any, all, none }) => ({
      target: target.flat().join(' '),
      why: [...any, ...all, ...none].map(({ message }) => message).join('; '),
    })),
  }))),
  (error) => done(String(error)),
);";

/// By how many pixels the page is wider than its window, and what makes it so.
const OVERFLOW: &str = "
const wide = document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
if (wide <= 0) return [];
const all = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
const far = all(document).filter((one) => {
  const { left, right } = one.getBoundingClientRect();
  return right > document.documentElement.clientWidth + 1 || left < -1;
});
return [wide, ...far.slice(-3).map((one) => `${one.localName}.${one.className}`)];";

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    target: String,
    why: String,
}

/// Looks at all of it in one language.
pub fn look(suite: &Arc<Suite>, asked: &Arc<Asked>, language: &str) -> Result<Count> {
    let session = Session::start(suite, Engine::Chromium)?;
    let (asked, language) = (asked.clone(), language.to_owned());
    session.drive(suite.clone(), move |driven, suite| async move {
        let axe = match &asked.axe {
            Some(file) => {
                let text = std::fs::read_to_string(file);
                Some(text.with_context(|| format!("reading axe from {}", file.display()))?)
            }
            None => None,
        };
        let mut looker = Looker {
            driven: &driven,
            suite: &suite,
            asked: &asked,
            axe: axe.as_deref(),
            language: &language,
            count: Count::default(),
        };
        looker.all(&states::STATES).await;
        if asked.is_whole() {
            let started = Instant::now();
            let wrong = keyboard::walk(&driven, &suite, &language).await;
            looker.row("by keyboard", started, wrong);
        }
        looker.figures().await?;
        Ok(looker.count)
    })
}

struct Looker<'a> {
    driven: &'a Driven,
    suite: &'a Suite,
    asked: &'a Asked,
    axe: Option<&'a str>,
    language: &'a str,
    count: Count,
}

impl Asked {
    /// Whether everything is looked at, and not pictures taken or single states looked into.
    fn is_whole(&self) -> bool {
        self.axe.is_some() && self.only.is_empty()
    }

    fn wants(&self, state: &State) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| state.name.contains(part))
    }
}

impl Looker<'_> {
    /// Looks at those of the states that are asked for.
    async fn all(&mut self, states: &[State]) {
        for state in states.iter().filter(|state| self.asked.wants(state)) {
            let started = Instant::now();
            let wrong = self.state(state).await;
            self.row(state.name, started, wrong);
        }
    }

    /// Those that need a collector which has something to tell.
    async fn figures(&mut self) -> Result<()> {
        if !figures::STATES.iter().any(|state| self.asked.wants(state)) {
            return Ok(());
        }
        lend_addresses(self.driven)?;
        let name = format!("looks-{}", self.language);
        let place = Place::new(&name, self.asked.collector.clone(), self.suite);
        let mut history = History::start(self.driven, self.suite, &place)?;
        let started = Instant::now();
        let mut findings = Findings::default();
        let told = history.tell(&mut findings).await;
        self.row(
            "figures: reported",
            started,
            told.map(|()| findings.wrong()),
        );
        self.all(&figures::STATES).await;
        if self.asked.is_whole() {
            let started = Instant::now();
            let wrong = figures::walk(self.driven, self.language).await;
            self.row("figures: by keyboard", started, wrong);
        }
        Ok(())
    }

    fn row(&mut self, name: &str, started: Instant, wrong: Result<Vec<String>>) {
        let wrong = wrong.unwrap_or_else(|error| vec![format!("{error:#}")]);
        let seconds = started.elapsed().as_secs_f64();
        let word = if wrong.is_empty() { "ok" } else { "FAILED" };
        // Several languages are looked at side by side: a row is written at once.
        let told: String = wrong.iter().map(|one| format!("\n    {one}")).collect();
        println!(
            "{word:6} {name:22} {:8} {seconds:5.1} s{told}",
            self.language
        );
        match wrong.is_empty() {
            true => self.count.passed += 1,
            false => self.count.failed += 1,
        }
    }

    /// Brings the page into a state and looks at it from all sides; gives what is wrong.
    async fn state(&self, state: &State) -> Result<Vec<String>> {
        let browser = &self.driven.browser;
        emulate(browser, WIDTHS[1], Scheme::Light).await?;
        (state.reach)(self.driven, self.suite, self.language).await?;
        if let Some(axe) = self.axe {
            browser.script(axe, vec![]).await.context("loading axe")?;
        }
        let mut wrong = Vec::new();
        for width in WIDTHS {
            for scheme in Scheme::ALL {
                if scheme == Scheme::Forced && self.axe.is_none() {
                    continue;
                }
                emulate(browser, width, scheme).await?;
                let place = format!("{width} px, {}", scheme.name());
                let found = self.one().await.with_context(|| place.clone())?;
                wrong.extend(found.into_iter().map(|what| format!("{place}: {what}")));
                self.picture(state.name, width, scheme).await?;
            }
        }
        emulate(browser, WIDTHS[1], Scheme::Light).await?;
        Ok(wrong)
    }

    async fn one(&self) -> Result<Vec<String>> {
        let browser = &self.driven.browser;
        let mut wrong = Vec::new();
        let overflow = browser.script(OVERFLOW, vec![]).await?;
        if overflow.as_array().is_none_or(|list| !list.is_empty()) {
            wrong.push(format!("it is wider than its window: {overflow}"));
        }
        if self.axe.is_none() {
            return Ok(wrong);
        }
        let found = browser.script_until(LOOK, vec![]).await?;
        if let Some(error) = found.as_str() {
            bail!("axe failed: {error}");
        }
        for Violation { id, help, nodes } in serde_json::from_value::<Vec<Violation>>(found)? {
            let first = nodes.first();
            let (target, why) = first.map_or(("", ""), |node| (&node.target, &node.why));
            let count = nodes.len();
            wrong.push(format!(
                "{id}: {help}; {count} times, first {target}: {why}"
            ));
        }
        Ok(wrong)
    }

    async fn picture(&self, state: &str, width: u32, scheme: Scheme) -> Result<()> {
        let Some(folder) = &self.asked.pictures else {
            return Ok(());
        };
        let browser = &self.driven.browser;
        let told = |cmd: &str, params: Value| {
            browser.own("goog/cdp/execute", json!({ "cmd": cmd, "params": params }))
        };
        let page = told("Page.getLayoutMetrics", json!({})).await?;
        let (width_px, height_px) = (
            &page["cssContentSize"]["width"],
            &page["cssContentSize"]["height"],
        );
        // Chromium 156 moves a page from right to left aside that is no higher than its window,
        // where it is asked for what is beyond.
        let is_beyond = height_px
            .as_f64()
            .is_some_and(|height| height > HEIGHT.into());
        let clip = json!({ "x": 0, "y": 0, "width": width_px, "height": height_px, "scale": 1 });
        let params = json!({ "captureBeyondViewport": is_beyond, "clip": clip });
        let taken = told("Page.captureScreenshot", params).await?;
        let data = taken["data"].as_str().context("there is no picture")?;
        use base64::Engine as _;
        let png = base64::engine::general_purpose::STANDARD.decode(data)?;
        let folder = folder.join(self.language);
        std::fs::create_dir_all(&folder)?;
        let name = state.replace([' ', ':'], "-");
        let file = folder.join(format!("{name}-{width}-{}.png", scheme.name()));
        std::fs::write(&file, png).with_context(|| format!("writing {}", file.display()))
    }
}

async fn emulate(browser: &Browser, width: u32, scheme: Scheme) -> Result<()> {
    let size = json!({ "width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": false });
    for (cmd, params) in [
        ("Emulation.setDeviceMetricsOverride", size),
        ("Emulation.setEmulatedMedia", scheme.media()),
        // One would stand at the left of a page from right to left, and pictures would lack as much
        // of its right.
        ("Emulation.setScrollbarsHidden", json!({ "hidden": true })),
    ] {
        let body = json!({ "cmd": cmd, "params": params });
        browser.own("goog/cdp/execute", body).await?;
    }
    browser.settle().await
}
