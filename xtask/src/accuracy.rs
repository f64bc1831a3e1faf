//! The table of accuracy in the documentation.

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

const PAGE: &str = "docs/METHODOLOGY.md";

/// Compares the table with what the simulated lines give now, or writes it.
pub fn table(workspace: &Workspace, write: bool) -> Result<()> {
    let mut command = process::cargo();
    command
        .args(["run", "--quiet", "--release", "--package"])
        .args(["getthrough-lines", "--bin", "accuracy", "--"])
        .args([if write { "--write" } else { "--check" }, PAGE])
        .current_dir(&workspace.root);
    process::run(&mut command)
}
