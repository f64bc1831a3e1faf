//! The whole page in one file, for where its server cannot be reached: it goes from hand to hand
//! and runs from a disk. Nothing in it is loaded from anywhere; its policy allows what is in it by
//! its hash.

use anyhow::{Context, Result, anyhow, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, GzBuilder};
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::Path;

use super::addresses::Addresses;
use super::{EMBEDDED, LATER, bundle, files, read};
use crate::workspace::Workspace;

/// The file, in the site.
pub const FILE: &str = "getthrough.html";

/// What the page is made of.
const ENTRY: &str = "js/carried.js";
/// Its only language: each more would add as much as the engine's code does.
const TEXTS: &str = "locales/en.json";
/// The styles of the page itself; those of the element stand in its shadow.
const STYLES: [&str; 3] = ["css/tokens.css", "css/page.css", "css/carried.css"];
/// Those of other pages, and those of this one, which are in it as they are.
pub const ELSEWHERE: [&str; 6] = [
    "css/carried.css",
    "css/configure.css",
    "css/embed.css",
    "css/explore.css",
    "css/page.css",
    "css/uplot.css",
];
/// The engine.
pub const WASM: &str = "engine/getthrough_bg.wasm";
/// What loads it.
pub const GLUE: &str = "engine/getthrough.js";

/// Writes it from a stage whose files are as small as they get.
pub fn write(workspace: &Workspace, stage: &Path, out: &Path, addresses: &Addresses) -> Result<()> {
    // What a preview shows to a crawler, nobody sees who opens a file.
    let addresses = Addresses {
        previews: &[],
        ..*addresses
    };
    let module = addresses.module(&held(stage)?)?;
    let script = bundle::single(workspace, stage, ENTRY, &module)?;
    let before = read(&stage.join("js/before.js"))?;
    let styles: String = STYLES
        .iter()
        .map(|name| read(&stage.join(name)))
        .collect::<Result<_>>()?;
    let html = page(
        &read(&stage.join("index.html"))?,
        &script,
        before.trim(),
        styles.trim(),
    )?;
    fs::write(out.join(FILE), html).with_context(|| format!("{FILE} cannot be written"))
}

/// Where the files are: all of them in the module itself.
fn held(stage: &Path) -> Result<String> {
    // No policy of a single file could name a collector: it has none.
    let mut texts = serde_json::Map::new();
    for name in ["catalogue.json", "icons.json", TEXTS] {
        texts.insert(name.into(), read(&stage.join(name))?.into());
    }
    let is_elsewhere = |name: &String| ELSEWHERE.iter().any(|other| name == other);
    for name in files(stage, &["css"])?
        .iter()
        .filter(|name| !is_elsewhere(name))
    {
        texts.insert(name.clone(), read(&stage.join(name))?.into());
    }
    texts.insert("collector.json".into(), "{}".into());
    let texts = packed(serde_json::Value::from(texts).to_string().as_bytes())?;
    let wasm = packed(&fs::read(stage.join(WASM))?)?;
    let modules: String = LATER
        .iter()
        .filter(|name| !EMBEDDED.contains(name))
        .chain(&[GLUE])
        .map(|name| format!("{name:?}:()=>import('../{name}'),"))
        .collect();
    Ok(format!(
        "import {{ gunzipSync, strFromU8 }} from 'fflate';
const unpack = (text) => gunzipSync(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
const texts = JSON.parse(strFromU8(unpack({texts:?})));
export const HELD = {{ {modules} '{WASM}': () => new Response(unpack({wasm:?})) }};
export const FILES = {{}};
for (const [name, text] of Object.entries(texts)) {{
  if (name.endsWith('.css')) FILES[name] = {{ url: `data:text/css,${{encodeURIComponent(text)}}` }};
  else HELD[name] = () => new Response(text);
}}"
    ))
}

/// As base64 of gzip.
fn packed(bytes: &[u8]) -> Result<String> {
    let mut writer = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(BASE64_STANDARD.encode(writer.finish()?))
}

/// The page with everything in it.
fn page(index: &str, script: &str, before: &str, styles: &str) -> Result<String> {
    for (text, end) in [
        (script, "</script"),
        (before, "</script"),
        (styles, "</style"),
    ] {
        ensure!(!text.contains(end), "a part of {FILE} holds {end}");
    }
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let policy = format!(
        "default-src 'none'; script-src {} {} 'wasm-unsafe-eval'; style-src {} data:; \
         connect-src *; img-src * data:; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(before),
        hash(styles)
    );
    // The policy stands before everything that it is for.
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\
         <meta name=\"referrer\" content=\"no-referrer\"><style>{styles}</style>"
    );
    let scripts = format!("<script type=\"module\">{script}</script><script>{before}</script>");
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("meta[charset]", |meta| {
            meta.after(&head, ContentType::Html);
            Ok(())
        }))
        .append_element_content_handler(element!("link, script[src], [data-why=file]", |part| {
            part.remove();
            Ok(())
        }))
        // From a disk, no part can be missing: what does not run is too old for it.
        .append_element_content_handler(element!("[data-why=old]", |text| {
            Ok(text.set_attribute("data-why", "file")?)
        }))
        .append_element_content_handler(element!("get-through", |check| {
            check.before(
                "<p data-part=\"age\" hidden></p>\n      ",
                ContentType::Html,
            );
            Ok(())
        }))
        .append_element_content_handler(element!("body", |body| {
            body.append(&scripts, ContentType::Html);
            Ok(())
        }));
    let html = rewrite_str(index, settings).map_err(|error| anyhow!("{error}"))?;
    html.contains("data-part=\"age\"")
        .then_some(html)
        .context("the page has no <get-through>")
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn nothing_is_loaded_and_all_that_runs_is_named_by_its_hash() {
        let index = include_str!("../../../www/index.html");
        let html = page(index, "let a", "var b", "p{}").unwrap();
        assert!(!html.contains("src=") && !html.contains("<link"), "{html}");
        assert!(!html.contains("unsafe-inline"));
        assert!(html.find("Content-Security-Policy") < html.find("<style>"));
        for text in ["let a", "var b", "p{}"] {
            let hash = BASE64_STANDARD.encode(Sha256::digest(text));
            assert!(html.contains(&format!("'sha256-{hash}'")), "{text}");
        }
    }

    #[test]
    fn a_part_that_would_end_early_is_refused() {
        assert!(page("<get-through>", "'</script>'", "", "").is_err());
    }
}
