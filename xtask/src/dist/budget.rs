//! What travels before a press and for a first run, after brotli, how large the single file is, and
//! how much all that may be.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use super::compress::brotli;
use super::single;
use super::table::Table;
use crate::pack;
use crate::start;

/// One bound, in KB of 1,000 bytes.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// What it should be.
    pub target: f64,
    /// What it may be until then.
    pub now: f64,
}

impl Bound {
    /// What it may be, in bytes.
    pub fn bytes(self) -> usize {
        (self.now * 1000.0) as usize
    }
}

/// The bounds of `wasm-pack.toml`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bounds {
    pub wasm: Bound,
    pub glue: Bound,
    pub catalogue: Bound,
    pub first_run: Bound,
    pub embed: Bound,
    pub single: Bound,
}

/// What was built, in bytes: after brotli, the single file as it is.
pub struct Sizes {
    wasm: usize,
    glue: usize,
    catalogue: usize,
    first_run: usize,
    embed: usize,
    single: usize,
}

/// What is measured.
struct Row {
    name: &'static str,
    bytes: usize,
    /// In what form.
    form: &'static str,
    bound: fn(&Bounds) -> Bound,
}

/// As most servers send a file.
const SENT: &str = "after brotli";
/// As it is handed on.
const PLAIN: &str = "as it is";

/// Loaded by the first run of the page, in the table's names. The lab holds a run to it.
const RUN: [&str; 15] = [
    "css/tokens.css",
    "css/page.css",
    "css/get-through.css",
    "css/share.css",
    "css/compare.css",
    "css/report.css",
    "js/addresses.js",
    "js/before.js",
    "js/get-through.js",
    "js/own/panel.js",
    "js/page.js",
    "js/results.js",
    "js/runs/list.js",
    "favicon.svg",
    "locales/en.json",
];

/// Loaded by the embedded page before the press, beside the page itself and the texts of one
/// language.
const BEFORE: [&str; 3] = ["css/embed.css", "js/before.js", "js/embed.js"];

impl Sizes {
    /// Measures a built folder.
    pub fn of(out: &Path, table: &Table) -> Result<Self> {
        let plain = |name: &str| -> Result<usize> {
            let bytes = fs::read(out.join(name)).with_context(|| name.to_owned())?;
            Ok(brotli(&bytes)?.len())
        };
        let one = |name: &str| {
            let entry = table
                .get(name)
                .with_context(|| format!("{name} was not built"))?;
            plain(&entry.url)
        };
        let with_parts = |names: &[&str]| -> Result<usize> {
            let mut all: BTreeSet<&str> = BTreeSet::new();
            for name in names {
                all.insert(name);
                let entry = table
                    .get(*name)
                    .with_context(|| format!("{name} was not built"))?;
                all.extend(entry.needs.iter().map(String::as_str));
            }
            all.into_iter().map(one).sum()
        };
        let wasm = one("engine/getthrough_bg.wasm")?;
        let glue = one("engine/getthrough.js")?;
        let catalogue = plain("catalogue.json")?;
        // Of all languages the one that takes most.
        let mut texts = 0;
        for entry in fs::read_dir(out.join(start::FOLDER))? {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "json") {
                texts = texts.max(brotli(&fs::read(path)?)?.len());
            }
        }
        Ok(Self {
            wasm,
            glue,
            catalogue,
            first_run: wasm + glue + catalogue + plain("index.html")? + with_parts(&RUN)?,
            embed: plain("embed.html")? + with_parts(&BEFORE)? + texts,
            single: fs::read(out.join(single::FILE))?.len(),
        })
    }

    fn rows(&self) -> [Row; 6] {
        let row = |name, bytes, form, bound| Row {
            name,
            bytes,
            form,
            bound,
        };
        [
            row("wasm", self.wasm, SENT, |b| b.wasm),
            row("glue", self.glue, SENT, |b| b.glue),
            row("catalogue", self.catalogue, SENT, |b| b.catalogue),
            row("first-run", self.first_run, SENT, |b| b.first_run),
            row("embed", self.embed, SENT, |b| b.embed),
            row("single", self.single, PLAIN, |b| b.single),
        ]
    }

    /// Refuses what is larger than it may be, and says what is larger than it should be.
    pub fn within(&self, bounds: &Bounds) -> Result<()> {
        for row in self.rows() {
            let Row { name, form, .. } = row;
            let Bound { target, now } = (row.bound)(bounds);
            let size = row.bytes as f64 / 1000.0;
            if size > now {
                bail!(
                    "{name} is {size:.1} KB {form}, more than the {now} KB that it may be: make \
                     it smaller, or raise `budget.dist.{name}` in {} and say why",
                    pack::FILE
                );
            }
            if size > target {
                println!("NOT MET: {name} should be {target} KB {form} and is {size:.1} KB");
            }
        }
        Ok(())
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows().map(|row| {
            format!(
                "{:<10} {:>6.1} KB {}",
                row.name,
                row.bytes as f64 / 1000.0,
                row.form
            )
        });
        f.write_str(&rows.join("\n"))
    }
}
