//! The engine, made smaller by binaryen's `wasm-opt`.

use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{process, tools};

/// What Rust's `wasm32-unknown-unknown` lets the module use, and no more: an optimiser that may use
/// everything makes modules that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// As small as it gets once packed. Bodies that are inlined into their one caller save bytes, but
/// packed they cost more than they save: what was alike no longer is.
const SMALL: [&str; 3] = [
    "--one-caller-inline-max-function-size=20",
    "-Oz",
    "--converge",
];

/// Optimises a module in place.
pub fn optimise(workspace: &Workspace, module: &Path) -> Result<()> {
    let tool = workspace
        .root
        .join(tools::JS)
        .join("node_modules/.bin/wasm-opt");
    if !tool.is_file() {
        bail!("wasm-opt is missing: `cargo xtask set-up npm` installs it");
    }
    process::run(
        Command::new(tool)
            .args(FEATURES)
            .args(SMALL)
            .arg(module)
            .arg("-o")
            .arg(module),
    )
}
