//! Whether the same source gives the same files anywhere: it is built here and, from a copy, in
//! another folder with nothing built yet, and the two manifests are compared. The pictures of
//! preview pages are not drawn for it.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::built::Built;
use super::{Options, make, manifest, read};
use crate::process;
use crate::tools;
use crate::workspace::Workspace;

/// Builds both and compares them; names what differs.
pub fn check(workspace: &Workspace) -> Result<()> {
    let built = Built::of(workspace)?;
    // Far from the target directory, and under a name that is new each time.
    let elsewhere = tempfile::Builder::new()
        .prefix("getthrough-elsewhere-")
        .tempdir()
        .context("there is no room for a second build")?;
    let copy = elsewhere.path().join("some/other/place");
    copy_source(&workspace.root, &copy)?;
    let modules = Path::new(tools::JS).join("node_modules");
    std::os::unix::fs::symlink(workspace.root.join(&modules), copy.join(&modules))
        .context("the tools from npm cannot be lent to the copy")?;
    let other = Workspace {
        root: copy,
        target: elsewhere.path().join("target"),
        program: workspace.program.clone(),
    };

    let outs = [
        workspace.target.join("reproduced"),
        elsewhere.path().join("site"),
    ];
    for (place, out) in [workspace, &other].into_iter().zip(&outs) {
        make(place, &Options::plain(out), &built)?;
    }
    let [here, there] = outs.map(|out| hashes(&out));
    let (here, there) = (here?, there?);
    let differing: Vec<&String> = here
        .keys()
        .chain(there.keys().filter(|name| !here.contains_key(*name)))
        .filter(|name| here.get(*name) != there.get(*name))
        .collect();
    ensure!(
        differing.is_empty(),
        "the same source does not give the same files everywhere: {differing:?}"
    );
    println!("{} files are the same in both places.", here.len());
    Ok(())
}

fn hashes(out: &Path) -> Result<Map<String, Value>> {
    let manifest: Value = serde_json::from_str(&read(&out.join(manifest::FILE))?)?;
    let hashes = manifest["sha256"].as_object();
    hashes.cloned().context("the manifest names no files")
}

/// Copies what is the project's own: files that Git knows, as they lie here.
fn copy_source(root: &Path, copy: &Path) -> Result<()> {
    let names = process::read(
        Command::new("git")
            .args(["ls-files", "-z"])
            .current_dir(root),
    )
    .context("a copy of the source is made from what Git knows")?;
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        let (from, to) = (root.join(name), copy.join(name));
        if !from.exists() {
            continue;
        }
        fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
        fs::copy(&from, &to).with_context(|| format!("{name} cannot be copied"))?;
    }
    Ok(())
}
