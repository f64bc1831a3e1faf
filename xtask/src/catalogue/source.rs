//! The source form: a folder of TOML files that also say where each entry comes from.
//!
//! Some fields are for the person who reads the folder; nothing but their shape is looked at.

use getthrough::catalogue::{Category, ProbeKind, Risk, Role};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

use super::finding::{Finding, line_at};

/// The whole folder.
pub struct Source {
    pub meta: File<Meta>,
    /// In the order of [`Meta::category`]; the file of a category is named after it.
    pub categories: Vec<File<CategoryFile>>,
    pub controls: File<Controls>,
    pub sources: File<Sources>,
    /// `codes.txt`, as it stands.
    pub codes: File<()>,
}

/// One file: how messages call it, its text, and what it says.
pub struct File<T> {
    pub name: String,
    pub text: String,
    pub content: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub version: u16,
    pub date: String,
    pub canary: Option<String>,
    pub category: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryFile {
    #[serde(default)]
    pub platform: Vec<Platform>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "homepage, vendor and notes are for the reader")]
pub struct Platform {
    pub id: String,
    pub code: u16,
    pub name: String,
    pub tier: u8,
    pub homepage: String,
    pub operator: Option<String>,
    pub vendor: Option<String>,
    #[serde(default)]
    pub restricted: Vec<String>,
    pub single_host: Option<String>,
    pub notes: Option<String>,
    #[serde(default)]
    pub endpoint: Vec<Endpoint>,
    pub object: Option<Object>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what was seen of the answer is for the reader")]
pub struct Endpoint {
    pub id: String,
    pub role: Role,
    pub url: String,
    pub probe: ProbeKind,
    pub alt: Option<String>,
    #[serde(default)]
    pub alt_provenance: Vec<String>,
    pub image: Option<String>,
    pub protocol: Option<String>,
    #[serde(default)]
    pub hello: bool,
    pub edge: Option<String>,
    #[serde(default)]
    pub blocker: Risk,
    pub baseline: Option<f64>,
    #[serde(default)]
    pub once: bool,
    pub cors: Option<bool>,
    pub tao: Option<bool>,
    pub bytes: Option<u32>,
    pub confidence: Confidence,
    pub provenance: Vec<String>,
    pub notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what was seen of the answer is for the reader")]
pub struct Object {
    pub url: String,
    pub bytes: u32,
    pub bytes_source: String,
    pub cors: Option<bool>,
    pub tao: Option<bool>,
    pub confidence: Confidence,
    pub provenance: Vec<String>,
    pub notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controls {
    #[serde(default)]
    pub control: Vec<Control>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what was seen of the answer is for the reader")]
pub struct Control {
    pub id: String,
    pub operator: String,
    pub network: Option<String>,
    pub country: Option<String>,
    pub url: String,
    pub probe: ProbeKind,
    pub cors: Option<bool>,
    pub tao: Option<bool>,
    pub bytes: Option<u32>,
    pub confidence: Confidence,
    pub provenance: Vec<String>,
    pub notes: Option<String>,
    pub object: Option<Object>,
}

/// How well an entry is attested; docs/CATALOGUE.md says what each needs.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    High,
    Medium,
    Low,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    #[serde(default)]
    pub source: BTreeMap<String, Reference>,
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
    #[serde(default)]
    pub avoid: Vec<Avoid>,
}

/// What a key in `provenance` stands for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "for the reader")]
pub struct Reference {
    #[serde(rename = "ref")]
    pub reference: String,
    pub kind: String,
    pub licence: Option<String>,
    pub date: Option<String>,
}

/// What a key in `restricted` stands for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "for the reader")]
pub struct Event {
    pub countries: Vec<String>,
    pub date: String,
    pub kind: EventKind,
    #[serde(rename = "ref")]
    pub reference: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    Blocked,
    Throttled,
    Cut,
    Listed,
}

/// An address that must not be used; a star stands for anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "source is for the reader")]
pub struct Avoid {
    pub url: String,
    /// Only for this kind of probe.
    pub probe: Option<ProbeKind>,
    pub why: String,
    pub source: String,
}

impl Source {
    /// Reads the folder. What is wrong with the shape of several files is told at once.
    pub fn read(folder: &Path, name: &str) -> Result<Self, Vec<Finding>> {
        let open = |file: &str| text(folder, name, file);
        let meta: File<Meta> = open("meta.toml").and_then(parse).map_err(|f| vec![f])?;
        let controls = open("controls.toml").and_then(parse);
        let sources = open("sources.toml").and_then(parse);
        let codes = open("codes.txt");
        let mut findings = Vec::new();
        let mut categories = Vec::new();
        for category in &meta.content.category {
            match open(&format!("{}.toml", category.id)).and_then(parse) {
                Ok(file) => categories.push(file),
                Err(finding) => findings.push(finding),
            }
        }
        match (controls, sources, codes) {
            (Ok(controls), Ok(sources), Ok(codes)) if findings.is_empty() => Ok(Self {
                meta,
                categories,
                controls,
                sources,
                codes,
            }),
            (controls, sources, codes) => {
                findings.extend(controls.err());
                findings.extend(sources.err());
                findings.extend(codes.err());
                Err(findings)
            }
        }
    }

    /// Platforms with the file that each stands in and its place there, in the catalogue's order.
    pub fn platforms(&self) -> impl Iterator<Item = (&File<CategoryFile>, usize, &Platform)> {
        self.categories.iter().flat_map(|file| {
            file.content
                .platform
                .iter()
                .enumerate()
                .map(move |(i, platform)| (file, i, platform))
        })
    }
}

fn text(folder: &Path, name: &str, file: &str) -> Result<File<()>, Finding> {
    let name = format!("{name}/{file}");
    match std::fs::read_to_string(folder.join(file)) {
        Ok(text) => Ok(File {
            name,
            text,
            content: (),
        }),
        Err(error) => Err(Finding {
            file: name,
            line: 0,
            rule: "readable",
            message: format!(
                "{error}. Put the file there; docs/CATALOGUE.md says what stands in it."
            ),
        }),
    }
}

fn parse<T: DeserializeOwned>(file: File<()>) -> Result<File<T>, Finding> {
    match toml::from_str(&file.text) {
        Ok(content) => Ok(File {
            name: file.name,
            text: file.text,
            content,
        }),
        Err(error) => Err(Finding {
            line: error
                .span()
                .map_or(0, |span| line_at(&file.text, span.start)),
            file: file.name,
            rule: "shape",
            message: format!("{}. docs/CATALOGUE.md lists the fields.", error.message()),
        }),
    }
}
