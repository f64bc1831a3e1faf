//! Rewrites the built page: its head for a crawler, its addresses for another folder.

use anyhow::{Context, Result, anyhow, ensure};
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use std::cell::{Cell, RefCell};

use crate::addresses::move_all;
use crate::head::{Head, escape, meta};

/// From the folder of a preview, `s/<language>/<slug>/`, to the page's own.
const UP: &str = "../../../";

/// What a page says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct About {
    pub language: String,
    pub title: String,
    pub description: String,
}

/// What a preview would take the place of, and what an earlier run wrote.
const REPLACED: &str =
    r#"meta[property^="og:"], meta[name^="twitter:"], meta[name="robots"], link[rel="canonical"]"#;
/// Describes the page without a result: whoever embeds by it would show the check instead.
const OEMBED: &str = r#"link[rel="alternate"][type="application/json+oembed"], link[rel="alternate"][type="text/xml+oembed"]"#;

/// Reads the built page's language, title and description.
pub fn about(index: &str) -> Result<About> {
    let about = RefCell::new(About::default());
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("html[lang]", |html| {
            about.borrow_mut().language = html.get_attribute("lang").unwrap_or_default();
            Ok(())
        }))
        .append_element_content_handler(text!("head > title", |chunk| {
            about.borrow_mut().title += chunk.as_str();
            Ok(())
        }))
        .append_element_content_handler(element!(r#"meta[name="description"]"#, |meta| {
            about.borrow_mut().description = meta.get_attribute("content").unwrap_or_default();
            Ok(())
        }));
    rewritten(index, settings)?;
    let about = about.into_inner();
    for (what, text) in [
        ("<html lang>", &about.language),
        ("<title>", &about.title),
        ("<meta name=\"description\">", &about.description),
    ] {
        ensure!(
            !text.is_empty(),
            "index.html has no {what}: is it a built page?"
        );
        ensure!(
            !text.contains('&'),
            "{what} of index.html may not hold character references: write the characters"
        );
    }
    Ok(about)
}

/// The page as the preview of one headline.
pub fn preview(index: &str, head: &Head<'_>) -> Result<String> {
    let block = format!(
        "<title>{}</title>{}{}",
        escape(head.title),
        meta("name", "description", head.description),
        head.html()
    );
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("html", |html| {
            html.set_attribute("lang", head.language.tag)?;
            html.set_attribute("dir", head.language.direction)?;
            Ok(())
        }))
        .append_element_content_handler(element!("head > title", |title| {
            title.replace(&block, ContentType::Html);
            Ok(())
        }))
        .append_element_content_handler(element!(r#"meta[name="description"]"#, |meta| {
            meta.remove();
            Ok(())
        }))
        .append_element_content_handler(element!(REPLACED, |old| {
            old.remove();
            Ok(())
        }))
        .append_element_content_handler(element!(OEMBED, |link| {
            link.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("*", |any| Ok(move_all(any, UP)?)));
    rewritten(index, settings)
}

/// The page itself with the tags of a head; its own title and description stay.
pub fn root(index: &str, head: &Head<'_>) -> Result<String> {
    let block = head.html();
    let put = Cell::new(false);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(REPLACED, |old| {
            old.remove();
            Ok(())
        }))
        .append_element_content_handler(element!(r#"meta[name="description"]"#, |description| {
            description.after(&block, ContentType::Html);
            put.set(true);
            Ok(())
        }));
    let html = rewritten(index, settings)?;
    put.get()
        .then_some(html)
        .context("index.html has no description after which the tags could stand")
}

fn rewritten(html: &str, settings: RewriteStrSettings<'_, '_>) -> Result<String> {
    rewrite_str(html, settings).map_err(|error| anyhow!("index.html: {error}"))
}
