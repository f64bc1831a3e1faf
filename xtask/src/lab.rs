//! The lab's commands, on the site as it is now.

use anyhow::Result;
use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{build, process, tools};

/// The collector's program.
const COLLECTOR: &str = "getthrough-collector";

/// Sets up, builds the site and runs one of the lab's commands.
pub fn command(workspace: &Workspace, name: &str, arguments: &[String]) -> Result<()> {
    for part in [tools::Part::Packages, tools::Part::Geckodriver] {
        tools::set_up(workspace, Some(part))?;
    }
    build::site(workspace, None, &workspace.site())?;
    process::run(invocation(workspace, name, &workspace.site()).args(arguments))
}

/// Sets up, builds the site and the collector, and tells the story with both.
pub fn story(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    for part in [tools::Part::Packages, tools::Part::Geckodriver] {
        tools::set_up(workspace, Some(part))?;
    }
    build::site(workspace, None, &workspace.site())?;
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
    let program = workspace.target.join("debug").join(COLLECTOR);
    command.arg("--collector").arg(program);
    command
}

/// The lab on a site that is built.
pub fn invocation(workspace: &Workspace, name: &str, site: &Path) -> Command {
    let mut command = process::cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "getthrough-lab"])
        .args(["--", name, "--site"])
        .arg(site)
        .arg("--evidence")
        .arg(workspace.target.join("lab"))
        .env("GECKODRIVER", tools::geckodriver_path(workspace))
        .current_dir(&workspace.root);
    command
}
