//! The maintainers' commands: `cargo xtask help` lists them.

mod accuracy;
mod build;
mod catalogue;
mod dist;
mod engine;
mod geo;
#[cfg(test)]
mod headers;
mod lab;
mod pack;
mod process;
mod serve;
mod size;
mod start;
mod suite;
mod tools;
mod visitor;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

use workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Getthrough's commands"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the site: the page, the engine and the catalogue
    Build {
        /// A catalogue to use instead of the project's own
        #[arg(long, value_name = "FILE")]
        catalogue: Option<PathBuf>,
        /// Where the site goes, instead of `site` in the target directory
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Fail where the engine is larger than its budget in wasm-pack.toml
        #[arg(long)]
        budget: bool,
    },
    /// Build the site and the collector, and serve both on one port of this machine
    Serve(serve::Options),
    /// Build the site as it is published: small, hashed, packed, with its headers
    Dist(dist::Options),
    /// Set up what the tests need and run all of them
    Test(suite::Options),
    /// Build a page of somebody else's with the npm package that `dist` wrote
    PackagePage,
    /// Install what the tests need; `test`, `lab` and `bench` do it by themselves
    SetUp {
        /// Only this part
        part: Option<tools::Part>,
    },
    /// Run the real page in real browsers on a network with a censor
    Lab {
        /// Passed on to the lab; `-- --help` lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Open the page in a window, inside the lab's network with a scenario of choice
    Demo {
        /// Passed on to the lab: `--scenario NAME`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Take a picture of every page and state, in several languages, widths and schemes
    Screenshots,
    /// Report to a collector from browsers in the lab, and see what becomes public
    Story {
        /// Passed on to the lab; `-- --help` lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure how long a run takes, in the lab
    Bench {
        /// Passed on to the lab; `-- --help` lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Check the catalogue, or ask what it names
    Catalogue {
        #[command(subcommand)]
        command: catalogue::Command,
    },
    /// Make the file that tells the collector where addresses belong
    Geo(Box<geo::Options>),
    /// Check the table of accuracy in docs/METHODOLOGY.md against simulated lines
    Accuracy {
        /// Write the table instead
        #[arg(long)]
        write: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Build {
            catalogue,
            out,
            budget,
        } => {
            let out = out.unwrap_or_else(|| workspace.site());
            let sizes = build::site(&workspace, catalogue.as_deref(), &out)?;
            println!("{sizes}\nThe site is in {}.", out.display());
            if budget {
                sizes.within_budget()
            } else {
                Ok(())
            }
        }
        Command::Serve(options) => serve::everything(&workspace, &options),
        Command::Dist(options) => dist::site(&workspace, &options),
        Command::Test(options) => suite::run(&workspace, &options),
        Command::PackagePage => visitor::build(&workspace),
        Command::SetUp { part } => tools::set_up(&workspace, part),
        Command::Lab { arguments } => lab::command(&workspace, "run", &arguments),
        Command::Demo { arguments } => lab::command(&workspace, "demo", &arguments),
        Command::Screenshots => lab::screenshots(&workspace),
        Command::Story { arguments } => lab::story(&workspace, &arguments),
        Command::Bench { arguments } => lab::command(&workspace, "bench", &arguments),
        Command::Catalogue { command } => catalogue::run(command),
        Command::Geo(options) => geo::file(&workspace, *options),
        Command::Accuracy { write } => accuracy::table(&workspace, write),
    }
}
