//! The editor of an article: sets options on the page that writes the code, copies it, and puts
//! exactly that into an article; a reader then presses the button there.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::json;

use super::cases::{Cases, Findings};
use super::embeds::{SCROLL_TO, inside, settled};
use super::frame;
use super::share::pasted;
use crate::addresses::{NEWS, PAGE, SELF_HOSTER};
use crate::browser::Browser;
use crate::run::Suite;
use crate::server::OtherPage;
use crate::session::Driven;
use crate::traffic;

const CONTROL: char = '\u{E009}';
const TAB: char = '\u{E004}';
const SPACE: char = ' ';

/// What is picked, by the first letters of its name.
const PICKED: [(&str, &str); 2] = [("bbc", "bbc"), ("face", "facebook")];

/// The policy of a page that takes the code as it is.
const ARTICLE: &str = "default-src 'none'; style-src-attr 'unsafe-inline'; \
                       script-src 'unsafe-inline'; frame-src https://getthrough.example";

/// The policy of a page that has the element, as docs/EMBED.md says.
const OWN_PAGE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                        style-src 'self'; connect-src *; img-src * data:";

/// Calls its last argument once the list of platforms is there.
const READY: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  if (document.querySelector('#platforms li')) done(true); else setTimeout(look, 20);
};
look();";

/// Returns what is needed to find one thing of the page.
fn one(selector: &str) -> String {
    format!(
        "const found = document.querySelector(`{selector}`);
         found?.scrollIntoView({{ block: 'center', behavior: 'instant' }});
         return found;"
    )
}

/// Calls its last argument once the code names all of this and the preview shows the same.
const WRITTEN: &str = "
const [parts, done] = arguments;
const look = () => {
  const code = document.querySelector('#frame').value;
  const shown = document.querySelector('#preview iframe')?.src ?? '';
  const query = /\\?([^\"]*)/.exec(code)?.[1].replaceAll('&amp;', '&') ?? '';
  const all = parts.every((part) => code.includes(part)) && shown.endsWith(`?${query}`);
  if (all) done(code); else setTimeout(look, 50);
};
look();";

/// Calls its last argument with what is said once something is said.
const TOLD: &str = "
const [name, done] = arguments;
const told = document.querySelector(`[data-field=${name}]`).parentElement.querySelector('[role=status]');
const look = () => { if (told.textContent) done(told.textContent); else setTimeout(look, 20); };
look();";

const CODE: &str = "return document.querySelector(`#${arguments[0]}`).value";

/// Calls its last argument with the state in which the element ended, and what it shows.
const ENDED: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const element = document.querySelector('get-through');
  const rows = element.shadowRoot.querySelectorAll('[data-verdict]');
  if (['done', 'failed'].includes(element.dataset.state)) {
    done([element.dataset.state, ...[...rows].map((row) => row.dataset.platform).sort()]);
  } else setTimeout(look, 50);
};
look();";

/// Calls its last argument once the element can be started.
const IDLE: &str = "
const done = arguments[arguments.length - 1];
const look = () => {
  const { dataset } = document.querySelector('get-through');
  if (dataset.state === 'idle') done(true); else setTimeout(look, 20);
};
look();";

const START: &str = "
const button = document.querySelector('get-through').shadowRoot.querySelector('[data-action=start]');
button?.scrollIntoView({ block: 'center', behavior: 'instant' });
return button;";

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<()> {
    for version in ["latest", "pinned"] {
        cases
            .run(
                &format!("configure: {version}"),
                async |driven, findings| {
                    configure(driven, version).await?;
                    in_an_article(driven, suite, version, findings).await
                },
            )
            .await?;
        cases.driven.browser.leave_all().await?;
    }
    cases
        .run("configure: the element", async |driven, findings| {
            configure(driven, "latest").await?;
            in_ones_own_page(driven, suite, findings).await
        })
        .await?;
    Ok(())
}

/// Sets options as somebody does who has a pointer and a keyboard.
async fn configure(driven: &Driven, version: &str) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    world.log.clear();
    browser
        .open(&format!("https://{PAGE}/configure.html"))
        .await?;
    browser
        .script_until(READY, vec![])
        .await
        .context("waiting for the list of platforms")?;
    for (letters, _) in PICKED {
        browser.click(&one("#find")).await?;
        browser.press(&[CONTROL, 'a']).await?;
        type_in(browser, letters).await?;
        browser
            .click(&one("#platforms li:not([hidden]) input"))
            .await?;
    }
    browser.focus(&one("[name=theme][value=light]")).await?;
    browser.press(&[SPACE]).await?;
    browser.press(&[TAB]).await?;
    browser.press(&[CONTROL, 'a']).await?;
    type_in(browser, "480").await?;
    browser
        .click(&one(&format!("[name=version][value={version}]")))
        .await
}

async fn type_in(browser: &Browser, letters: &str) -> Result<()> {
    for letter in letters.chars() {
        browser.press(&[letter]).await?;
    }
    Ok(())
}

/// Copies a field by its button; what the clipboard then holds.
async fn copied(driven: &Driven, name: &str, findings: &mut Findings) -> Result<String> {
    let browser = &driven.browser;
    let wanted = browser.script(CODE, vec![name.into()]).await?;
    let button = format!("[data-field={name}]");
    let open = format!(
        "const around = document.querySelector(`{button}`).closest('details');
         return around && !around.open ? around.querySelector('summary') : null;"
    );
    if !browser.script(&open, vec![]).await?.is_null() {
        browser.click(&open).await?;
    }
    browser.click(&one(&button)).await?;
    let told = browser.script_until(TOLD, vec![name.into()]).await?;
    findings.same("what the button says", told.as_str(), Some("Copied."));
    let pasted = pasted(driven).await?;
    findings.same("what is pasted", Some(&*pasted), wanted.as_str());
    Ok(pasted)
}

async fn in_an_article(
    driven: &Driven,
    suite: &Suite,
    version: &str,
    findings: &mut Findings,
) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let folder = match version {
        "pinned" => format!("https://{PAGE}/v/"),
        _ => format!("https://{PAGE}/embed.html"),
    };
    let parts = json!([
        folder,
        "platforms=bbc,facebook",
        "theme=light",
        "height=480",
        "height=\"480\""
    ]);
    browser
        .script_until(WRITTEN, vec![parts])
        .await
        .context("waiting for the code and the preview")?;
    settled(browser, 0).await.context("in the preview")?;
    let strange = traffic::nobody_but(world, &[PAGE], "by the page that writes the code");
    findings.add(strange.into_iter().map(|finding| finding.what));
    let code = copied(driven, "frame", findings).await?;
    let resizer = copied(driven, "resizer", findings).await?;

    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>An article</title>\
         <link rel=\"icon\" href=\"data:,\"><h1>An article</h1>\n{resizer}\n{code}"
    );
    world
        .others
        .put(NEWS, "/article", OtherPage::html(body, ARTICLE));
    browser.forget().await?;
    world.log.clear();
    browser.open(&format!("https://{NEWS}/article")).await?;
    browser.script(SCROLL_TO, vec![0.into()]).await?;
    settled(browser, 0).await?;
    let strange = traffic::nobody_but(world, &[PAGE, NEWS], "before the press");
    findings.add(strange.into_iter().map(|finding| finding.what));
    let state = inside(browser, 0, frame::state).await?;
    findings.same("the frame's height", state.window, 480);
    let shown = inside(browser, 0, frame::run).await?;
    let asked: BTreeSet<String> = shown.rows.keys().cloned().collect();
    let wanted = PICKED.map(|(_, id)| id.to_owned());
    findings.same("the platforms", asked, wanted.into());
    inside(browser, 0, frame::fits)
        .await
        .context("by the copied script")?;
    let strange = traffic::by_the_run_in(world, &suite.catalogue, &[NEWS]);
    findings.add(strange.into_iter().map(|finding| finding.what));
    findings.note(code.split(' ').nth(1).unwrap_or_default());
    Ok(())
}

/// The element's code, with the address of one's own copy, in a page of one's own.
async fn in_ones_own_page(driven: &Driven, suite: &Suite, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    let code = copied(driven, "element", findings).await?;
    let mine = code.replace(
        &format!("https://{PAGE}/"),
        &format!("https://{SELF_HOSTER}/"),
    );
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>My page</title>\
         <link rel=\"icon\" href=\"data:,\">\n{mine}"
    );
    world
        .others
        .put(SELF_HOSTER, "/mine", OtherPage::html(body, OWN_PAGE));
    browser.forget().await?;
    world.log.clear();
    browser.open(&format!("https://{SELF_HOSTER}/mine")).await?;
    browser
        .script_until(IDLE, vec![])
        .await
        .context("waiting for the element")?;
    let strange = traffic::nobody_but(world, &[SELF_HOSTER], "before the press");
    findings.add(strange.into_iter().map(|finding| finding.what));
    browser.click(START).await?;
    let ended = browser.script_until(ENDED, vec![]).await?;
    findings.same("the end", ended, json!(["done", "bbc", "facebook"]));
    let strange = traffic::by_the_run_in(world, &suite.catalogue, &[SELF_HOSTER]);
    findings.add(strange.into_iter().map(|finding| finding.what));
    findings.check(
        code.contains("integrity=\"sha256-"),
        "the code names no hashes",
    );
    Ok(())
}
