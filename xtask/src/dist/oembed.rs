//! oEmbed (<https://oembed.com>): an editor's system that is given the page's address finds here
//! what to put in its place. A file for each language; the page names that of its own.
//!
//! These are the only files that must know where the site is.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use url::Url;

use super::{files, read};
use crate::start;

/// The folder, in the site.
const FOLDER: &str = "oembed";

/// What a frame is given: the first view fits the height, and the width is only a proposal.
const SIZE: (u32, u32) = (600, 420);

/// Writes the files into `out`, from the texts of the first view in `stage`.
pub fn write(stage: &Path, out: &Path, base: &Url) -> Result<()> {
    fs::create_dir_all(out.join(FOLDER))?;
    for name in files(stage, &[start::FOLDER])? {
        let start: Value = serde_json::from_str(&read(&stage.join(&name))?)?;
        let title = start["texts"]["embed.title"].as_str();
        let title = title.with_context(|| format!("{name} has no title"))?;
        let file = name
            .trim_start_matches(start::FOLDER)
            .trim_start_matches('/');
        let language = file.trim_end_matches(".json");
        let answer = of(base, language, title)?;
        fs::write(out.join(FOLDER).join(file), format!("{answer}\n"))?;
    }
    Ok(())
}

fn of(base: &Url, language: &str, title: &str) -> Result<Value> {
    let mut page = base.join("embed.html")?;
    page.query_pairs_mut().append_pair("lang", language);
    let (width, height) = SIZE;
    let (address, name) = (escape(page.as_str()), escape(title));
    Ok(json!({
        "version": "1.0",
        "type": "rich",
        "provider_name": "Getthrough",
        "provider_url": base.as_str(),
        "title": title,
        "width": width,
        "height": height,
        // Nothing that a system takes out: it would then take nothing.
        "html": format!(
            "<iframe src=\"{address}\" title=\"{name}\" width=\"{width}\" height=\"{height}\" \
             frameborder=\"0\"></iframe>"
        ),
    }))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// The element by which a page of this language leads to its file.
pub fn link(base: &Url, language: &str) -> Result<String> {
    let file = base.join(&format!("{FOLDER}/{language}.json"))?;
    Ok(format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}\" title=\"Getthrough\">\n  ",
        escape(file.as_str())
    ))
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn the_answer_has_what_the_specification_asks_for_and_a_frame() {
        let base = Url::parse("https://a.example/b/").unwrap();
        let answer = of(&base, "zh-Hans", "“1” & \"2\" < 3").unwrap();
        for key in ["version", "type", "html", "width", "height"] {
            assert!(!answer[key].is_null(), "{key}");
        }
        let html = answer["html"].as_str().unwrap();
        assert_eq!(
            html,
            "<iframe src=\"https://a.example/b/embed.html?lang=zh-Hans\" \
             title=\"“1” &amp; &quot;2&quot; &lt; 3\" width=\"600\" height=\"420\" \
             frameborder=\"0\"></iframe>"
        );
    }
}
