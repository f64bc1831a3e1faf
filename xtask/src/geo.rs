//! The file that tells the collector which country and network an address belongs to.
//!
//! This fetches public lists, or takes a person's own, and has `getthrough-networks` pack them: a
//! deployment without this repository makes the same file with that program alone.

use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// A list of ranges in an npm package. Its publisher says that later data is published elsewhere,
/// and that this one has faults: good for trying things out, and for a start.
struct Package {
    name: &'static str,
    version: &'static str,
    files: [&'static str; 2],
    licence: &'static str,
    /// The day of the data.
    date: &'static str,
}

const NETWORKS: Package = Package {
    name: "@ip-location-db/asn",
    version: "2.3.2026061719",
    files: ["asn-ipv4-num.csv", "asn-ipv6-num.csv"],
    licence: "CC BY 4.0: Route Views (routeviews.org), NRO (nro.net), IP Geolocation by DB-IP (https://db-ip.com)",
    date: "2026-06-17",
};

const COUNTRIES: Package = Package {
    name: "@ip-location-db/geo-whois-asn-country",
    version: "2.3.2026061719",
    files: [
        "geo-whois-asn-country-ipv4-num.csv",
        "geo-whois-asn-country-ipv6-num.csv",
    ],
    licence: "CC0; with data of NRO (nro.net), CC BY 4.0",
    date: "2026-06-17",
};

/// What `cargo xtask geo` can be told.
#[derive(Args)]
pub struct Options {
    /// Ranges with numbers of networks to use instead: `first,last,number[,name]` a line, as made
    /// from a route table; may be given again
    #[arg(long, value_name = "FILE", requires_all = ["ranges_name", "ranges_licence", "ranges_date"])]
    ranges: Vec<PathBuf>,
    /// What that list is, as it should be named
    #[arg(long, value_name = "TEXT", requires = "ranges")]
    ranges_name: Option<String>,
    /// Its licence, and who must be named with it
    #[arg(long, value_name = "TEXT", requires = "ranges")]
    ranges_licence: Option<String>,
    /// The day of its data
    #[arg(long, value_name = "YYYY-MM-DD", requires = "ranges")]
    ranges_date: Option<String>,
    /// Ranges with codes of countries to use instead: `first,last,code` a line; may be given again.
    /// Debian's tor-geoipdb has such files: /usr/share/tor/geoip and geoip6
    #[arg(long, value_name = "FILE", requires_all = ["countries_name", "countries_licence", "countries_date"])]
    countries: Vec<PathBuf>,
    /// As for ranges
    #[arg(long, value_name = "TEXT", requires = "countries")]
    countries_name: Option<String>,
    /// As for ranges
    #[arg(long, value_name = "TEXT", requires = "countries")]
    countries_licence: Option<String>,
    /// As for ranges
    #[arg(long, value_name = "YYYY-MM-DD", requires = "countries")]
    countries_date: Option<String>,
    /// Where the file goes, instead of `geo/networks.bin` in the target directory
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A list, and what is to be said of it.
struct List {
    files: Vec<PathBuf>,
    name: String,
    licence: String,
    date: String,
}

/// Makes the file.
pub fn file(workspace: &Workspace, options: Options) -> Result<()> {
    let folder = workspace.target.join("geo");
    fs::create_dir_all(&folder)?;
    let own = |files, name: Option<String>, licence: Option<String>, date: Option<String>| {
        let (name, licence, date) = (name?, licence?, date?);
        Some(List {
            files,
            name,
            licence,
            date,
        })
    };
    let ranges = own(
        options.ranges,
        options.ranges_name,
        options.ranges_licence,
        options.ranges_date,
    );
    let countries = own(
        options.countries,
        options.countries_name,
        options.countries_licence,
        options.countries_date,
    );
    let ranges = ranges.map_or_else(|| NETWORKS.fetch(&folder), Ok)?;
    let countries = countries.map_or_else(|| COUNTRIES.fetch(&folder), Ok)?;
    let out = options.out.unwrap_or_else(|| folder.join("networks.bin"));

    let mut pack = process::cargo();
    pack.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "getthrough-collector",
    ])
    .args(["--bin", "getthrough-networks", "--", "pack"])
    .current_dir(&workspace.root);
    for (what, list) in [("networks", ranges), ("countries", countries)] {
        for file in &list.files {
            // The program runs in the repository, and the path was written somewhere else.
            pack.arg(format!("--{what}")).arg(absolute(file)?);
        }
        pack.arg(format!("--{what}-name")).arg(list.name);
        pack.arg(format!("--{what}-licence")).arg(list.licence);
        pack.arg(format!("--{what}-date")).arg(list.date);
    }
    pack.arg("--out").arg(absolute(&out)?);
    process::run(&mut pack)
}

impl Package {
    /// Gets the package from npm's registry, where it is not there already.
    fn fetch(&self, folder: &Path) -> Result<List> {
        let package = folder.join("node_modules").join(self.name);
        let files = self.files.map(|file| package.join(file));
        if !self.is_in(&package) {
            if process::find("npm").is_none() {
                bail!(
                    "npm is missing: install Node.js, or give lists of your own with --ranges and --countries"
                );
            }
            process::run(
                Command::new("npm")
                    .args([
                        "install",
                        "--silent",
                        "--no-audit",
                        "--no-fund",
                        "--no-save",
                    ])
                    .args(["--ignore-scripts", "--package-lock=false", "--prefix"])
                    .arg(folder)
                    .args([NETWORKS.spec(), COUNTRIES.spec()]),
            )?;
        }
        if let Some(file) = files.iter().find(|file| !file.is_file()) {
            bail!("{} has no such file: {}", self.spec(), file.display());
        }
        println!(
            "{} is of {}, and its publisher says that it has faults. For figures that people act \
             on, give newer lists with --ranges and --countries.",
            self.spec(),
            self.date
        );
        Ok(List {
            files: files.into(),
            name: format!("npm {}", self.spec()),
            licence: self.licence.to_owned(),
            date: self.date.to_owned(),
        })
    }

    fn spec(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    /// Whether this version is there.
    fn is_in(&self, package: &Path) -> bool {
        let text = fs::read_to_string(package.join("package.json")).unwrap_or_default();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        json["version"] == self.version
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod test {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn parse(arguments: &str) -> Result<Line, clap::Error> {
        Line::try_parse_from(["geo"].into_iter().chain(arguments.split_whitespace()))
    }

    #[test]
    fn a_list_of_ones_own_comes_with_its_name_licence_and_day() {
        let whole =
            "--ranges a --ranges b --ranges-name n --ranges-licence l --ranges-date 2026-11-24";
        assert_eq!(
            parse(whole).map(|line| line.options.ranges.len()).ok(),
            Some(2)
        );
        assert!(parse("--ranges a").is_err());
        assert!(parse("--countries a --countries-name n").is_err());
        assert!(parse("").is_ok());
    }

    #[test]
    fn a_package_of_another_version_is_fetched_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |text: &str| fs::write(folder.path().join("package.json"), text);
        assert!(!NETWORKS.is_in(folder.path()));
        for (version, there) in [("1.0.0", false), (NETWORKS.version, true)] {
            write(&format!("{{\"version\":\"{version}\"}}")).expect("written");
            assert_eq!(NETWORKS.is_in(folder.path()), there);
        }
        write("{").expect("written");
        assert!(!NETWORKS.is_in(folder.path()));
    }
}
