//! The one who shares: a run of the whole first tier, the panel by pointer and by keyboard, and what
//! is copied out of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use getthrough::catalogue::{Catalogue, Role};
use getthrough::verdict::{HeadlineKind, PlatformVerdict};

use super::cases::{Cases, Findings};
use super::open;
use crate::addresses::{NEWS, PAGE};
use crate::browser::Browser;
use crate::censor::Action;
use crate::page;
use crate::run::Suite;
use crate::scenario::Target;
use crate::server::OtherPage;
use crate::session::Driven;
use crate::world::World;

/// So long a link's text after the `#` may be.
const LONGEST_FRAGMENT: usize = 120;

/// What does not get through in the run that is shared, so that there is something to tell.
const INTERFERENCE: [(Target, Action, PlatformVerdict); 3] = [
    (
        Target::Platform("facebook"),
        Action::Refused,
        PlatformVerdict::Unreachable,
    ),
    (
        Target::Platform("x"),
        Action::Policed,
        PlatformVerdict::Slow,
    ),
    (
        Target::Role("discord", Role::Media),
        Action::Dropped,
        PlatformVerdict::Partly,
    ),
];

/// Ticks every box of a whole category.
const TICK_ALL: &str = "
const root = document.querySelector('get-through').shadowRoot;
for (const box of root.querySelectorAll('[data-category]')) if (!box.checked) box.click();";

/// Where the focus is, as a word.
const FOCUSED: &str = "
const found = document.querySelector('get-through').shadowRoot.activeElement;
return found && (found.dataset.action ?? found.dataset.part ?? found.id);";

const PANEL_FIELD: &str = "
const [name] = arguments;
return document.querySelector('get-through').shadowRoot.querySelector(`textarea#${name}`)?.value ?? null;";

const PANEL_IS_OPEN: &str = "
return document.querySelector('get-through').shadowRoot.querySelector('textarea#link') !== null;";

/// A message about copying, once there is one.
const COPY_TOLD: &str = "
const [name, done] = arguments;
const root = document.querySelector('get-through').shadowRoot;
const look = () => {
  const said = root.querySelector(`textarea#${name}`).closest('.field').querySelector('[role=status]');
  if (said.textContent) done(said.textContent); else setTimeout(look, 20);
};
look();";

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const ESCAPE: char = '\u{E00C}';
const SPACE: char = ' ';
const CONTROL: char = '\u{E009}';

/// A shared result, and what whoever opens it must see.
pub struct Link {
    /// The link.
    pub url: String,
    /// Platform → verdict.
    pub verdicts: BTreeMap<String, String>,
    /// What the sharer's headline says.
    pub kind: HeadlineKind,
}

/// All of them; the link for the second profile, where it came so far.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<Option<Link>> {
    let names = [
        "share: a run",
        "share: a link",
        "share: by keyboard",
        "share: without the time",
        "share: copied",
    ];
    let opens = cases.only.iter().any(|part| open::is_meant_by(part));
    if !opens && !names.iter().any(|name| cases.wants(name)) {
        return Ok(None);
    }
    let only = std::mem::take(&mut cases.only);
    let ran = cases
        .run("share: a run", async |driven, findings| {
            whole_run(driven, suite, findings).await
        })
        .await?;
    let Some((verdicts, kind)) = ran else {
        return Ok(None);
    };
    let url = cases
        .run("share: a link", async |driven, findings| {
            link(driven, findings).await
        })
        .await?;
    let Some(url) = url else {
        return Ok(None);
    };
    cases.only = only;
    cases.run("share: by keyboard", by_keyboard).await?;
    cases.run("share: without the time", without_time).await?;
    cases
        .run("share: copied", async |driven, findings| {
            copied(driven, findings, &url).await
        })
        .await?;
    Ok(Some(Link {
        url,
        verdicts,
        kind,
    }))
}

async fn whole_run(
    driven: &Driven,
    suite: &Suite,
    findings: &mut Findings,
) -> Result<(BTreeMap<String, String>, HeadlineKind)> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    interfere(world, &suite.catalogue)?;
    page::open(browser, PAGE).await?;
    browser.script(TICK_ALL, vec![]).await?;
    page::approach(browser).await?;
    page::start(browser).await?;
    let shown = page::ended(browser).await?;
    let asked: BTreeSet<&str> = shown.rows.keys().map(String::as_str).collect();
    let tier = suite.catalogue.platforms.iter();
    let tier: BTreeSet<&str> = tier
        .filter(|platform| platform.tier == 1)
        .map(|platform| platform.id.as_str())
        .collect();
    findings.same("the platforms of the run", asked, tier);
    for (target, _, wanted) in INTERFERENCE {
        let (Target::Platform(id) | Target::Role(id, _)) = target else {
            continue;
        };
        let found = shown.result.platforms.iter().find(|one| one.id == id);
        let found = found.map(|one| one.verdict);
        findings.same(id, found, Some(wanted));
    }
    findings.note(format!("{} platforms", shown.rows.len()));
    let rows = shown.rows.into_iter();
    let verdicts = rows.map(|(id, verdict)| (id, verdict.unwrap_or_default()));
    Ok((verdicts.collect(), shown.result.headline.kind))
}

fn interfere(world: &World, catalogue: &Catalogue) -> Result<()> {
    for (target, action, _) in INTERFERENCE {
        for host in target.hosts(catalogue)? {
            world.censor.apply(&host, action);
        }
    }
    Ok(())
}

async fn link(driven: &Driven, findings: &mut Findings) -> Result<String> {
    let browser = &driven.browser;
    driven.world.log.clear();
    browser
        .click(&action("share"))
        .await
        .context("pressing the share button")?;
    let url = field(browser, "link").await?;
    let (place, fragment) = url.split_once('#').context("the link has no #")?;
    findings.check(
        place.starts_with(&format!("https://{PAGE}/")),
        format!("the link leads to {place}"),
    );
    let length = fragment.chars().count();
    findings.check(
        (1..=LONGEST_FRAGMENT).contains(&length),
        format!("{length} characters after the #"),
    );
    let seen = driven.world.log.entries();
    findings.check(
        seen.iter().all(about_page),
        format!("opening the panel led to {seen:?}"),
    );
    findings.note(format!("{length} characters after the #"));
    Ok(url)
}

/// The page may load more of its own files; nobody else is asked.
fn about_page(entry: &crate::log::Entry) -> bool {
    use crate::log::Event;
    match &entry.event {
        Event::Name { name, .. } => name == PAGE,
        Event::Connection { .. } => true,
        Event::Request { host, .. } | Event::Answer { host, .. } => host == PAGE,
    }
}

async fn by_keyboard(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    browser
        .click(&action("close"))
        .await
        .context("closing the panel")?;
    let focused = focused(browser).await?;
    findings.same("the focus after closing", focused.as_deref(), Some("share"));
    browser.press(&[ENTER]).await?;
    findings.check(
        is_open(browser).await?,
        "Enter on the share button does not open the panel",
    );
    let mut passed = Vec::new();
    let wanted = [
        "close",
        "no-time",
        "text",
        "copy-text",
        "link",
        "copy-link",
        "share-picture",
    ];
    for _ in 0..wanted.len() {
        browser.press(&[TAB]).await?;
        passed.push(self::focused(browser).await?.unwrap_or_default());
    }
    findings.same(
        "what Tab reaches",
        passed,
        wanted.map(str::to_owned).to_vec(),
    );
    browser.press(&[ESCAPE]).await?;
    findings.check(!is_open(browser).await?, "Escape does not close the panel");
    let focused = self::focused(browser).await?;
    findings.same("the focus after Escape", focused.as_deref(), Some("share"));
    Ok(())
}

async fn without_time(driven: &Driven, findings: &mut Findings) -> Result<()> {
    let browser = &driven.browser;
    open_panel(browser).await?;
    let with = [field(browser, "link").await?, field(browser, "text").await?];
    let switch = "return document.querySelector('get-through').shadowRoot\
                  .querySelector('[data-part=no-time]')";
    browser.focus(switch).await?;
    browser.press(&[SPACE]).await?;
    let without = [field(browser, "link").await?, field(browser, "text").await?];
    findings.check(
        with[0] != without[0],
        "the link is the same without the time",
    );
    findings.check(
        with[1] != without[1],
        "the text is the same without the time",
    );
    findings.check(
        without[0].len() < with[0].len(),
        "the link is not shorter without the time",
    );
    browser.press(&[SPACE]).await?;
    let again = field(browser, "link").await?;
    findings.same("the link with the time again", again, with[0].clone());
    Ok(())
}

async fn copied(driven: &Driven, findings: &mut Findings, url: &str) -> Result<()> {
    let browser = &driven.browser;
    open_panel(browser).await?;
    for name in ["text", "link"] {
        let wanted = field(browser, name).await?;
        browser.click(&action(&format!("copy-{name}"))).await?;
        let told = browser.script_until(COPY_TOLD, vec![name.into()]).await?;
        findings.note(format!("{name}: {}", told.as_str().unwrap_or_default()));
        let pasted = pasted(driven).await?;
        findings.same(name, pasted, wanted);
    }
    let text = field(browser, "text").await?;
    let sentence = text.lines().next().unwrap_or_default();
    findings.check(
        sentence.contains("Facebook") && sentence.ends_with('.'),
        format!("the text begins with “{sentence}”"),
    );
    findings.check(
        text.lines().last() == Some(url),
        format!("the text does not end with the link: {text}"),
    );
    Ok(())
}

/// What the clipboard holds: pasted, as a visitor would, in another page.
pub async fn pasted(driven: &Driven) -> Result<String> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.others.put(NEWS, "/paste", paste_page());
    let page = browser.hide().await?;
    browser.open(&format!("https://{NEWS}/paste")).await?;
    browser
        .click("return document.querySelector('textarea')")
        .await?;
    browser.press(&[CONTROL, 'v']).await?;
    let found = "return document.querySelector('textarea').value";
    let found = browser.script(found, vec![]).await?;
    browser.show(page).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

fn paste_page() -> OtherPage {
    let body = "<!doctype html><html lang=en><title>Paste</title><textarea></textarea>";
    OtherPage::html(body.to_owned(), "default-src 'none'")
}

async fn open_panel(browser: &Browser) -> Result<()> {
    if !is_open(browser).await? {
        browser.click(&action("share")).await?;
    }
    Ok(())
}

async fn is_open(browser: &Browser) -> Result<bool> {
    Ok(browser.script(PANEL_IS_OPEN, vec![]).await? == true)
}

async fn field(browser: &Browser, name: &str) -> Result<String> {
    let found = browser.script(PANEL_FIELD, vec![name.into()]).await?;
    let found = found.as_str().map(str::to_owned);
    found.with_context(|| format!("the panel has no field `{name}`"))
}

async fn focused(browser: &Browser) -> Result<Option<String>> {
    Ok(browser
        .script(FOCUSED, vec![])
        .await?
        .as_str()
        .map(str::to_owned))
}

/// Returns the button of an action.
pub fn action(name: &str) -> String {
    format!(
        "const button = document.querySelector('get-through').shadowRoot
           .querySelector('[data-action={name}]');
         button?.scrollIntoView({{ block: 'center', behavior: 'instant' }});
         return button;"
    )
}
