//! The page's scripts and styles, bundled and minified by esbuild.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::table::{Table, put, short};
use crate::tools;
use crate::workspace::Workspace;

/// The module whose form each build writes for itself.
pub const ADDRESSES: &str = "js/addresses.js";

/// A file that esbuild made.
#[derive(Deserialize)]
struct Made {
    file: String,
    /// The module that it was made of; none: a part that several need.
    entry: Option<String>,
    /// The files that it cannot run without.
    imports: Vec<String>,
    /// The files that it may come to need.
    later: Vec<String>,
}

/// Minifies files in place.
pub fn minify(workspace: &Workspace, root: &Path, files: &[String]) -> Result<()> {
    let job = json!({ "job": "minify", "root": root, "files": files });
    esbuild::<Value>(workspace, &job).map(drop)
}

/// Bundles the modules that a page or another module loads by their name, into the assets. Those of
/// `alone` share no parts with others.
///
/// `addresses` writes the module of that name from the table, which then has all modules. The table
/// cannot tell the hash of itself, and modules name it: so the names of all modules hold one hash,
/// that of everything in them and in the table.
pub fn split(
    workspace: &Workspace,
    stage: &Path,
    out: &Path,
    entries: &BTreeSet<String>,
    alone: &[&str],
    table: &mut Table,
    addresses: impl Fn(&Table) -> Result<String>,
) -> Result<()> {
    let folder = stage.join("bundled");
    let names: BTreeMap<&str, String> =
        entries.iter().map(|name| (&name[..], flat(name))).collect();
    let job = json!({
        "job": "split", "root": stage, "entries": names, "alone": alone, "out": folder,
    });
    let mut made: Vec<Made> = esbuild(workspace, &job)?;
    made.sort_by(|a, b| a.file.cmp(&b.file));

    let mut texts = Vec::new();
    let mut everything = addresses(table)?;
    for Made { file, .. } in &made {
        let text = fs::read_to_string(folder.join(file))?;
        everything += &text;
        texts.push(text);
    }
    let id = short(everything.as_bytes());
    let renamed = |file: &str| file.replace(".js", &format!("-{id}.js"));

    for (one, text) in made.iter().zip(&texts) {
        let mut text = text.clone();
        for file in one.imports.iter().chain(&one.later).map(String::as_str) {
            let (from, to) = (format!("\"./{file}\""), format!("\"./{}\"", renamed(file)));
            if !text.contains(&from) {
                bail!("{} imports {file}, but not as esbuild writes it", one.file);
            }
            text = text.replace(&from, &to);
        }
        let name = one.entry.as_ref().unwrap_or(&one.file);
        put(table, out, name, &renamed(&one.file), text.as_bytes())?;
    }
    for one in &made {
        let name = one.entry.as_ref().unwrap_or(&one.file);
        let needs = parts(&made, one);
        let entry = table.get_mut(name).context("a module was just put in")?;
        entry.needs = needs.into_iter().collect();
    }
    let text = addresses(table)?;
    put(
        table,
        out,
        ADDRESSES,
        &renamed("addresses.js"),
        text.as_bytes(),
    )
}

/// Bundles one module with everything that it imports, now or later, into one text; `addresses` is
/// its form of that module.
pub fn single(workspace: &Workspace, stage: &Path, entry: &str, addresses: &str) -> Result<String> {
    let job = json!({ "job": "single", "root": stage, "entry": entry, "addresses": addresses });
    esbuild(workspace, &job)
}

/// Bundles a module with everything that it imports into modules that others can read and bundle:
/// their names and texts. Styles and JSON that they import are texts.
pub fn modules(
    workspace: &Workspace,
    stage: &Path,
    entry: &str,
    name: &str,
    addresses: &str,
) -> Result<BTreeMap<String, String>> {
    let job = json!({
        "job": "modules", "root": stage, "entry": entry, "name": name, "addresses": addresses,
    });
    esbuild(workspace, &job)
}

/// All parts that a file needs, and those that these need, by their names in the table.
fn parts(made: &[Made], one: &Made) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = one.imports.iter().map(String::as_str).collect();
    while let Some(file) = open.pop() {
        let Some(part) = made.iter().find(|other| other.file == file) else {
            continue;
        };
        let name = part.entry.as_ref().unwrap_or(&part.file);
        if found.insert(name.clone()) {
            open.extend(part.imports.iter().map(String::as_str));
        }
    }
    found
}

/// All modules lie in one folder, a step below the site's root, as in the source tree.
fn flat(name: &str) -> String {
    let bare = name.trim_start_matches("js/").trim_end_matches(".js");
    bare.replace('/', "-")
}

fn esbuild<T: DeserializeOwned>(workspace: &Workspace, job: &Value) -> Result<T> {
    let folder = workspace.root.join(tools::JS);
    if !folder.join("node_modules/esbuild").is_dir() {
        bail!("esbuild is missing: `cargo xtask set-up npm` installs it");
    }
    let mut child = Command::new("node")
        .arg(folder.join("bundle.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("`node` could not be started: install Node.js")?;
    let mut input = child.stdin.take().context("node has an input")?;
    // Where node ends early its own message says why.
    let _ = input.write_all(job.to_string().as_bytes());
    drop(input);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!(
            "esbuild could not {} the page's files",
            job["job"].as_str().unwrap_or("bundle")
        );
    }
    serde_json::from_slice(&output.stdout).context("bundle.mjs wrote something unexpected")
}

#[cfg(test)]
mod test {
    use super::*;

    fn made(file: &str, entry: Option<&str>, imports: &[&str]) -> Made {
        Made {
            file: file.into(),
            entry: entry.map(str::to_owned),
            imports: imports.iter().map(|name| (*name).to_owned()).collect(),
            later: Vec::new(),
        }
    }

    #[test]
    fn a_module_needs_the_parts_of_its_parts_but_not_the_addresses() {
        let all = [
            made(
                "embed.js",
                Some("js/embed.js"),
                &["part-A.js", "addresses.js"],
            ),
            made("part-A.js", None, &["part-B.js", "addresses.js"]),
            made("part-B.js", None, &[]),
            made("part-C.js", None, &[]),
        ];
        let found: Vec<_> = parts(&all, &all[0]).into_iter().collect();
        assert_eq!(found, ["part-A.js", "part-B.js"]);
    }

    #[test]
    fn a_module_of_a_folder_comes_to_lie_beside_the_others() {
        assert_eq!(flat("js/share/panel.js"), "share-panel");
    }
}
