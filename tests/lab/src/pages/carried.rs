//! The whole page in one file, opened from a disk, as it goes from hand to hand where the page's own
//! server cannot be reached.

use anyhow::{Context, Result};
use getthrough::verdict::PlatformVerdict;

use super::cases::{Cases, Findings};
use crate::addresses::PAGE;
use crate::censor::Action;
use crate::page;
use crate::run::Suite;
use crate::scenario::Target;
use crate::session::Driven;
use crate::traffic;

/// The file's name in the built site.
const FILE: &str = "getthrough.html";
/// What does not get through.
const BLOCKED: &str = "facebook";

/// What the page says of its own age.
const AGE: &str = "return document.querySelector('[data-part=age]')?.innerText.trim() ?? '';";

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<()> {
    cases
        .run("one file, from a disk", async |driven, findings| {
            from_a_disk(driven, suite, findings).await
        })
        .await?;
    Ok(())
}

async fn from_a_disk(driven: &Driven, suite: &Suite, findings: &mut Findings) -> Result<()> {
    let (world, browser) = (&driven.world, &driven.browser);
    world.reset()?;
    browser.forget().await?;
    let blocked = Target::Platform(BLOCKED).hosts(&suite.catalogue)?;
    // Where it is needed, the page's own server is out of reach too.
    for host in blocked.iter().map(String::as_str).chain([PAGE]) {
        world.censor.apply(host, Action::Refused);
    }
    world.log.clear();
    let file = suite.site.join(FILE);
    let file = file
        .canonicalize()
        .with_context(|| format!("{} is missing: `cargo xtask dist` makes it", file.display()))?;
    page::open_at(browser, &format!("file://{}", file.display())).await?;
    let strange = traffic::nobody_but(world, &[], "before the press");
    findings.add(strange.into_iter().map(|finding| finding.what));
    let age = browser.script(AGE, vec![]).await?;
    let age = age.as_str().unwrap_or_default();
    findings.check(
        age.chars().any(|letter| letter.is_ascii_digit()),
        format!("it does not say how old it is: “{age}”"),
    );
    findings.note(format!("“{age}”"));
    page::start(browser).await?;
    let shown = page::ended(browser).await?;
    for platform in &shown.result.platforms {
        let wanted = if platform.id == BLOCKED {
            PlatformVerdict::Unreachable
        } else {
            PlatformVerdict::Reachable
        };
        findings.same(&platform.id, platform.verdict, wanted);
    }
    let strange = traffic::after_the_press(world, &suite.catalogue);
    findings.add(strange.into_iter().map(|finding| finding.what));
    findings.note(format!("{} platforms", shown.result.platforms.len()));
    Ok(())
}
