//! Adds the preview pages and pictures, and the PNG icons, to a built site.

use anyhow::Result;
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

use getthrough_previews::{Options, write};

/// Adds the preview pages and pictures, and the PNG icons, to a built site
#[derive(Parser)]
#[command(name = "getthrough-previews")]
struct Arguments {
    /// The built site; its index.html becomes each preview page
    #[arg(long, value_name = "DIR")]
    site: PathBuf,
    /// The catalogue.json of the site, for the names of the platforms
    #[arg(long, value_name = "FILE")]
    catalogue: PathBuf,
    /// The folder of texts, one file a language
    #[arg(long, value_name = "DIR")]
    locales: PathBuf,
    /// Where the site will be, such as https://example.org/; without it most crawlers show no
    /// picture
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let options = Options {
        site: arguments.site,
        catalogue: arguments.catalogue,
        locales: arguments.locales,
        base_url: arguments.base_url,
    };
    let written = write(&options)?;
    println!("{written}");
    if options.base_url.is_none() {
        eprintln!(
            "warning: without --base-url the pictures have relative addresses, and most crawlers \
             (Facebook, X, WhatsApp, Telegram) will show none of them"
        );
    }
    Ok(())
}
