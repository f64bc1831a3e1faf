//! The lab's commands, on the site as it is now.

use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::Workspace;
use crate::{build, process, tools};

/// The lab's program.
const LAB: &str = "getthrough-lab";
/// The collector's program.
const COLLECTOR: &str = "getthrough-collector";

/// Sets up and builds the site.
fn prepare(workspace: &Workspace) -> Result<()> {
    for part in [tools::Part::Packages, tools::Part::Geckodriver] {
        tools::set_up(workspace, Some(part))?;
    }
    build::site(workspace, None, &workspace.site())?;
    process::run(&mut build(workspace))
}

/// Builds the lab, as [`invocation`] takes it.
pub fn build(workspace: &Workspace) -> Command {
    let mut command = process::cargo();
    command
        .args(["build", "--quiet", "--release", "--package", LAB])
        .current_dir(&workspace.root);
    command
}

/// Sets up, builds the site and runs one of the lab's commands.
pub fn command(workspace: &Workspace, name: &str, arguments: &[String]) -> Result<()> {
    prepare(workspace)?;
    process::run(invocation(workspace, name, &workspace.site()).args(arguments))
}

/// Sets up, builds the site and the collector, and tells the story with both.
pub fn story(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    prepare(workspace)?;
    process::run(&mut build_collector(workspace))?;
    process::run(story_invocation(workspace).args(arguments))
}

/// Builds the collector, as [`story_invocation`] takes it.
pub fn build_collector(workspace: &Workspace) -> Command {
    let mut command = process::cargo();
    command.args(["build", "--quiet", "--package", "getthrough-collector"]);
    command
        .args(["--bin", COLLECTOR])
        .current_dir(&workspace.root);
    command
}

/// The story, with a site and a collector that are built.
pub fn story_invocation(workspace: &Workspace) -> Command {
    let mut command = invocation(workspace, "story", &workspace.site());
    command.arg("--collector").arg(collector(workspace));
    command
}

/// The collector's program, as [`build_collector`] builds it.
fn collector(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug").join(COLLECTOR)
}

/// The languages of the matrix: one from left to right, one from right to left.
const LOOKED_AT: [&str; 2] = ["en", "fa"];
/// Those of the pictures: other scripts too.
const PICTURED: [&str; 4] = ["en", "fa", "zh-Hans", "my"];

/// Every page and state of a site that is built, by axe's rules and by keyboard.
pub fn looks_invocation(workspace: &Workspace) -> Command {
    let mut command = invocation(workspace, "looks", &workspace.site());
    let axe = Path::new(tools::JS).join("node_modules/axe-core/axe.min.js");
    command.arg("--axe").arg(workspace.root.join(axe));
    command.arg("--collector").arg(collector(workspace));
    command.arg("--language").args(LOOKED_AT).arg("--together");
    command
}

/// Sets up, builds the site, takes a picture of every page and state, and writes a sheet of them.
pub fn screenshots(workspace: &Workspace) -> Result<()> {
    prepare(workspace)?;
    process::run(&mut build_collector(workspace))?;
    let folder = workspace.target.join("screenshots");
    build::empty(&folder)?;
    let mut command = invocation(workspace, "looks", &workspace.site());
    command.arg("--pictures").arg(&folder);
    command.arg("--collector").arg(collector(workspace));
    command.arg("--language").args(PICTURED);
    process::run(&mut command)?;
    let sheet = sheet(&folder)?;
    println!("{}", sheet.display());
    Ok(())
}

/// A page with all pictures of a folder, by language.
fn sheet(folder: &Path) -> Result<PathBuf> {
    let mut text = "<!doctype html><meta charset=utf-8><title>Every page and state</title>\
        <style>body{font:14px sans-serif}img{max-height:600px;border:1px solid}\
        figure{display:inline-block;vertical-align:top;margin:8px}</style>"
        .to_owned();
    for language in entries(folder)? {
        text += &format!("<h1>{language}</h1>");
        for name in entries(&folder.join(&language))? {
            let address = format!("{language}/{name}");
            text += &format!(
                "<figure><img loading=lazy alt=\"\" src=\"{address}\"><figcaption>{name}</figcaption></figure>"
            );
        }
    }
    let file = folder.join("index.html");
    fs::write(&file, text)?;
    Ok(file)
}

fn entries(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The lab, which is built, on a site that is. Its program itself: Cargo would wait for whatever
/// else is being built.
pub fn invocation(workspace: &Workspace, name: &str, site: &Path) -> Command {
    let mut command = Command::new(workspace.target.join("release").join(LAB));
    command
        .args([name, "--site"])
        .arg(site)
        .arg("--evidence")
        .arg(workspace.target.join("lab"))
        .env("GECKODRIVER", tools::geckodriver_path(workspace))
        .env("NGINX_FOLDER", tools::nginx_folder(workspace))
        .current_dir(&workspace.root);
    command
}

/// The same with all browsers at once, as the tests run it.
pub fn together(workspace: &Workspace, name: &str, site: &Path) -> Command {
    let mut command = invocation(workspace, name, site);
    command.arg("--together");
    command
}
