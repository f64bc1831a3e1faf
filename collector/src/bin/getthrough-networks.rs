//! The program `getthrough-networks`: makes and asks the file that tells the collector which
//! country and network an address belongs to.

use std::process::ExitCode;

use clap::Parser;
use getthrough_collector::networks::command::{Command, run};

/// Makes and asks the file that tells the collector where an address belongs
#[derive(Parser)]
#[command(name = "getthrough-networks", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
