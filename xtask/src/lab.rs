//! The lab's commands, on the site as it is now.

use anyhow::Result;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{build, process, tools};

/// Sets up, builds the site and runs one of the lab's commands.
pub fn command(workspace: &Workspace, name: &str, arguments: &[String]) -> Result<()> {
    for part in [tools::Part::Packages, tools::Part::Geckodriver] {
        tools::set_up(workspace, Some(part))?;
    }
    build::site(workspace, None, &workspace.site())?;
    process::run(invocation(workspace, name).args(arguments))
}

/// The lab on a site that is built.
pub fn invocation(workspace: &Workspace, name: &str) -> Command {
    let mut command = process::cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "getthrough-lab"])
        .args(["--", name, "--site"])
        .arg(workspace.site())
        .arg("--evidence")
        .arg(workspace.target.join("lab"))
        .env("GECKODRIVER", tools::geckodriver_path(workspace))
        .current_dir(&workspace.root);
    command
}
