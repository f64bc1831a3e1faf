//! The texts of a language, from the page's own file. Previews hold no number, so what they say
//! has no plural forms: a text, filled with names.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::language::{self, Language};

/// The texts of one language.
pub struct Texts {
    pub language: Language,
    entries: BTreeMap<String, Value>,
}

impl Texts {
    /// Reads `<tag>.json`.
    pub fn read(file: &Path) -> Result<Texts> {
        let tag = file.file_stem().and_then(|s| s.to_str()).unwrap_or("");
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        Texts::parse(tag, &text).with_context(|| format!("in {}", file.display()))
    }

    /// `json`: an object of texts by key.
    pub fn parse(tag: &str, json: &str) -> Result<Texts> {
        Ok(Texts {
            language: language::of(tag)?,
            entries: serde_json::from_str(json).context("this is not an object of texts")?,
        })
    }

    /// What a platform is called in this language, where that is not its name everywhere.
    pub fn own_name(&self, platform: &str) -> Option<&str> {
        self.entries.get(&format!("name.{platform}"))?.as_str()
    }

    /// The text of a key, with each `{name}` filled.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> Result<String> {
        let text = match self.entries.get(key) {
            Some(Value::String(text)) => text,
            Some(_) => bail!("the text {key} may not have plural forms"),
            None => bail!("the text {key} is missing"),
        };
        let mut said = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .with_context(|| format!("the text {key} has a {{ without its }}"))?;
            let value = values.iter().find(|(known, _)| *known == name);
            let (_, value) = value.with_context(|| {
                format!("the text {key} wants a {{{name}}}, which it cannot have")
            })?;
            said.push_str(before);
            said.push_str(value);
            rest = after;
        }
        said.push_str(rest);
        Ok(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Texts {
        Texts::parse("en", json).unwrap()
    }

    fn complaint(json: &str) -> String {
        texts(json)
            .say("k", &[("name", "X")])
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn names_are_filled_in_wherever_they_stand() {
        let said = texts(r#"{"k": "{name} and {name}!"}"#).say("k", &[("name", "{name}")]);
        assert_eq!(said.unwrap(), "{name} and {name}!");
    }

    #[test]
    fn what_cannot_be_said_is_named() {
        assert!(complaint("{}").contains("k is missing"));
        assert!(complaint(r#"{"k": {"one": "a"}}"#).contains("plural"));
        assert!(complaint(r#"{"k": "{names}"}"#).contains("{names}"));
        assert!(complaint(r#"{"k": "{name"}"#).contains("without"));
        assert!(Texts::parse("en", "[]").is_err());
    }
}
