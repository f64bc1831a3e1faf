//! The reader of an article: nothing but the frame's own few kilobytes before the press, a whole
//! result after it, an article that stays where it is and learns nothing.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::cases::{Cases, Findings};
use super::frame;
use super::hosts::{ARTICLES, Article, HEIGHT, NARROW};
use super::shift;
use crate::addresses::{NEWS, PAGE};
use crate::browser::Browser;
use crate::log::Event;
use crate::run::Suite;
use crate::scenario::ticked;
use crate::session::Driven;
use crate::traffic;

/// Pixels by which heights may differ that are rounded one by one.
const ROUNDED: u32 = 1;
/// What a frame may cost before the press, bytes, as sent, without headers.
const BYTES_BEFORE: u64 = 8_000;

/// Notes every message that the article gets.
const HEAR: &str = "
window.heard ??= [];
addEventListener('message', (event) => heard.push(event.data));";

const HEARD: &str = "return window.heard";

const FRAME_HEIGHTS: &str = "
return [...document.querySelectorAll('iframe')].map((frame) => frame.offsetHeight)";

/// Brings the frame of this number into view.
pub const SCROLL_TO: &str = "
const [number] = arguments;
document.querySelectorAll('iframe')[number].scrollIntoView({ block: 'center', behavior: 'instant' });";

/// Calls its last argument once a height has come.
const HEIGHT_CAME: &str = "
const done = arguments[arguments.length - 1];
const look = () => { if (window.heard.length > 0) done(true); else setTimeout(look, 20); };
look();";

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<()> {
    for article in &ARTICLES {
        cases
            .run(article.name, async |driven, findings| {
                read(driven, suite, article, findings).await
            })
            .await?;
        cases.driven.browser.leave_all().await?;
    }
    cases
        .run("embed: every language", async |driven, findings| {
            every_language(driven, suite, findings).await
        })
        .await?;
    cases.driven.browser.leave_all().await
}

/// On a phone, each language's first view fits the height that the frame is given.
async fn every_language(driven: &Driven, suite: &Suite, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let folder = suite.site.join("start");
    let mut languages = BTreeSet::new();
    for entry in std::fs::read_dir(&folder)
        .with_context(|| format!("reading the first views in {}", folder.display()))?
    {
        let name = entry?.file_name().to_string_lossy().into_owned();
        languages.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    findings.check(languages.len() > 1, format!("languages: {languages:?}"));
    world.reset()?;
    browser.forget().await?;
    for language in &languages {
        let query = format!("lang={language}&platforms=x,facebook,bbc");
        browser
            .open(&NARROW.publish_with(world, &[query.as_str()]))
            .await?;
        settled(browser, 0).await?;
        let state = inside(browser, 0, frame::state).await?;
        findings.check(
            state.content <= state.window && state.window == HEIGHT && state.cut <= ROUNDED,
            format!(
                "{language}: {} pixels of content in {}, {} cut off",
                state.content, state.window, state.cut
            ),
        );
        findings.same("the frame's language", &state.language, language);
        browser.leave_all().await?;
    }
    findings.note(format!("{} languages", languages.len()));
    Ok(())
}

async fn read(
    driven: &Driven,
    suite: &Suite,
    article: &Article,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    let url = article.publish(world);
    world.log.clear();
    browser.open(&url).await?;
    if !article.listens {
        browser.script(HEAR, vec![]).await?;
    }
    if article.frame.contains("lazy") && !article.before.is_empty() {
        let early = driven.requests(PAGE);
        findings.check(early.is_empty(), format!("loaded far below: {early:?}"));
    }
    for number in 0..article.queries.len() {
        browser.script(SCROLL_TO, vec![number.into()]).await?;
        settled(browser, number).await?;
    }
    if article.listens {
        browser
            .script_until(HEIGHT_CAME, vec![])
            .await
            .context("waiting for a height from the frame")?;
    }
    before_the_press(driven, article, findings).await?;
    let places = shift::places(browser).await?;
    for (number, query) in article.queries.iter().enumerate() {
        let shown = inside(browser, number, frame::run).await?;
        let asked: BTreeSet<String> = shown.rows.keys().cloned().collect();
        findings.same("the platforms", asked, wanted(suite, query));
        findings.check(shown.has_result, "there is no result object");
        let others = shown
            .rows
            .iter()
            .filter(|(_, verdict)| *verdict != "reachable");
        let others: Vec<_> = others.collect();
        findings.check(
            others.is_empty(),
            format!("on a line where all is well: {others:?}"),
        );
    }
    let strange = traffic::by_the_run_in(world, &suite.catalogue, &[NEWS]);
    findings.add(strange.into_iter().map(|finding| finding.what));
    if !article.listens {
        findings.add(shift::since(browser, &places).await?);
    }
    messages(browser, article, findings).await
}

/// Waits until a frame is ready. One that loads late replaces the empty page that stood there, and
/// whoever waited in that is told so.
pub async fn settled(browser: &Browser, number: usize) -> Result<()> {
    loop {
        match inside(browser, number, frame::settled).await {
            Err(error) if format!("{error:#}").contains("unloaded") => browser.leave_all().await?,
            done => return done,
        }
    }
}

async fn before_the_press(
    driven: &Driven,
    article: &Article,
    findings: &mut Findings,
) -> Result<()> {
    let browser = &driven.browser;
    let strange = traffic::nobody_but(&driven.world, &[PAGE, NEWS], "before the press");
    findings.add(strange.into_iter().map(|finding| finding.what));
    let requests = driven.requests(PAGE);
    let heavy = |path: &&String| path.contains(".wasm") || path.contains("catalogue");
    let heavy: Vec<_> = requests.iter().filter(heavy).collect();
    findings.check(
        heavy.is_empty(),
        format!("loaded before the press: {heavy:?}"),
    );
    // The second frame has its files from the browser's cache, or fetches the same again.
    let bytes = driven.bytes(PAGE) / article.queries.len() as u64;
    findings.check(
        bytes <= BYTES_BEFORE,
        format!("{bytes} bytes before the press: {requests:?}"),
    );
    findings.note(format!("{} files, {bytes} bytes", requests.len()));
    for number in 0..article.queries.len() {
        let state = inside(browser, number, frame::state).await?;
        findings.check(
            state.content <= state.window,
            format!("{} pixels of content in {}", state.content, state.window),
        );
        if article.frame.contains("sandbox") {
            findings.same("storage", state.storage.as_str(), "SecurityError");
            findings.same("the origin", state.origin.as_str(), "null");
        }
        if !article.listens {
            findings.same("the frame's height", state.window, HEIGHT);
        }
        let moved = inside(browser, number, moved).await?;
        findings.add(moved.map(|what| format!("in the frame: {what}")));
    }
    findings.add(moved(browser).await?);
    Ok(())
}

/// What moves from now on, or has moved since the page began.
async fn moved(browser: &Browser) -> Result<Option<String>> {
    let places = shift::places(browser).await?;
    shift::since(browser, &places).await
}

/// What the article heard: heights, each larger than the one before; nothing else, ever.
async fn messages(browser: &Browser, article: &Article, findings: &mut Findings) -> Result<()> {
    if article.listens {
        inside(browser, 0, frame::fits).await?;
    }
    let heard = browser.script(HEARD, vec![]).await?;
    let heard: Vec<Value> = serde_json::from_value(heard)?;
    let height = |message: &Value| message["height"].as_u64();
    for message in &heard {
        let plain = height(message)
            .map(|height| json!({ "sentinel": "amp", "type": "embed-size", "height": height }));
        findings.check(
            plain.as_ref() == Some(message),
            format!("the article was told {message}"),
        );
    }
    if !article.listens {
        return Ok(());
    }
    let heights: Vec<u64> = heard.iter().filter_map(height).collect();
    findings.check(
        heights.windows(2).all(|two| two[0] < two[1]),
        format!("the article moved up again: {heights:?}"),
    );
    findings.check(
        (2..=3).contains(&heights.len()),
        format!("the height was not told once for the run and once for the result: {heights:?}"),
    );
    let frames = browser.script(FRAME_HEIGHTS, vec![]).await?;
    findings.same(
        "the frame's height",
        frames[0].as_u64(),
        heights.last().copied(),
    );
    let state = inside(browser, 0, frame::state).await?;
    findings.check(
        state.content <= state.window,
        format!("{} pixels of content in {}", state.content, state.window),
    );
    findings.note(format!("heights {heights:?}"));
    Ok(())
}

/// Does something inside a frame, and comes back.
pub async fn inside<T>(
    browser: &Browser,
    number: usize,
    work: impl AsyncFnOnce(&Browser) -> Result<T>,
) -> Result<T> {
    frame::enter(browser, number).await?;
    let done = work(browser).await?;
    browser.leave().await?;
    Ok(done)
}

/// The platforms that a frame's query asks for; without one, those that are ticked at first.
fn wanted(suite: &Suite, query: &str) -> BTreeSet<String> {
    match query.strip_prefix("platforms=") {
        Some(list) => {
            let list = list.split('&').next().unwrap_or(list);
            list.split(',').map(str::to_owned).collect()
        }
        None => ticked(&suite.catalogue)
            .map(|platform| platform.id.clone())
            .collect(),
    }
}

impl Driven {
    /// The paths that were asked of a host since the log was cleared.
    pub fn requests(&self, of: &str) -> Vec<String> {
        let entries = self.world.log.entries().into_iter();
        let paths = entries.filter_map(|entry| match entry.event {
            Event::Request { host, path } if host == of => Some(path),
            _ => None,
        });
        paths.collect()
    }

    /// How many bytes a host has sent since then.
    pub fn bytes(&self, of: &str) -> u64 {
        let entries = self.world.log.entries().into_iter();
        let sizes = entries.filter_map(|entry| match entry.event {
            Event::Answer { host, bytes, .. } if host == of => Some(bytes),
            _ => None,
        });
        sizes.sum()
    }
}
