//! What a crawler reads of a link that somebody posts: it runs no script, follows no fragment, and
//! takes title, description and picture from the head of the page.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use getthrough::catalogue::Catalogue;
use serde_json::Value;

use super::cases::{Cases, Findings};
use crate::addresses::PAGE;
use crate::client::{self, Answer};
use crate::run::Suite;
use crate::session::Driven;

/// Crawlers read so much of a page, bytes.
const READ_BYTES: usize = 60 * 1024;
/// The size of a picture that is shown large, pixels.
const PICTURE: (u32, u32) = (1200, 630);
/// Messengers leave larger ones out, bytes.
const PICTURE_BYTES: usize = 300 * 1024;

/// A page, and the platform that its title names.
const PAGES: [(&str, Option<&str>); 10] = [
    ("facebook-unreachable", Some("facebook")),
    ("x-slow", Some("x")),
    ("youtube-unreachable", Some("youtube")),
    ("discord-partly", Some("discord")),
    ("linkedin-browser-blocked", Some("linkedin")),
    ("several-unreachable", None),
    ("all-reachable", None),
    ("nothing-reachable", None),
    ("offline", None),
    ("inconclusive", None),
];

/// What stands in the head of a page, by name. The browser only reads the text: nothing of it runs.
const HEAD: &str = "
const [text] = arguments;
const page = new DOMParser().parseFromString(text, 'text/html');
const found = { title: page.title, lang: page.documentElement.lang };
for (const meta of page.head.querySelectorAll('meta[content]')) {
  const name = meta.getAttribute('property') ?? meta.getAttribute('name');
  if (name) found[name] = meta.content;
}
found.canonical = page.head.querySelector('link[rel=canonical]')?.getAttribute('href') ?? '';
return found;";

type Head = BTreeMap<String, String>;

/// All of them.
pub async fn cases(cases: &mut Cases<'_>, suite: &Suite) -> Result<()> {
    cases
        .run("previews: as a crawler", async |driven, findings| {
            driven.world.reset()?;
            driven.browser.open("about:blank").await?;
            let mut titles = BTreeMap::new();
            for (slug, platform) in PAGES {
                let name = platform
                    .map(|id| name_of(&suite.catalogue, id))
                    .transpose()?;
                let head = crawl(driven, slug, findings).await?;
                as_posted(driven, slug, name, &head, findings).await?;
                titles.insert(head.get("og:title").cloned(), slug);
            }
            findings.same("different titles", titles.len(), PAGES.len());
            findings.note(format!("{} pages", PAGES.len()));
            Ok(())
        })
        .await?;
    Ok(())
}

async fn crawl(driven: &Driven, slug: &str, findings: &mut Findings) -> Result<Head> {
    let answer = get(driven, &format!("/s/en/{slug}/")).await?;
    findings.same(slug, answer.status, 200);
    let text = std::str::from_utf8(&answer.body).context("a page that is no UTF-8")?;
    let end = text.find("</head>").or_else(|| text.find("<body"));
    let end = end.unwrap_or(text.len());
    findings.check(
        end <= READ_BYTES,
        format!("{slug}: the head ends after {end} bytes"),
    );
    let argument = vec![Value::from(text)];
    let head = driven.browser.script(HEAD, argument).await?;
    Ok(serde_json::from_value(head)?)
}

async fn as_posted(
    driven: &Driven,
    slug: &str,
    name: Option<&str>,
    head: &Head,
    findings: &mut Findings,
) -> Result<()> {
    let of = |key: &str| head.get(key).map_or("", String::as_str);
    for key in [
        "title",
        "description",
        "og:title",
        "og:description",
        "og:image:alt",
    ] {
        findings.check(!of(key).is_empty(), format!("{slug} has no {key}"));
    }
    findings.same(slug, of("lang"), "en");
    if let Some(name) = name {
        for key in ["og:title", "og:image:alt"] {
            findings.check(
                of(key).contains(name),
                format!("{slug}: {key} does not name {name}: {}", of(key)),
            );
        }
    }
    findings.same(slug, of("twitter:card"), "summary_large_image");
    let address = of("og:image");
    let own = format!("https://{PAGE}");
    let Some(path) = address.strip_prefix(&own) else {
        findings.check(false, format!("{slug}: the picture is at “{address}”"));
        return Ok(());
    };
    let picture = get(driven, path).await?;
    findings.same(address, picture.status, 200);
    findings.same(address, picture.header("content-type"), "image/png");
    findings.check(
        picture.body.len() <= PICTURE_BYTES,
        format!("{address} has {} bytes", picture.body.len()),
    );
    let reader = png::Decoder::new(std::io::Cursor::new(&picture.body)).read_info();
    let info = reader.with_context(|| format!("reading {address}"))?;
    let size = (info.info().width, info.info().height);
    findings.same(address, size, PICTURE);
    let told = (of("og:image:width"), of("og:image:height"));
    let (width, height) = (size.0.to_string(), size.1.to_string());
    findings.same(address, told, (width.as_str(), height.as_str()));
    Ok(())
}

async fn get(driven: &Driven, path: &str) -> Result<Answer> {
    client::get(&driven.world, PAGE, path, "identity").await
}

fn name_of<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a str> {
    let mut platforms = catalogue.platforms.iter();
    let found = platforms.find(|platform| platform.id == id);
    Ok(&found
        .with_context(|| format!("the catalogue has no {id}"))?
        .name)
}
