//! The engine: Rust compiled to WebAssembly, with the JavaScript glue that loads it.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;

use crate::pack::{Pack, Target};
use crate::process;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// The packed files.
pub struct Engine {
    pub wasm: PathBuf,
    pub glue: PathBuf,
}

/// Compiles and packs the engine.
pub fn build(workspace: &Workspace, pack: &Pack) -> Result<Engine> {
    same_version(workspace)?;
    add_target(workspace)?;
    let module = compile(workspace, pack)?;
    bind(workspace, pack, &module)
}

/// The glue and the module must come from one version of wasm-bindgen.
fn same_version(workspace: &Workspace) -> Result<()> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    let lock: Lock = toml::from_str(&lock).context("Cargo.lock has a mistake")?;
    let version = |name: &str| {
        let found = lock.package.iter().find(|package| package.name == name);
        found.map(|package| package.version.as_str())
    };
    let (library, support) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    if library != support {
        bail!(
            "Cargo.lock has wasm-bindgen {} but wasm-bindgen-cli-support {}: name the same \
             version in Cargo.toml and xtask/Cargo.toml, then run `cargo update wasm-bindgen \
             wasm-bindgen-cli-support`",
            library.unwrap_or("in no version"),
            support.unwrap_or("in no version"),
        );
    }
    Ok(())
}

/// Adds the standard library for WebAssembly where the toolchain lacks it.
///
/// `rust-toolchain.toml` names it too, but rustup reads that only when it installs a toolchain.
pub fn add_target(workspace: &Workspace) -> Result<()> {
    let folder = process::read(
        Command::new("rustc")
            .args(["--print", "target-libdir", "--target", TARGET])
            .current_dir(&workspace.root),
    )?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "this Rust cannot compile to {TARGET}: install that target the way this Rust was \
             installed, or install Rust with rustup (https://rustup.rs)"
        );
    }
    process::run(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(&workspace.root),
    )
}

fn compile(workspace: &Workspace, pack: &Pack) -> Result<PathBuf> {
    // A target directory of its own: its flags would make native builds start over, and this
    // build and a native one can run side by side.
    let target = workspace.target.join("wasm");
    process::run(
        process::cargo()
            .args(["build", "--lib", "--package", &pack.module.package])
            .args(["--target", TARGET, "--profile", &pack.module.profile])
            .arg("--target-dir")
            .arg(&target)
            .env_remove("RUSTFLAGS")
            .env("CARGO_ENCODED_RUSTFLAGS", flags(workspace, pack)?)
            .current_dir(&workspace.root)
            .stdin(Stdio::null()),
    )?;
    let file = format!("{}.wasm", pack.module.package.replace('-', "_"));
    Ok(target.join(TARGET).join(&pack.module.profile).join(file))
}

/// The flags of `wasm-pack.toml`, in the form that allows a space in a path.
fn flags(workspace: &Workspace, pack: &Pack) -> Result<String> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .or_else(|| Some(Path::new(&home()?).join(".cargo").into()))
        .context("neither CARGO_HOME nor HOME is set")?;
    let filled = pack.module.rustflags.iter().map(|flag| {
        flag.replace("{cargo_home}", &cargo_home.to_string_lossy())
            .replace("{root}", &workspace.root.to_string_lossy())
    });
    Ok(filled.collect::<Vec<_>>().join("\x1f"))
}

fn home() -> Option<OsString> {
    std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
}

fn bind(workspace: &Workspace, pack: &Pack, module: &Path) -> Result<Engine> {
    let mut bindgen = Bindgen::new();
    match pack.module.target {
        Target::Web => bindgen.web(true)?,
        Target::NoModules => bindgen.no_modules(true)?,
    };
    let folder = workspace.package();
    bindgen
        .input_path(module)
        .out_name(&pack.module.out_name)
        .typescript(pack.bindgen.typescript)
        .keep_debug(pack.bindgen.keep_debug)
        .remove_name_section(pack.bindgen.remove_name_section)
        .remove_producers_section(pack.bindgen.remove_producers_section)
        .generate(&folder)
        .with_context(|| format!("{} could not be packed", module.display()))?;
    let name = &pack.module.out_name;
    Ok(Engine {
        wasm: folder.join(format!("{name}_bg.wasm")),
        glue: folder.join(format!("{name}.js")),
    })
}
