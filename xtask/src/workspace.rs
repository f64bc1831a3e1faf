//! Where things are: the repository and Cargo's target directory.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

use crate::process;

/// The places that the commands read from and write to.
pub struct Workspace {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's target directory, wherever the person has put it.
    pub target: PathBuf,
    /// This program. Asked for once, at the start: a later build may replace the file, and the
    /// system then gives a name that is no more.
    pub program: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Workspace {
    /// Asks Cargo.
    pub fn find() -> Result<Self> {
        // Where this package was built; commands work from any folder.
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let metadata = process::read(
            process::cargo()
                .args(["metadata", "--no-deps", "--format-version=1"])
                .current_dir(here),
        )?;
        let metadata: Metadata = serde_json::from_str(&metadata)
            .context("`cargo metadata` gave something unexpected")?;
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
            program: std::env::current_exe().context("this program's own file is not known")?,
        })
    }

    /// The built site.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The packed module: what `build` copies the engine from.
    pub fn package(&self) -> PathBuf {
        self.target.join("wasm").join("package")
    }
}
