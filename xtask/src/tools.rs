//! What the tests need beyond Rust: browsers and network tools from the system's packages,
//! geckodriver from crates.io, the development tools of `xtask/js` from npm, and schemathesis and a
//! current ClickHouse from PyPI.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// Drives Firefox. Debian has no package of it.
const GECKODRIVER: &str = "0.37.1";
/// Looks at licences and sources of dependencies.
const CARGO_DENY: &str = "0.20.2";

/// What is needed from PyPI.
const SCHEMATHESIS: &str = "xtask/python/requirements.txt";
/// And to try SQL on a current ClickHouse.
const CHDB: &str = "xtask/python/chdb.txt";

/// Where npm's lock file is.
pub const JS: &str = "xtask/js";

/// A command that the tests run, or a font that the page's languages need, and the Debian package
/// that has it.
const PACKAGES: [(&str, &str); 14] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("nft", "nftables"),
    ("iptables", "iptables"),
    ("certutil", "libnss3-tools"),
    ("ip", "iproute2"),
    ("npm", "npm"),
    ("pip3", "python3-pip"),
    ("java", "default-jre-headless"),
    (
        "/usr/share/fonts/truetype/noto/NotoSansMyanmar-Regular.ttf",
        "fonts-noto-core",
    ),
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "fonts-noto-cjk",
    ),
];

/// What can be set up by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Browsers and network tools
    Packages,
    /// Development tools of the page
    Npm,
    /// The driver of Firefox
    Geckodriver,
    /// What looks at the licences of dependencies
    CargoDeny,
    /// A web server, to see the built site through
    Nginx,
    /// What asks the collector all that its document allows
    Schemathesis,
    /// Servers of a ClickHouse cluster, and the current engine as a library
    Clickhouse,
}

/// Sets up one part, or all of them. What is there already is left alone.
pub fn set_up(workspace: &Workspace, part: Option<Part>) -> Result<()> {
    let parts = match &part {
        Some(part) => std::slice::from_ref(part),
        None => Part::value_variants(),
    };
    // It is given back when this function returns.
    let _lock = alone(workspace)?;
    for part in parts {
        match part {
            Part::Packages => packages()?,
            Part::Npm => npm(workspace)?,
            Part::Geckodriver => from_crates(workspace, "geckodriver", GECKODRIVER)?,
            Part::CargoDeny => from_crates(workspace, "cargo-deny", CARGO_DENY)?,
            Part::Nginx => nginx(workspace)?,
            Part::Schemathesis => python(workspace, SCHEMATHESIS, &schemathesis_folder(workspace))?,
            Part::Clickhouse => clickhouse(workspace)?,
        }
    }
    Ok(())
}

/// Debian's packages of nginx.
const NGINX: [&str; 3] = ["nginx", "nginx-common", "libnginx-mod-http-brotli-static"];

/// Where geckodriver is once it is set up.
pub fn geckodriver_path(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/geckodriver")
}

/// Where cargo-deny is once it is set up.
pub fn cargo_deny_path(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/cargo-deny")
}

/// The folder in which nginx's packages are unpacked.
pub fn nginx_folder(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("nginx")
}

/// The folder in which schemathesis is, with all that it needs.
pub fn schemathesis_folder(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("schemathesis")
}

/// The folder in which the packages of ClickHouse and ZooKeeper are unpacked.
pub fn clickhouse_folder(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("clickhouse")
}

/// The folder in which the current engine is.
pub fn chdb_folder(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("chdb")
}

/// Where all of it is: in the user's cache, since it takes minutes to build and no checkout needs
/// its own. `GETTHROUGH_TOOLS` names another folder.
fn folder(workspace: &Workspace) -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(folder) = named("GETTHROUGH_TOOLS") {
        return folder.into();
    }
    let cache = named("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(named("HOME")?).join(".cache")));
    cache.map_or_else(
        || workspace.target.join("tools"),
        |cache| cache.join("getthrough-tools"),
    )
}

/// What two checkouts would do at once, one does after the other.
fn alone(workspace: &Workspace) -> Result<File> {
    let folder = folder(workspace);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let path = folder.join("lock");
    let lock = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
    lock.lock()
        .with_context(|| format!("waiting for {}", path.display()))?;
    Ok(lock)
}

fn packages() -> Result<()> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(command, _)| process::find(command).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if process::find("apt-get").is_none() {
        bail!("the tests need what Debian calls {list}: install them with your system's packages");
    }
    if process::read(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("the tests need some packages: `sudo apt-get install {list}`");
    }
    println!("Installing {list}");
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
        apt
    };
    process::run(apt().arg("update"))?;
    process::run(
        apt()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&missing),
    )
}

fn npm(workspace: &Workspace) -> Result<()> {
    if process::find("npm").is_none() {
        bail!("npm is missing: install Node.js, or run `cargo xtask set-up packages` as root");
    }
    process::run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(workspace.root.join(JS)),
    )
}

/// Builds a program of crates.io, in the version that is given.
fn from_crates(workspace: &Workspace, name: &str, version: &str) -> Result<()> {
    let root = folder(workspace);
    let program = root.join("bin").join(name);
    let output = Command::new(program).arg("--version").output();
    let is_there = output.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).starts_with(&format!("{name} {version}"))
    });
    if is_there {
        return Ok(());
    }
    // Of its own: others are built beside it.
    let build = root.join("build").join(name);
    fs::create_dir_all(&root)?;
    process::run(
        process::cargo()
            .args(["install", name, "--locked", "--version", version])
            // Three times as quick to build, and they have little to do.
            .arg("--debug")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .arg("--root")
            .arg(&root)
            .arg("--target-dir")
            .arg(&build)
            .current_dir(&workspace.root),
    )?;
    // Some hundred megabytes that nothing reads again.
    fs::remove_dir_all(build)?;
    Ok(())
}

fn nginx(workspace: &Workspace) -> Result<()> {
    let folder = nginx_folder(workspace);
    if folder.join("usr/sbin/nginx").is_file() {
        return Ok(());
    }
    if process::find("apt-get").is_none() {
        bail!(
            "the tests need nginx with its static brotli module: install it with your system's \
             packages and name in NGINX_FOLDER what holds usr/sbin/nginx"
        );
    }
    unpack(&folder, |packed| {
        let mut apt = Command::new("apt-get");
        apt.args(["-qq", "download"])
            .args(NGINX)
            .current_dir(packed);
        apt
    })
}

/// Unpacks packages of the system into a folder. They are not installed: that would start servers
/// on this machine, now and whenever it starts. `download` leaves them in the folder it is given.
/// A folder is there as a whole or not at all: it is kept, and whoever is broken off begins anew.
fn unpack(folder: &Path, download: impl Fn(&Path) -> Command) -> Result<()> {
    let begun = folder.with_extension("begun");
    for old in [folder, &begun] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
    }
    let packed = begun.join("packages");
    // apt puts here what it has not all of yet.
    fs::create_dir_all(packed.join("partial"))?;
    let packed = fs::canonicalize(packed)?;
    if process::run(&mut download(&packed)).is_err() {
        // The lists of a fresh machine are empty.
        process::run(Command::new("apt-get").args(["-qq", "update"]))?;
        process::run(&mut download(&packed))?;
    }
    for entry in fs::read_dir(&packed)? {
        let package = entry?.path();
        if package.extension().is_some_and(|end| end == "deb") {
            process::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&begun))?;
        }
    }
    fs::remove_dir_all(&packed)?;
    fs::rename(&begun, folder)?;
    Ok(())
}

/// With the libraries that they need and this machine has not. Java is installed.
fn clickhouse(workspace: &Workspace) -> Result<()> {
    let folder = clickhouse_folder(workspace);
    if !folder.join("usr/sbin/clickhouse-server").is_file() {
        if process::find("apt-get").is_none() {
            bail!("the tests of the cluster need Debian's clickhouse-server and libzookeeper-java");
        }
        unpack(&folder, |packed| {
            let mut apt = Command::new("apt-get");
            apt.args(["-qq", "install", "--download-only", "--yes"])
                .args([
                    "--no-install-recommends",
                    "--option",
                    "Debug::NoLocking=true",
                ])
                .arg("--option")
                .arg(format!("Dir::Cache::archives={}", packed.display()))
                .args(["clickhouse-server", "libzookeeper-java"]);
            apt
        })?;
    }
    python(workspace, CHDB, &chdb_folder(workspace))
}

/// Installs what a file lists, beside the system's own Python packages, which it leaves alone.
fn python(workspace: &Workspace, list: &str, folder: &Path) -> Result<()> {
    if process::find("pip3").is_none() {
        bail!("pip is missing: install Python's, or run `cargo xtask set-up packages` as root");
    }
    let wanted = workspace.root.join(list);
    let listed =
        fs::read_to_string(&wanted).with_context(|| format!("reading {}", wanted.display()))?;
    // It names its Python, and modules in machine code are for that one only.
    let pip = process::read(Command::new("pip3").arg("--version"))?;
    let state = format!("{listed}\n# {pip}");
    let there = folder.join("installed.txt");
    if fs::read_to_string(&there).is_ok_and(|there| there == state) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut pip = Command::new("pip3");
    pip.args([
        "install",
        "--quiet",
        "--no-deps",
        "--disable-pip-version-check",
    ]);
    process::run(
        pip.arg("--target")
            .arg(folder)
            .arg("--requirement")
            .arg(&wanted),
    )?;
    // Last: it says that all of it is there.
    fs::write(&there, state)?;
    Ok(())
}
