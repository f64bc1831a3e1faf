//! What a visitor does once there is a result: compares it, keeps it, takes it away, watches on; and
//! a list of their own.

use anyhow::{Context, Result};
use getthrough::verdict::PlatformVerdict;
use serde_json::{Value, json};

use super::cases::{Cases, Findings};
use crate::addresses::PAGE;
use crate::browser::Browser;
use crate::censor::Action;
use crate::page;
use crate::run::Suite;
use crate::scenario::Target;
use crate::session::Driven;
use crate::traffic;

/// Has the page hand what it would save or notify of to the test: both are the system's own.
const CAUGHT: &str = "
window.saved = [];
window.noticed = [];
window.asked = 0;
URL.createObjectURL = (blob) => { blob.text().then((text) => saved.push(text)); return '#'; };
HTMLAnchorElement.prototype.click = () => {};
window.Notification = class {
  static async requestPermission() { window.asked += 1; return 'granted'; }
  constructor(title, { body }) { noticed.push(body); }
};";

/// Calls its last argument with how many elements there are for a selector inside the check, once
/// there are so many.
const COUNTED: &str = "
const [selector, wanted, done] = arguments;
const look = () => {
  const found = document.querySelector('get-through')?.shadowRoot?.querySelectorAll(selector) ?? [];
  if (found.length >= wanted) done([...found].map((one) => one.textContent.trim()));
  else setTimeout(look, 20);
};
look();";

/// Calls its last argument with the last thing that was saved, once there are so many.
const SAVED: &str = "
const [wanted, done] = arguments;
const look = () => { if (saved.length >= wanted) done(saved.at(-1)); else setTimeout(look, 20); };
look();";

/// Calls its last argument once a watch is in a state.
const WATCHES: &str = "
const [state, done] = arguments;
const root = document.querySelector('get-through').shadowRoot;
const look = () => { if (root.querySelector(`[data-watch=${state}]`)) done(true); else setTimeout(look, 20); };
look();";

const KEPT: &str = "return localStorage.getItem('get-through-runs');";

/// Gives a file to the list of what is kept, as a visitor who chooses it does.
const IMPORT: &str = "
const [text] = arguments;
const input = document.querySelector('get-through').shadowRoot.querySelector('[data-part=runs] input[type=file]');
const given = new DataTransfer();
given.items.add(new File([text], 'runs.json', { type: 'application/json' }));
input.files = given.files;
input.dispatchEvent(new Event('change'));";

const TICK_BOTH: &str = "
const root = document.querySelector('get-through').shadowRoot;
for (const box of root.querySelectorAll('[data-run] input')) box.click();";

const FILL: &str = "
const [text] = arguments;
const field = document.querySelector('get-through').shadowRoot.querySelector('textarea#own');
field.value = text;
field.dispatchEvent(new Event('input', { bubbles: true }));";

/// All of them, one visit after the other.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<()> {
    let names = [
        "after: with and without VPN",
        "after: kept and taken away",
        "after: downloaded",
        "after: watched",
    ];
    if names.iter().any(|name| cases.wants(name)) {
        // Each goes on where the one before ended.
        let only = std::mem::take(&mut cases.only);
        cases
            .run(names[0], async |driven, findings| {
                compared(driven, suite, findings).await
            })
            .await?;
        cases.run(names[1], kept).await?;
        cases.run(names[2], downloaded).await?;
        cases
            .run(names[3], async |driven, findings| {
                watched(driven, suite, findings).await
            })
            .await?;
        cases.only = only;
    }
    cases
        .run("own list: checked", async |driven, findings| {
            own_list(driven, suite, findings).await
        })
        .await?;
    Ok(())
}

/// X does not get through, then it does: the second run begins with what changed.
async fn compared(driven: &Driven, suite: &Suite, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    interfere(driven, suite, "x")?;
    page::open(browser, PAGE).await?;
    browser.script(CAUGHT, vec![]).await?;
    page::approach(browser).await?;
    page::start(browser).await?;
    let first = page::ended(browser).await?;
    findings.same("X before", row(&first, "x"), Some("unreachable"));
    press(browser, "[data-action=compare]").await?;
    there(browser, "[data-part=guide]", 1).await?;
    world.reset()?;
    press(browser, "[data-action=second]").await?;
    let second = page::ended(browser).await?;
    findings.same("X after", row(&second, "x"), Some("reachable"));
    let told = there(browser, "[data-part=comparison] h3", 1).await?;
    let wanted = "X gets through better in the later check.";
    findings.same("the sentence", told.join(""), wanted.to_owned());
    let changed = there(browser, "[data-part=comparison] > table [data-compared]", 1).await?;
    let is_x = changed.len() == 1
        && changed[0].starts_with('X')
        && changed[0].contains("does not get through");
    findings.check(is_x, format!("what changed: {changed:?}"));
    Ok(())
}

/// Keeps that check and another, finds both at the next visit, compares them, takes them away,
/// deletes all, and brings them back from the file.
async fn kept(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    let nothing = browser.script(KEPT, vec![]).await?;
    findings.check(nothing.is_null(), "something is kept without a press");
    for n in 1..=2 {
        if n > 1 {
            press(browser, "[data-action=again]").await?;
            page::ended(browser).await?;
        }
        open(browser, "[data-part=runs]").await?;
        press(browser, "[data-action=keep]").await?;
        there(browser, "[data-run]", n).await?;
    }
    driven.world.log.clear();
    page::open(browser, PAGE).await?;
    browser.script(CAUGHT, vec![]).await?;
    open(browser, "[data-part=runs]").await?;
    there(browser, "[data-run]", 2).await?;
    browser.script(TICK_BOTH, vec![]).await?;
    press(browser, "[data-part=runs] [data-action=compare]").await?;
    let told = there(browser, "[data-part=comparison] h3", 1).await?;
    findings.check(
        !told[0].is_empty() && !told[0].contains("no platform in common"),
        format!("the comparison says: {told:?}"),
    );
    press(browser, "[data-action=export]").await?;
    let file = browser.script_until(SAVED, vec![json!(1)]).await?;
    press(browser, "[data-action=delete_all]:not([hidden])").await?;
    press(browser, "[data-action=delete_all]:not([hidden])").await?;
    let left = browser.script(KEPT, vec![]).await?;
    findings.check(left.is_null(), format!("after deleting all: {left}"));
    browser.script(IMPORT, vec![json!("[{}]")]).await?;
    let told = there(browser, "[data-part=runs] .status:not(:empty)", 1).await?;
    let is_refused = told[0].starts_with("That file holds no checks");
    findings.check(is_refused, format!("of another file it says: {told:?}"));
    browser.script(IMPORT, vec![file]).await?;
    let back = there(browser, "[data-run]", 2).await?;
    findings.same("how many are back", back.len(), 2);
    // All of that is the browser's own business.
    let strange = traffic::nobody_but(&driven.world, &[PAGE], "by what is kept");
    findings.add(strange.into_iter().map(|finding| finding.what));
    Ok(())
}

/// The result as JSON and as researchers' tools read it.
async fn downloaded(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    driven.world.reset()?;
    page::approach(browser).await?;
    page::start(browser).await?;
    let shown = page::ended(browser).await?;
    press(browser, "[data-action=download]").await?;
    let text = saved(browser, 2).await?;
    let result: Value = serde_json::from_str(&text).context("the download is no JSON")?;
    let ids = result["platforms"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    findings.same("platforms in the file", ids, shown.result.platforms.len());
    press(browser, "[data-action=download_ooni]").await?;
    let text = saved(browser, 3).await?;
    let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    let lines = lines.context("a line of the measurements is no JSON")?;
    findings.check(
        lines.len() >= ids,
        format!("{} measurements of {ids} platforms", lines.len()),
    );
    let of_spec = lines.iter().all(|line| {
        line["test_name"] == "browser_web"
            && line["input"].is_string()
            && line["test_keys"].is_object()
    });
    findings.check(of_spec, "a measurement is not of the test `browser_web`");
    findings.note(format!("{} measurements", lines.len()));
    Ok(())
}

/// The BBC stops getting through while the page watches, and comes back.
async fn watched(driven: &Driven, suite: &Suite, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    press(browser, "[data-action=watch]").await?;
    press(browser, "[data-action=watch_begin]").await?;
    browser
        .script_until(WATCHES, vec![json!("waiting")])
        .await?;
    let asked = browser.script("return window.asked;", vec![]).await?;
    findings.same("permissions asked for without a press", asked, json!(0));
    press(browser, "[data-action=watch_notify]").await?;
    let mut notices = Vec::new();
    for (n, words) in [(1, "does not get through any more"), (2, "is back")] {
        world.reset()?;
        if n == 1 {
            interfere(driven, suite, "bbc")?;
        }
        press(browser, "[data-action=watch_now]").await?;
        let told = there(browser, "[data-change]", n).await?;
        // The newest stands first.
        let newest = told.first().cloned().unwrap_or_default();
        let is_told = newest.contains("BBC") && newest.contains(words);
        findings.check(is_told, format!("look {n} tells {told:?}"));
        findings.same("how many changes", told.len(), n);
        browser
            .script_until(WATCHES, vec![json!("waiting")])
            .await?;
        let all = browser.script("return noticed;", vec![]).await?;
        notices = serde_json::from_value(all)?;
    }
    findings.check(
        notices.len() == 2 && notices.iter().all(|one: &String| one.contains("BBC")),
        format!("the notices: {notices:?}"),
    );
    press(browser, "[data-action=watch_csv]").await?;
    let text = saved(browser, 4).await?;
    let of_bbc = text.lines().filter(|line| line.starts_with("bbc,")).count();
    findings.check(of_bbc >= 3, format!("the table of the watch: {text}"));
    press(browser, "[data-action=watch_end]").await?;
    browser.script_until(WATCHES, vec![json!("over")]).await?;
    Ok(())
}

/// Three addresses that can be asked, and some that cannot: only those that can are, with the
/// controls.
async fn own_list(driven: &Driven, suite: &Suite, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    let host = |id| -> Result<String> {
        let hosts = Target::Platform(id).hosts(&suite.catalogue)?;
        hosts.into_iter().next().context("a platform has a host")
    };
    let (fine, refused) = (host("wikipedia")?, host("bbc")?);
    let list = format!(
        "# mine\nhttps://{fine}/\nhttp://{refused}/news\nhttps://192.168.0.1/\nftp://a.example/\nwhat is it"
    );
    world.censor.apply(&refused, Action::SniReset);
    page::open(browser, PAGE).await?;
    there(browser, "[data-part=own]", 1).await?;
    open(browser, "[data-part=own]").await?;
    browser.script(FILL, vec![json!(list)]).await?;
    let why = there(browser, "[data-part=own] [data-why]", 3).await?;
    findings.same("kinds of what cannot be asked", why.len(), 3);
    world.log.clear();
    press(browser, "[data-action=use_own]").await?;
    let early = traffic::nobody_but(world, &[PAGE], "before the press");
    findings.add(early.into_iter().map(|finding| finding.what));
    page::approach(browser).await?;
    page::start(browser).await?;
    let shown = page::ended(browser).await?;
    let verdicts: Vec<_> = shown
        .result
        .platforms
        .iter()
        .map(|one| one.verdict)
        .collect();
    findings.same(
        "the verdicts",
        verdicts,
        // Whether it would let this page have an answer is not known.
        vec![PlatformVerdict::Reachable, PlatformVerdict::Inconclusive],
    );
    // The line is fine, and is not blamed.
    let wanted = format!("No sure answer: {refused}. 1 other platform gets through.");
    findings.same("the headline", shown.headline.clone(), wanted);
    let strange = traffic::by_a_run_of(world, &suite.catalogue, [fine, refused]);
    findings.add(strange.into_iter().map(|finding| finding.what));
    press(browser, "[data-action=share]").await?;
    there(browser, "textarea#text", 1).await?;
    let link = "return document.querySelector('get-through').shadowRoot.querySelector('textarea#link')?.value ?? '';";
    let link = browser.script(link, vec![]).await?;
    findings.same("a link of it", link, json!(""));
    findings.note(shown.headline);
    Ok(())
}

fn interfere(driven: &Driven, suite: &Suite, platform: &'static str) -> Result<()> {
    for host in Target::Platform(platform).hosts(&suite.catalogue)? {
        driven.world.censor.apply(&host, Action::SniReset);
    }
    Ok(())
}

fn row<'a>(shown: &'a page::Shown, platform: &str) -> Option<&'a str> {
    shown.rows.get(platform).and_then(Option::as_deref)
}

/// Waits for so many elements; their texts.
async fn there(browser: &Browser, selector: &str, count: usize) -> Result<Vec<String>> {
    let found = browser.script_until(COUNTED, vec![json!(selector), json!(count)]);
    let found = found
        .await
        .with_context(|| format!("waiting for {count} of {selector}"))?;
    Ok(serde_json::from_value(found)?)
}

/// Presses what a selector names, once it is there.
async fn press(browser: &Browser, selector: &str) -> Result<()> {
    there(browser, selector, 1).await?;
    let button = inside(selector);
    let pressed = browser.click(&button).await;
    pressed.with_context(|| format!("pressing {selector}"))
}

/// Opens a part that is folded, as a visitor does.
async fn open(browser: &Browser, selector: &str) -> Result<()> {
    there(browser, selector, 1).await?;
    let is_open = format!(
        "return document.querySelector('get-through').shadowRoot.querySelector('{selector}').open;"
    );
    if browser.script(&is_open, vec![]).await? == true {
        return Ok(());
    }
    browser
        .click(&inside(&format!("{selector} > summary")))
        .await
        .with_context(|| format!("opening {selector}"))
}

fn inside(selector: &str) -> String {
    format!(
        "const found = document.querySelector('get-through').shadowRoot.querySelector('{selector}');
         found?.scrollIntoView({{ block: 'center', behavior: 'instant' }});
         return found;"
    )
}

async fn saved(browser: &Browser, count: usize) -> Result<String> {
    let text = browser.script_until(SAVED, vec![json!(count)]).await?;
    let text = text.as_str().context("a text is saved")?;
    Ok(text.to_owned())
}
