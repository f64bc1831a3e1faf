//! The programs that the lab needs, and what to do where one is missing.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use nix::unistd::Uid;

/// A program of the system.
pub fn find(name: &str, package: &str) -> Result<PathBuf> {
    on_path(name).map_or_else(
        || bail!("the lab needs `{name}`: install it with `apt-get install {package}`"),
        Ok,
    )
}

/// Geckodriver: named by the environment, as `cargo xtask lab` does, or installed.
pub fn geckodriver() -> Result<PathBuf> {
    if let Some(named) = env::var_os("GECKODRIVER").map(PathBuf::from) {
        if !named.is_file() {
            bail!("GECKODRIVER names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    on_path("geckodriver").map_or_else(
        || bail!("the lab needs `geckodriver`: `cargo xtask lab` brings it"),
        Ok,
    )
}

/// The folder that nginx's packages are unpacked or installed in: named by the environment, or the
/// system.
pub fn nginx() -> Result<PathBuf> {
    let named = env::var_os("NGINX_FOLDER").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| PathBuf::from("/"));
    let parts = [
        "usr/sbin/nginx",
        "usr/lib/nginx/modules/ngx_http_brotli_static_module.so",
        "etc/nginx/mime.types",
    ];
    let has_all = |folder: &&PathBuf| parts.iter().all(|part| folder.join(part).is_file());
    Some(folder).filter(|folder| has_all(&folder)).map_or_else(
        || bail!("the lab needs nginx: `cargo xtask set-up nginx` unpacks it"),
        Ok,
    )
}

/// Says at once what of the system's side is missing.
pub fn check() -> Result<()> {
    if !Uid::effective().is_root() {
        bail!("the lab makes network namespaces: run it as root");
    }
    find("ip", "iproute2")?;
    find("sysctl", "procps")?;
    find("certutil", "libnss3-tools")?;
    if !Path::new("/dev/net/tun").exists() {
        bail!("the lab needs /dev/net/tun: load the kernel's module `tun`");
    }
    Ok(())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
