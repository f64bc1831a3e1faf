//! The pages of public figures, as a reader meets them: what was found in sentences, a country as a
//! table, a platform over time, a chart in an article. The reports are those of the founding story,
//! all sent by neighbours.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Place;
use super::history::History;
use super::networks::{BEELINE, ER_TELECOM, MEGAFON, MTS, ROSTELECOM};
use crate::addresses::{COLLECTOR, NEWS, PAGE};
use crate::browser::Browser;
use crate::pages::cases::{Cases, Findings};
use crate::run::Suite;
use crate::server::OtherPage;
use crate::session::Driven;
use crate::traffic;

/// Calls its last argument with the state of the page, once it is one that stays.
const READY: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const { state } = document.querySelector('main')?.dataset ?? {};
  if (state && state !== 'loading') done(state); else setTimeout(look, 20);
};
look();";

const SENTENCES: &str = "
const all = document.querySelectorAll('[data-incident] .said');
return [...all].map((one) => one.textContent.replace(/\\s/g, ' '));";

/// Words by platform and network.
const FIELDS: &str = "
const rows = {};
for (const row of document.querySelectorAll('[data-part=grid] tbody tr')) {
  const fields = [...row.querySelectorAll('td')];
  rows[row.dataset.platform] = Object.fromEntries(fields.map(({ dataset }) => [dataset.network, dataset.word]));
}
return rows;";

/// The field of Facebook on MegaFon.
const FIELD: &str = "
const link = document.querySelector('[data-platform=facebook] [data-network=\"31133\"] a');
link.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
return link;";

/// Calls its last argument with what is shown of one field, once it is.
const DETAIL: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const heading = document.querySelector('#detail');
  const canvas = document.querySelector('.plot canvas');
  if (!heading || !canvas || document.querySelector('main').dataset.state !== 'done') {
    setTimeout(look, 20);
    return;
  }
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const table = document.querySelector('.as-table');
  table.open = true;
  setTimeout(() => done({
    heading: heading.textContent,
    focused: document.activeElement === heading,
    drawn: data.filter((value, n) => n % 4 === 3 && value > 0).length,
    rows: [...table.querySelectorAll('tbody tr')].map((row) => [row.dataset.state, row.textContent]),
    sentence: document.querySelector('[data-part=detail] .sentence')?.textContent ?? '',
  }), 50);
};
look();";

/// Calls its last argument with what a press told.
const TOLD: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const told = document.querySelector('.me [role=status]').textContent;
  if (document.querySelector('.me [role=status] a')) done(told); else setTimeout(look, 20);
};
look();";

/// Calls its last argument once the frame asked for this height.
const HEARD: &str = "
const [height, done] = arguments;
const look = () => { if (heard.at(-1) === height) done(height); else setTimeout(look, 20); };
look();";

const LISTENER: &str = "
window.heard = [];
addEventListener('message', ({ data }) => {
  if (data?.type === 'embed-size') heard.push(data.height);
});";

/// All of it.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite, place: &Place) -> Result<()> {
    if !cases.wants("figures") {
        return Ok(());
    }
    let mut history = History::start(cases.driven, suite, place)?;
    let told = async |_: &Driven, findings: &mut Findings| history.tell(findings).await;
    cases.run("figures: reported", told).await?;
    cases.run("figures: in sentences", sentences).await?;
    cases.run("figures: a country", country).await?;
    cases.run("figures: a field", field).await?;
    cases.run("figures: where am I", me).await?;
    cases.run("figures: in an article", article).await?;
    cases.driven.browser.leave_all().await?;
    let gone = async |driven: &Driven, findings: &mut Findings| {
        gone(&driven.browser, history, findings).await
    };
    cases.run("figures: collector is gone", gone).await?;
    cases.run("figures: no collector", none).await?;
    Ok(())
}

/// Opens a page of the collector's site, and waits until it shows what it has.
async fn open(browser: &Browser, path: &str) -> Result<String> {
    browser.open(&format!("https://{COLLECTOR}/{path}")).await?;
    ready(browser).await
}

/// Waits until a page of figures shows what it has, or why it has none; its state.
pub async fn ready(browser: &Browser) -> Result<String> {
    let state = browser.script_until(READY, vec![]).await?;
    let state = state.as_str().context("a page has a state")?;
    Ok(state.to_owned())
}

async fn sentences(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    browser.forget().await?;
    driven.world.log.clear();
    findings.same(
        "the state",
        open(browser, "explore.html").await?,
        "done".into(),
    );
    let found: Vec<String> = serde_json::from_value(browser.script(SENTENCES, vec![]).await?)?;
    findings.same("how many incidents", found.len(), 2);
    let first = found.first().cloned().unwrap_or_default();
    let begins = first.starts_with("X is restricted in Russia on ");
    let networks = ["Rostelecom", "MTS", "Beeline", "MegaFon"];
    let names = networks.iter().all(|name| first.contains(name)) && !first.contains("ER-Telecom");
    let ends = first.contains(" since ") && first.ends_with("; it opens on foreign networks.");
    findings.check(begins && names && ends, format!("of X it says: {first}"));
    let second = found.get(1).cloned().unwrap_or_default();
    let begins = second.starts_with("Facebook is slow in Russia on MegaFon since ");
    findings.check(begins, format!("of Facebook it says: {second}"));
    let strange = traffic::nobody_but(&driven.world, &[COLLECTOR], "by the page of figures");
    findings.add(strange.into_iter().map(|finding| finding.what));
    findings.note(first);
    Ok(())
}

async fn country(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    let state = open(browser, "explore.html?country=RU").await?;
    findings.same("the state", state, "done".into());
    let shown = browser.script(FIELDS, vec![]).await?;
    let rows: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_value(shown)?;
    findings.check(rows.len() > 40, format!("only {} platforms", rows.len()));
    for (platform, fields) in &rows {
        for network in [ROSTELECOM, MTS, BEELINE, MEGAFON, ER_TELECOM] {
            let wanted = match (platform.as_str(), network) {
                ("x", ER_TELECOM) => "reachable",
                ("x", _) => "unreachable",
                ("facebook", MEGAFON) => "slow",
                _ => "reachable",
            };
            let word = fields.get(&network.asn.to_string()).map(String::as_str);
            let what = format!("{platform} on {}", network.name);
            findings.same(&what, word, Some(wanted));
        }
    }
    Ok(())
}

/// What a field leads to.
#[derive(Deserialize)]
struct Detail {
    heading: String,
    focused: bool,
    drawn: u64,
    rows: Vec<(String, String)>,
    sentence: String,
}

async fn field(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    browser.click(FIELD).await?;
    let detail = detail(browser).await?;
    let wanted = "Facebook on MegaFon (AS31133) in Russia";
    findings.same("the heading", detail.heading.as_str(), wanted);
    findings.check(detail.focused, "the heading has no focus");
    findings.check(detail.drawn > 500, "the chart is empty");
    findings.check(
        detail.sentence.contains("% certainty"),
        format!("it says: {}", detail.sentence),
    );
    let (published, gaps): (Vec<_>, Vec<_>) = detail
        .rows
        .iter()
        .partition(|(state, _)| state == "published");
    findings.check(published.len() > 8, format!("figures: {published:?}"));
    let is_told = |(_, text): &&(String, String)| !text.contains('%');
    findings.check(
        !gaps.is_empty() && gaps.iter().all(is_told),
        format!("gaps: {gaps:?}"),
    );
    // Whoever gets the address sees the same.
    let address = browser.address().await?;
    findings.check(
        address.ends_with("?country=RU&platform=facebook&network=31133"),
        format!("the address is {address}"),
    );
    browser.reload().await?;
    let again = self::detail(browser).await?;
    findings.same("the heading, opened again", again.heading.as_str(), wanted);
    findings.check(!again.focused, "a page that is opened begins at its top");
    Ok(())
}

async fn detail(browser: &Browser) -> Result<Detail> {
    let shown = browser.script_until(DETAIL, vec![]).await?;
    Ok(serde_json::from_value(shown)?)
}

async fn me(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    let asked = |driven: &Driven| {
        let all = driven.requests(COLLECTOR);
        all.iter()
            .filter(|path| path.contains("networks/me"))
            .count()
    };
    findings.same("questions before the press", asked(driven), 0);
    let button = "
const button = document.querySelector('[data-action=me]');
button.scrollIntoView({ block: 'center', behavior: 'instant' });
return button;";
    browser.click(button).await?;
    let told = browser.script_until(TOLD, vec![]).await?;
    let told = told.as_str().unwrap_or_default();
    findings.check(
        told.contains("MTS (AS8359) in Russia"),
        format!("it says: {told}"),
    );
    findings.same("questions after the press", asked(driven), 1);
    Ok(())
}

/// As a system for articles leaves a frame: without rights, and of no origin.
async fn article(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let frame = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>An article</title>\
         <link rel=icon href=data:,><script src=/listen.js></script>\
         <iframe title=Chart sandbox=allow-scripts width=600 height=200 \
         src=\"https://{COLLECTOR}/chart.html?platform=x&amp;country=RU&amp;network=8359&amp;range=6h&amp;height=200\">\
         </iframe>"
    );
    let policy = format!("default-src 'none'; script-src 'self'; frame-src https://{COLLECTOR}");
    world
        .others
        .put(NEWS, "/listen.js", OtherPage::script(LISTENER));
    world
        .others
        .put(NEWS, "/figure", OtherPage::html(frame, &policy));
    browser.open(&format!("https://{NEWS}/figure")).await?;
    browser
        .enter("return document.querySelector('iframe')")
        .await?;
    findings.same("the state", ready(browser).await?, "done".into());
    let text = browser
        .script("return document.body.innerText", vec![])
        .await?;
    let text = text.as_str().unwrap_or_default();
    findings.check(
        text.contains("X on MTS (AS8359) in Russia") && text.contains("X is restricted in Russia"),
        format!("the frame says: {text}"),
    );
    let content = "return document.body.getBoundingClientRect().height";
    let content = browser
        .script(content, vec![])
        .await?
        .as_f64()
        .unwrap_or_default();
    browser.leave_all().await?;
    let height = content.ceil() as u64;
    browser
        .script_until(HEARD, vec![height.into()])
        .await
        .with_context(|| format!("waiting for a height of {height}"))?;
    findings.note(format!("{height} px"));
    Ok(())
}

/// What was opened before stays a page that says what is wrong.
async fn gone(browser: &Browser, history: History, findings: &mut Findings) -> Result<()> {
    open(browser, "explore.html?country=RU").await?;
    drop(history);
    let longer = "return [...document.querySelectorAll('.controls a')].at(-1)";
    browser.click(longer).await?;
    findings.same("the state", ready(browser).await?, "down".into());
    let shown = "
return [document.querySelector('[data-trouble]').dataset.trouble, !!document.querySelector('[data-action=retry]'), !!document.querySelector('[data-part=grid]')];";
    let shown: Value = browser.script(shown, vec![]).await?;
    findings.same("what is shown", shown, json!(["down", true, false]));
    Ok(())
}

/// A site of files alone.
async fn none(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    browser
        .open(&format!("https://{PAGE}/explore.html"))
        .await?;
    let state = ready(browser).await?;
    ensure!(state == "none", "the state is {state}");
    let kind = "return document.querySelector('[data-trouble]').dataset.trouble";
    findings.same(
        "what is shown",
        browser.script(kind, vec![]).await?,
        json!("none"),
    );
    Ok(())
}
