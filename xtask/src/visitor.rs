//! Somebody else's page, made with the package that `dist` writes: a project of its own, which
//! installs it, checks its types and builds, as its author would.

use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// The project.
const PROJECT: &str = "tests/npm";
/// The package, in the built site.
const PACKAGE: &str = "dist/getthrough.tgz";

/// On a server, where there is no page, the import does nothing.
const IMPORT: &str = "const { defined } = await import('getthrough'); await defined;";

/// Where the built page is.
pub fn page(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("dist")
}

/// Builds it from nothing.
pub fn build(workspace: &Workspace) -> Result<()> {
    let package = workspace.target.join(PACKAGE);
    ensure!(
        package.is_file(),
        "{} is missing: `cargo xtask dist` makes it",
        package.display()
    );
    let folder = folder(workspace);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(workspace.root.join(PROJECT))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    let quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
    run(&folder, "npm", &[&["ci"], &quiet[..]].concat())?;
    let named = package.to_string_lossy();
    let install = ["install", "--no-save", &*named];
    run(&folder, "npm", &[&install, &quiet[..]].concat())?;
    run(&folder, "npx", &["tsc"])?;
    run(&folder, "node", &["--input-type=module", "--eval", IMPORT])?;
    run(&folder, "npm", &["run", "build"])?;
    println!("The page is in {}.", page(workspace).display());
    Ok(())
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("npm-page")
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    process::run(Command::new(program).args(arguments).current_dir(folder))
}
