//! The catalogue's commands: `check` reads it with all its rules, `probe` asks what it names.
//! The source form is the folder `catalogue/`; [`load`] gives the lean form that ships.

mod advice;
mod codes;
mod compile;
mod evidence;
mod finding;
mod open;
mod place;
mod probe;
mod source;
mod summary;

#[cfg(test)]
mod tests;

pub use open::load;

use anyhow::{Result, bail};
use clap::Subcommand;
use std::path::PathBuf;

/// What can be done with the catalogue.
#[derive(Subcommand)]
pub enum Command {
    /// Check it against all its rules
    Check {
        /// A lean .json file or a source folder, instead of the project's own
        file: Option<PathBuf>,
    },
    /// Ask every address for its headers, from here, and say which are unfit for a page
    Probe(probe::Options),
}

/// Does it.
pub fn run(command: Command) -> Result<()> {
    match command {
        Command::Check { file } => match open::open(file.as_deref()) {
            Ok(catalogue) => {
                print!("{}", summary::of(&catalogue)?);
                Ok(())
            }
            Err(findings) => {
                for finding in &findings {
                    println!("{finding}");
                }
                bail!("{} to put right", findings.len())
            }
        },
        Command::Probe(options) => probe::run(&options),
    }
}
