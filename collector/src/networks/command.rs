//! Making and asking a file of networks, on the command line.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use super::{Brands, Meta, Ranges, Source, Table, pack};

/// What can be done with a file of networks.
#[derive(Subcommand)]
pub enum Command {
    /// Make a file out of lists of ranges of addresses
    Pack(Pack),
    /// Say where an address belongs, where the data is from, and how old it is
    Look {
        /// The file
        file: PathBuf,
        /// Addresses
        addresses: Vec<IpAddr>,
    },
}

/// What a file is made of. Lists have a range a line: `first,last,value` and maybe more; addresses
/// as usual or as one number; lines with `#` are comments.
#[derive(Args)]
pub struct Pack {
    /// Ranges with the numbers of networks, and their names if there are any; may be given again
    #[arg(long, value_name = "FILE", required = true)]
    networks: Vec<PathBuf>,
    /// What this data is, as it should be named
    #[arg(long, value_name = "TEXT")]
    networks_name: String,
    /// Its licence, and who must be named with it
    #[arg(long, value_name = "TEXT")]
    networks_licence: String,
    /// The day of this data
    #[arg(long, value_name = "YYYY-MM-DD")]
    networks_date: String,
    /// Ranges with codes of countries; may be given again; without any, countries are unknown
    #[arg(long, value_name = "FILE", requires_all = ["countries_name", "countries_licence", "countries_date"])]
    countries: Vec<PathBuf>,
    /// As for networks
    #[arg(long, value_name = "TEXT")]
    countries_name: Option<String>,
    /// As for networks
    #[arg(long, value_name = "TEXT")]
    countries_licence: Option<String>,
    /// As for networks
    #[arg(long, value_name = "YYYY-MM-DD")]
    countries_date: Option<String>,
    /// Where the file goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Does it, and prints what a person wants to know of it.
///
/// # Errors
/// With the file, the line and what to mend.
pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::Pack(options) => {
            let bytes = make(options)?;
            // Beside it first: whoever reads it at this moment has the old one whole.
            let beside = options.out.with_extension("new");
            std::fs::write(&beside, &bytes).with_context(|| named(&beside))?;
            std::fs::rename(&beside, &options.out).with_context(|| named(&options.out))?;
            describe(&options.out)
        }
        Command::Look { file, addresses } => {
            describe(file)?;
            let table = Table::open(file)?;
            let brands = Brands::own();
            for address in addresses {
                let network = table.network(*address);
                let brand = brands.of(network.asn).map(|brand| brand.name.as_str());
                let name = brand.or(table.name(network.asn)).unwrap_or("unknown");
                println!("{address} {} AS{} {name}", network.country, network.asn);
            }
            Ok(())
        }
    }
}

fn make(options: &Pack) -> Result<Vec<u8>> {
    let source = |gives: &str, name: &str, licence: &str, date: &str| Source {
        gives: gives.to_owned(),
        name: name.to_owned(),
        licence: licence.to_owned(),
        date: date.to_owned(),
    };
    let mut sources = vec![source(
        "networks",
        &options.networks_name,
        &options.networks_licence,
        &options.networks_date,
    )];
    let of_countries = (
        &options.countries_name,
        &options.countries_licence,
        &options.countries_date,
    );
    if let (Some(name), Some(licence), Some(date)) = of_countries {
        sources.push(source("countries", name, licence, date));
    }
    let meta = Meta { sources };
    if meta.age_days(today()).is_none() {
        bail!("a date is none: write the day of the data as YYYY-MM-DD");
    }
    let networks = texts(&options.networks)?;
    let networks =
        Ranges::networks(&borrowed(&networks)).with_context(|| list(&options.networks))?;
    let countries = texts(&options.countries)?;
    let countries = match countries.is_empty() {
        true => None,
        false => Some(
            Ranges::countries(&borrowed(&countries)).with_context(|| list(&options.countries))?,
        ),
    };
    Ok(pack(&networks, countries.as_ref(), meta))
}

fn describe(file: &Path) -> Result<()> {
    let table = Table::open(file)?;
    let (v4, v6) = table.ranges();
    let bytes = std::fs::metadata(file)?.len();
    println!(
        "{}: {v4} ranges of IPv4, {v6} of IPv6, {bytes} bytes",
        file.display()
    );
    for source in &table.meta().sources {
        println!(
            "{} of {}: {}. {}",
            source.gives, source.date, source.name, source.licence
        );
    }
    if let Some(days) = table.meta().age_days(today()) {
        println!("The oldest of it is {days} days old.");
    }
    Ok(())
}

fn today() -> time::Date {
    time::OffsetDateTime::now_utc().date()
}

fn texts(files: &[PathBuf]) -> Result<Vec<String>> {
    let read = |file: &PathBuf| std::fs::read_to_string(file).with_context(|| named(file));
    files.iter().map(read).collect()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn named(file: &Path) -> String {
    file.display().to_string()
}

fn list(files: &[PathBuf]) -> String {
    files
        .iter()
        .map(|file| named(file))
        .collect::<Vec<_>>()
        .join(", ")
}
