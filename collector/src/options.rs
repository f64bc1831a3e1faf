//! What the program can be told, on the command line or by the environment.

use clap::{Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::figures::K;
use crate::store::clickhouse::Address;

/// Takes the anonymous reports of visitors who chose to send them, and publishes what gets
/// through, per platform, country and network.
///
/// Each option can also be set by the environment variable that stands beside it.
#[derive(Parser)]
#[command(
    name = "getthrough-collector",
    version,
    args_conflicts_with_subcommands = true
)]
pub struct Arguments {
    /// What else it can do
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How it runs
    #[command(flatten)]
    pub options: Options,
}

/// What it can do beside collecting.
// It is made once, so what its larger variant takes does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Subcommand)]
pub enum Command {
    /// Make, or ask, a file of networks
    #[command(subcommand)]
    Networks(crate::networks::command::Command),
    /// Print the OpenAPI document
    Openapi,
}

/// How the collector runs.
#[derive(Clone, Debug, Parser)]
pub struct Options {
    /// Where it listens; may be given again
    #[arg(
        long,
        env = "GETTHROUGH_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080",
        value_delimiter = ','
    )]
    pub listen: Vec<SocketAddr>,

    /// Where it tells its metrics (`/metrics`) and health; nowhere if not given. Keep it private
    #[arg(long, env = "GETTHROUGH_ADMIN", value_name = "ADDRESS:PORT")]
    pub admin: Option<SocketAddr>,

    /// The database
    #[arg(
        long,
        env = "GETTHROUGH_DB",
        value_name = "FILE",
        default_value = "getthrough.db"
    )]
    pub db: PathBuf,

    /// A ClickHouse cluster instead of the database, which is then not opened:
    /// `clickhouse://user:password@host:8123,host:8123/database?cluster=name`. Set the variable
    /// rather than the flag, which others on the machine can see
    #[arg(
        long,
        env = "GETTHROUGH_STORE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub store: Option<Address>,

    /// Where counters wait while the store is away; without it they wait in memory. Each collector
    /// needs its own
    #[arg(long, env = "GETTHROUGH_SPILL", value_name = "DIR")]
    pub spill: Option<PathBuf>,

    /// So much may wait there; beyond it, in memory, and then reports are refused
    #[arg(long, env = "GETTHROUGH_SPILL_MB", value_name = "MB", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub spill_mb: u64,

    /// The built site, to be served too, with the headers of its `_headers`
    #[arg(long, env = "GETTHROUGH_SITE", value_name = "DIR")]
    pub site: Option<PathBuf>,

    /// A catalogue by which reports may be made, beside that of the site; again for older versions
    /// that are still in use
    #[arg(
        long,
        env = "GETTHROUGH_CATALOGUE",
        value_name = "FILE",
        value_delimiter = ','
    )]
    pub catalogue: Vec<PathBuf>,

    /// Which network an address belongs to: a file of `getthrough-collector networks pack`.
    /// Without it, countries and networks are unknown
    #[arg(long, env = "GETTHROUGH_NETWORKS", value_name = "FILE")]
    pub networks: Option<PathBuf>,

    /// A proxy that is believed when it says who asked; may be given again
    #[arg(
        long,
        env = "GETTHROUGH_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<IpNet>,

    /// In which header that proxy says it. Others of these are not read: a visitor could set them
    #[arg(
        long,
        env = "GETTHROUGH_PROXY_HEADER",
        value_name = "NAME",
        default_value = "x-forwarded-for"
    )]
    pub proxy_header: ProxyHeader,

    /// So many reports of one /24 or /48 are taken at once
    #[arg(long, env = "GETTHROUGH_REPORT_BURST", value_name = "COUNT", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..))]
    pub report_burst: u32,

    /// And then one in so many milliseconds
    #[arg(long, env = "GETTHROUGH_REPORT_EVERY_MS", value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub report_every_ms: u64,

    /// So many questions of one /24 or /48 are answered at once
    #[arg(long, env = "GETTHROUGH_READ_BURST", value_name = "COUNT", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub read_burst: u32,

    /// And then one in so many milliseconds
    #[arg(long, env = "GETTHROUGH_READ_EVERY_MS", value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..))]
    pub read_every_ms: u64,

    /// So many connections are open at once; more have to wait
    #[arg(long, env = "GETTHROUGH_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = 4_096, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,

    /// Counters of so many days are kept in quarters of an hour and by network, also where they
    /// are too few to be published; then only what was published is kept
    #[arg(long, env = "GETTHROUGH_KEEP_COUNTERS_DAYS", value_name = "DAYS", default_value_t = 9, value_parser = clap::value_parser!(u32).range(9..=400))]
    pub keep_counters_days: u32,

    /// Published figures and incidents are kept for so many days; 0: for ever
    #[arg(long, env = "GETTHROUGH_KEEP_FIGURES_DAYS", value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=36_500))]
    pub keep_figures_days: u32,

    /// What is logged: `error`, `warn`, `info`, `debug`
    #[arg(
        long,
        env = "GETTHROUGH_LOG",
        value_name = "LEVEL",
        default_value = "info"
    )]
    pub log: tracing::level_filters::LevelFilter,

    /// Log a JSON object a line
    #[arg(long, env = "GETTHROUGH_LOG_JSON")]
    pub log_json: bool,

    /// FOR TESTS ONLY: publish cells of so few prefixes. It breaks the promise to visitors that
    /// nobody is in the figures
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..i64::from(K)))]
    pub insecure_test_k: Option<u32>,

    /// FOR TESTS ONLY: shift the clock by the seconds that stand in this file, which may change
    #[arg(long, value_name = "FILE")]
    pub insecure_test_clock: Option<PathBuf>,
}

impl Options {
    /// How many prefixes a published cell has at least.
    pub fn k(&self) -> u32 {
        self.insecure_test_k.unwrap_or(K)
    }
}

/// A header in which a proxy says who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// What most proxies set.
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_help_names_every_option_and_its_variable() {
        let mut command = Arguments::command();
        command.clone().debug_assert();
        let help = command.render_long_help().to_string();
        for argument in command.get_arguments().filter(|a| a.get_long().is_some()) {
            let long = argument.get_long().unwrap_or_default();
            assert!(help.contains(&format!("--{long}")), "{long}");
            let no_variable = ["help", "version"].contains(&long) || long.starts_with("insecure-");
            assert!(
                no_variable || argument.get_env().is_some(),
                "{long} has no variable"
            );
        }
    }

    #[test]
    fn k_can_only_be_lowered_by_the_loud_option() {
        let parse = |extra: &[&str]| {
            let all = [&["getthrough-collector"], extra].concat();
            Arguments::try_parse_from(all).map(|a| a.options.k())
        };
        assert_eq!(parse(&[]).ok(), Some(K));
        assert_eq!(parse(&["--insecure-test-k", "1"]).ok(), Some(1));
        assert!(parse(&["--insecure-test-k", "0"]).is_err());
        assert!(parse(&["--insecure-test-k", "11"]).is_err());
    }
}
