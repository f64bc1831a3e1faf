//! What the embedded page loads before the press: per language, a few texts and the names of the
//! platforms, taken from the locale and the catalogue. The whole of both would be ten times as
//! much.

use anyhow::{Context, Result};
use getthrough::catalogue::{Catalogue, Platform};
use getthrough::report::standard;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// The folder, in the site.
pub const FOLDER: &str = "start";

/// The locale's entries that the first view uses.
fn is_used(key: &str) -> bool {
    key.starts_with("embed.") || ["action.start", "list.more"].contains(&key)
}

/// Writes one file for each locale of a built site.
pub fn write(site: &Path, catalogue: &Catalogue) -> Result<()> {
    let folder = site.join(FOLDER);
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(site.join("locales"))? {
        let path = entry?.path();
        let name = path.file_name().context("a locale has a name")?;
        let text = fs::read_to_string(&path)?;
        let locale: Map<String, Value> = serde_json::from_str(&text)
            .with_context(|| format!("{} is no object of texts", path.display()))?;
        fs::write(folder.join(name), of(&locale, catalogue).to_string())?;
    }
    Ok(())
}

fn of(locale: &Map<String, Value>, catalogue: &Catalogue) -> Value {
    let used = locale.iter().filter(|(key, _)| is_used(key));
    let texts: Map<_, _> = used
        .map(|(key, text)| (key.clone(), text.clone()))
        .collect();
    // As the page does: `withNames` in www/js/catalogue.js.
    let name = |platform: &Platform| -> Value {
        let local = locale.get(&format!("name.{}", platform.id));
        local.cloned().unwrap_or_else(|| json!(platform.name))
    };
    let on: Vec<&str> = standard(catalogue).map(|platform| &*platform.id).collect();
    // In the catalogue's order, which an object would not keep.
    let names = |ticked: bool| -> Vec<Value> {
        let all = catalogue.platforms.iter();
        let wanted = all.filter(|platform| on.contains(&&*platform.id) == ticked);
        wanted
            .map(|platform| json!([platform.id, name(platform)]))
            .collect()
    };
    let controls = catalogue
        .controls
        .iter()
        .filter(|control| control.country.is_none());
    json!({ "texts": texts, "on": names(true), "off": names(false), "controls": controls.count() })
}

#[cfg(test)]
mod test {
    use super::*;

    fn files() -> Vec<Value> {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        let catalogue = crate::catalogue::load(None).unwrap();
        let locales = fs::read_dir(www.join("locales")).unwrap();
        let texts = locales.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
        texts
            .map(|text| of(&serde_json::from_str(&text).unwrap(), &catalogue))
            .collect()
    }

    #[test]
    fn every_platform_is_named_once_and_the_usual_ones_first() {
        let catalogue = crate::catalogue::load(None).unwrap();
        for file in files() {
            let list = |key: &str| file[key].as_array().unwrap().clone();
            let (on, off) = (list("on"), list("off"));
            assert_eq!(on.len() + off.len(), catalogue.platforms.len());
            // The names are the language's.
            assert_eq!(on[0][0], "x");
            assert!(off.iter().any(|one| one[0] == "tor"), "{off:?}");
        }
    }

    #[test]
    fn every_text_of_the_first_view_is_there() {
        let view = include_str!("../../www/js/start.js").to_owned()
            + include_str!("../../www/js/embed.js")
            + include_str!("../../www/js/words.js");
        let said: Vec<&str> = view
            .split("say('")
            .skip(1)
            .filter_map(|rest| rest.split('\'').next())
            .chain(["embed.unknown", "embed.none_known"])
            .collect();
        assert!(said.len() > 8, "{said:?}");
        for file in files() {
            for key in &said {
                assert!(file["texts"][key] != Value::Null, "{key}");
            }
        }
    }
}
