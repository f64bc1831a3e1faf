//! `wasm-pack.toml`: how the WebAssembly module is packed.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::dist::Bounds;
use crate::workspace::Workspace;

/// The file's name, in the repository's root.
pub const FILE: &str = "wasm-pack.toml";

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub module: Module,
    pub bindgen: Bindgen,
    pub budget: Budget,
}

/// What is compiled, and how.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Module {
    /// A package of this workspace.
    #[serde(rename = "crate")]
    pub package: String,
    /// What the packed files are called.
    pub out_name: String,
    pub target: Target,
    /// A profile of the workspace's `Cargo.toml`.
    pub profile: String,
    /// `{cargo_home}` and `{root}` in them are filled in.
    pub rustflags: Vec<String>,
}

/// The kinds of glue that wasm-bindgen makes and the page can load.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    Web,
    NoModules,
}

/// wasm-bindgen's options.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bindgen {
    pub typescript: bool,
    pub keep_debug: bool,
    pub remove_name_section: bool,
    pub remove_producers_section: bool,
}

/// How large the packed files may be: KB of 1,000 bytes, after gzip.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub wasm: u32,
    pub glue: u32,
    /// Of what is published.
    pub dist: Bounds,
}

impl Pack {
    /// Reads the workspace's file.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let text = std::fs::read_to_string(workspace.root.join(FILE))
            .with_context(|| format!("{FILE} cannot be read"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} has a mistake"))
    }
}
