//! The site as it is published: bundled and minified, each file under a name that holds its hash,
//! packed beforehand, with its headers for common servers and the hashes of everything.
//!
//! All addresses are relative, so that the folder works under any path of any host.

mod addresses;
mod budget;
mod built;
mod bundle;
mod compress;
mod html;
mod manifest;
mod npm;
mod oembed;
mod offline;
mod pinned;
mod policy;
mod previews;
mod reproduce;
mod servers;
mod single;
mod table;
mod wasm;

use anyhow::{Context, Result, bail};
use clap::Args;
use getthrough::catalogue::Catalogue;
use getthrough_headers::Headers;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use url::Url;

use crate::build;
use crate::pack::Pack;
use crate::start;
use crate::workspace::Workspace;
pub use budget::Bounds;

use addresses::Addresses;
use built::Built;
use table::Table;

/// The pages of the site.
const PAGES: [&str; 5] = [INDEX, "embed.html", CONFIGURE, "explore.html", "chart.html"];
const INDEX: &str = "index.html";
const CONFIGURE: &str = "configure.html";

/// Modules that are loaded by name while the page runs; pages name the others.
const LATER: [&str; 9] = [
    "js/get-through.js",
    "js/late.js",
    "js/own/panel.js",
    "js/report/later.js",
    "js/report/offer.js",
    "js/results.js",
    "js/runs/list.js",
    "js/shared.js",
    "js/watch/panel.js",
];

/// Those that only the embedded page loads by name.
const EMBEDDED: [&str; 2] = ["js/get-through.js", "js/late.js"];

/// Modules that share nothing with others, so that nothing but what they need comes with them.
const ALONE: [&str; 1] = ["js/embed.js"];

/// What only HTML names, beside the styles of pages. The modules' table need not say where it is.
const LINKED: [&str; 4] = ["favicon.svg", "js/before.js", "js/embed.js", "js/page.js"];

/// Folders whose files all go to the assets.
const FOLDERS: [&str; 4] = ["css", "engine", "figures", "locales"];

/// What keeps its name: it is asked for by others, or must never come from a cache.
const PLAIN: [&str; 4] = ["catalogue.json", COLLECTOR, "licences.txt", "ping.txt"];

/// Where the pages learn which collector they have.
const COLLECTOR: &str = "collector.json";

/// What `cargo xtask dist` can be told.
#[derive(Args)]
pub struct Options {
    /// A catalogue to use instead of the project's own
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Where the folder goes, instead of `dist` in the target directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will be, such as `https://example.org/check/`: links that are shared lead
    /// there
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<Url>,
    /// The collector that results are offered to, such as `https://collect.example.org/`; none if
    /// not given. One that serves this site itself needs no address
    #[arg(long, value_name = "URL", value_parser = base_url)]
    collector: Option<Url>,
    /// Which hosts the pages may ask
    #[arg(long, value_enum, default_value = "catalogue")]
    policy: policy::Kind,
    /// Build it here and in another place instead, and compare the two
    #[arg(long, conflicts_with_all = ["catalogue", "out", "base_url", "collector"])]
    check_reproducible: bool,
}

impl Options {
    /// A site that knows neither its own address nor a collector.
    fn plain(out: &Path) -> Self {
        Self {
            catalogue: None,
            out: Some(out.to_owned()),
            base_url: None,
            collector: None,
            policy: policy::Kind::Catalogue,
            check_reproducible: false,
        }
    }
}

/// Builds the folder.
pub fn site(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.check_reproducible {
        return reproduce::check(workspace);
    }
    make(workspace, options, &Built::of(workspace)?)
}

fn make(workspace: &Workspace, options: &Options, built: &Built) -> Result<()> {
    let pack = Pack::read(workspace)?;
    let stage = workspace.target.join("dist-stage");
    build::site(workspace, options.catalogue.as_deref(), &stage)?;
    let catalogue: Catalogue = serde_json::from_str(&read(&stage.join("catalogue.json"))?)?;

    let out = options
        .out
        .clone()
        .unwrap_or_else(|| workspace.target.join("dist"));
    build::empty(&out)?;
    fs::create_dir_all(out.join(table::ASSETS))?;

    slim(workspace, &stage)?;
    let addresses = Addresses {
        base: options.base_url.as_ref(),
        previews: &previews::languages(&stage, options.base_url.as_ref())?,
        built,
    };
    let table = place(workspace, &stage, &out, &addresses)?;
    for page in PAGES {
        fs::write(
            out.join(page),
            html::point(&read(&stage.join(page))?, &table)?,
        )?;
    }
    let headers = read(&stage.join(getthrough_headers::FILE))?;
    let headers = policy::name_collector(&headers, options.collector.as_ref());
    let headers = Headers::parse(&headers)?;
    if let Some(url) = &options.collector {
        fs::write(
            out.join(COLLECTOR),
            json!({ "url": url.as_str() }).to_string(),
        )?;
    }
    let hosts = match options.policy {
        policy::Kind::Catalogue => {
            let hosts = policy::Hosts::of(&catalogue);
            Some(hosts.and_collector(options.collector.as_ref()))
        }
        policy::Kind::Open => None,
    };
    // With all that the check needs, and before what only the site itself does.
    let pinned = pinned::keep(&out, built, CONFIGURE)?;
    let configure = out.join(CONFIGURE);
    fs::write(&configure, html::name_pinned(&read(&configure)?, &pinned)?)?;
    let index = out.join(INDEX);
    fs::write(&index, html::add_to_head(&read(&index)?, &offline::link())?)?;
    if let Some(base) = &options.base_url {
        oembed::write(&stage, &out, base)?;
        let index = out.join(INDEX);
        let named = html::add_to_head(&read(&index)?, &oembed::link(base, "en")?)?;
        fs::write(index, named)?;
        previews::write(workspace, &stage, &out, base)?;
    } else {
        println!(
            "note: without --base-url there are no preview pages of shared links and no oEmbed, \
             which must name the site by its whole address; links lead to wherever the page is."
        );
    }
    single::write(workspace, &stage, &out, &addresses)?;
    let package = npm::write(workspace, &stage, &out, &addresses)?;
    println!("{}: {:.1} KB", package.name, package.bytes as f64 / 1000.0);
    offline::write(&stage, &out, &table)?;
    servers::write(&out, &headers, hosts.as_ref())?;
    compress::all(&out)?;
    manifest::write(&out, built)?;

    let sizes = budget::Sizes::of(&out, &table)?;
    println!("{sizes}");
    sizes.within(&pack.budget.dist)?;
    println!("The site is in {}.", out.display());
    Ok(())
}

/// Makes the files of the stage as small as they get, each by itself.
fn slim(workspace: &Workspace, stage: &Path) -> Result<()> {
    wasm::optimise(workspace, &stage.join("engine/getthrough_bg.wasm"))?;
    for name in files(stage, &["figures", "locales", start::FOLDER])?
        .iter()
        .map(String::as_str)
        .chain(["icons.json"])
    {
        let path = stage.join(name);
        let value: Value = serde_json::from_str(&read(&path)?).with_context(|| name.to_owned())?;
        fs::write(path, value.to_string())?;
    }
    let scripts = ["js/before.js", "engine/getthrough.js"].map(str::to_owned);
    let styles = files(stage, &["css"])?;
    bundle::minify(workspace, stage, &[&scripts[..], &styles[..]].concat())
}

/// Brings the files of the stage to their places; the table says where they are.
fn place(workspace: &Workspace, stage: &Path, out: &Path, addresses: &Addresses) -> Result<Table> {
    let mut table = Table::new();
    let single = ["favicon.svg", "icons.json", "js/before.js"].map(str::to_owned);
    for name in files(stage, &FOLDERS)?.iter().chain(&single) {
        table::take(&mut table, stage, out, name)?;
    }
    for name in PLAIN {
        fs::copy(stage.join(name), out.join(name)).with_context(|| name.to_owned())?;
    }
    // Under their own names: what says where the others are would be longer than they are.
    fs::create_dir_all(out.join(start::FOLDER))?;
    for name in files(stage, &[start::FOLDER])? {
        fs::copy(stage.join(&name), out.join(&name))?;
    }
    let mut entries = BTreeSet::from(LATER.map(str::to_owned));
    for page in PAGES {
        entries.extend(html::modules(&read(&stage.join(page))?)?);
    }
    bundle::split(
        workspace,
        stage,
        out,
        &entries,
        &ALONE,
        &mut table,
        |table| {
            let is_linked =
                |name: &str| LINKED.contains(&name) || single::ELSEWHERE.contains(&name);
            let named = table.iter().filter(|(name, _)| !is_linked(name));
            let files = serde_json::to_string(&named.collect::<BTreeMap<_, _>>())?;
            addresses.module(&format!("export const FILES={files},HELD={{}};"))
        },
    )?;
    Ok(table)
}

/// The names of all files in some folders of the stage, sorted.
fn files(stage: &Path, folders: &[&str]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in folders {
        let entries = fs::read_dir(stage.join(folder)).with_context(|| (*folder).to_owned())?;
        for entry in entries {
            let name = entry?.file_name();
            names.push(format!("{folder}/{}", name.to_string_lossy()));
        }
    }
    names.sort();
    Ok(names)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The site's address: that of a folder.
fn base_url(text: &str) -> Result<Url> {
    let mut url = Url::parse(text).context("write it as https://example.org/ or with a folder")?;
    if !matches!(url.scheme(), "https" | "http") || url.query().or(url.fragment()).is_some() {
        bail!("it must be an address of https: without `?` and `#`");
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(test)]
mod test {
    use super::base_url;

    #[test]
    fn a_base_is_the_address_of_a_folder() {
        assert_eq!(
            base_url("https://a.example").unwrap().as_str(),
            "https://a.example/"
        );
        assert_eq!(
            base_url("https://a.example/b").unwrap().as_str(),
            "https://a.example/b/"
        );
        for wrong in [
            "a.example",
            "ftp://a.example/",
            "https://a.example/?b",
            "https://a.example/#b",
        ] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
