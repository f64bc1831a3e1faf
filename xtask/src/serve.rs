//! Everything on this machine: the site, and the collector that serves it.

use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{build, process};

/// What `cargo xtask serve` can be told.
#[derive(Args)]
pub struct Options {
    /// The port on localhost
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// A catalogue to use instead of the project's own
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// The collector's database, instead of `collector.db` in the target directory
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// Which network an address belongs to: a file that `cargo xtask geo` makes; unknown without
    #[arg(long, value_name = "FILE")]
    networks: Option<PathBuf>,
    /// FOR TESTS ONLY: publish figures of so few visitors. All who are on this machine are one
    #[arg(long, value_name = "COUNT")]
    insecure_test_k: Option<u32>,
}

/// Builds the site and the collector, and serves both until Ctrl-C.
pub fn everything(workspace: &Workspace, options: &Options) -> Result<()> {
    let listen = addresses(options.port)?;
    build::site(workspace, options.catalogue.as_deref(), &workspace.site())?;
    let db = match &options.db {
        Some(file) => file.clone(),
        None => workspace.target.join("collector.db"),
    };
    if let Some(folder) = db.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    println!(
        "Getthrough is on http://localhost:{} once it is built (Ctrl-C ends it)",
        options.port
    );
    let mut command = collector(workspace);
    command.arg("--site").arg(workspace.site());
    command.arg("--db").arg(db);
    for address in listen {
        command.args(["--listen", &format!("{address}:{}", options.port)]);
    }
    if let Some(file) = &options.networks {
        command.arg("--networks").arg(file);
    }
    if let Some(k) = options.insecure_test_k {
        command.args(["--insecure-test-k", &k.to_string()]);
    }
    process::run(&mut command)
}

/// The collector, built where it has changed.
fn collector(workspace: &Workspace) -> Command {
    let mut command = process::cargo();
    let package = ["--package", "getthrough-collector"];
    let program = ["--bin", "getthrough-collector"];
    command.args(["run", "--quiet"]).args(package).args(program);
    command.arg("--").current_dir(&workspace.root);
    command
}

/// `localhost` may mean either; a machine without IPv6 has only the first. Asked before anything is
/// built, for whoever has to choose another port.
fn addresses(port: u16) -> Result<Vec<String>> {
    let free = |address: IpAddr| TcpListener::bind((address, port));
    match free(Ipv4Addr::LOCALHOST.into()) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {port} is in use by another program: choose another one with `--port`")
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            bail!("this user may not open port {port}: choose one above 1023 with `--port`")
        }
        other => other.with_context(|| format!("port {port} cannot be opened"))?,
    };
    let mut all = vec![Ipv4Addr::LOCALHOST.to_string()];
    if free(Ipv6Addr::LOCALHOST.into()).is_ok() {
        all.push(format!("[{}]", Ipv6Addr::LOCALHOST));
    }
    Ok(all)
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_told_before_anything_is_built() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = addresses(port).unwrap_err().to_string();
        assert!(error.contains("--port"), "{error}");
        drop(taken);
        assert_eq!(addresses(port).unwrap()[0], "127.0.0.1");
    }
}
