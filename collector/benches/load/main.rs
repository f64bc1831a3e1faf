//! How much the collector takes, with the generator on the same machine:
//!
//! `cargo bench -p getthrough-collector --bench load -- --seconds 60`
//!
//! It starts the real program, and a bare handler that only parses, one after the other. It fails
//! where a report that was answered with 202 is not in the database afterwards, or where a bound
//! that the operator's guide states is not kept.

mod bare;
mod generator;
#[path = "../../tests/program/mod.rs"]
mod program;
mod requests;

use clap::Parser;
use generator::{Pace, Seen, send};
use program::Program;
use requests::{PREFIXES, Requests, networks};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// Memory stays below this, bytes.
const MEMORY: u64 = 200 << 20;
/// Ninety-nine of a hundred answers take less, milliseconds.
const P99_MS: f64 = 50.0;

#[derive(Parser)]
struct Asked {
    /// How long it is held under load
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// So many reports come a second
    #[arg(long, default_value_t = 6_000.0)]
    rate: f64,
    /// Over so many connections
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// So many platforms have verdicts in a report
    #[arg(long, default_value_t = 70)]
    platforms: u16,
    /// From so many networks
    #[arg(long, default_value_t = 1_000)]
    networks: usize,
    /// What is run: all of it if not given
    #[arg(long, value_parser = ["ratio", "held", "limits", "away"])]
    only: Option<String>,
    /// Be the handler that only parses
    #[arg(long, hide = true)]
    bare: bool,
    /// cargo says so
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    if asked.bare {
        bare::serve();
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    };
    write(
        "catalogue.json",
        program::catalogue(asked.platforms).to_string().as_bytes(),
    );
    write("networks.bin", &networks(asked.networks));
    let wanted = |name: &str| asked.only.as_deref().is_none_or(|only| only == name);
    let mut kept = true;
    if wanted("ratio") {
        ratio(&asked, folder.path());
    }
    if wanted("held") {
        kept &= held(&asked, folder.path());
    }
    if wanted("limits") {
        kept &= limits(&asked, folder.path());
    }
    if wanted("away") {
        kept &= away(&asked, folder.path());
    }
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The collector, with a fresh database; without limits by prefix where `open`.
fn collector(folder: &Path, open: bool) -> Program {
    for name in ["a.db", "a.db-wal", "a.db-shm"] {
        // Most often they are not there.
        let _ = std::fs::remove_file(folder.join(name));
    }
    let networks = folder.join("networks.bin");
    let networks = networks.to_str().expect("a name");
    let mut all = vec!["--networks", networks, "--trusted-proxy", "127.0.0.0/8"];
    if open {
        all.extend(["--report-burst", "1000000", "--report-every-ms", "1"]);
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_getthrough-collector"));
    Program::start(binary, folder, &all)
}

fn requests(asked: &Asked, prefixes: usize) -> Requests {
    Requests::new(asked.platforms, &[program::slot()], prefixes)
}

/// How many reports are in the database, by the counters of one platform.
fn counted(folder: &Path) -> u64 {
    let db = rusqlite::Connection::open(folder.join("a.db")).expect("a database");
    let text = "SELECT coalesce(sum(reports), 0) FROM rows WHERE platform = 1";
    let sum: i64 = db.query_row(text, [], |row| row.get(0)).expect("a sum");
    u64::try_from(sum).expect("counters only grow")
}

/// Ends the collector, and holds what it took against what it stored.
fn end(program: Program, folder: &Path, seen: &Seen) -> bool {
    let memory = program.peak_memory();
    let (status, log) = program.terminate();
    let (taken, stored) = (seen.taken(), counted(folder));
    println!(
        "  202: {taken}, stored: {stored}; peak memory: {} MB",
        memory >> 20
    );
    let fine = status.success() && taken == stored && memory < MEMORY;
    if !fine {
        println!("  NOT KEPT; it ended with {status} and said:\n{log}");
    }
    fine
}

fn ratio(asked: &Asked, folder: &Path) {
    println!(
        "As fast as it goes, {} connections, three times:",
        asked.connections
    );
    let program = std::env::current_exe().expect("this program");
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..3 {
        let mut bare = Command::new(&program);
        bare.arg("--bare");
        for (place, program) in [Program::run(bare), collector(folder, true)]
            .iter()
            .enumerate()
        {
            let requests = requests(asked, PREFIXES);
            let time = Duration::from_secs(5);
            let (address, pace) = (&program.address, Pace::AsFastAsItGoes);
            let busy = program.busy();
            let mut seen = send(address, requests, asked.connections, pace, time);
            let each = (program.busy() - busy).as_secs_f64() / seen.taken().max(1) as f64;
            let name = ["bare", "collector"][place];
            println!(
                "  {name}: {:.0}/s, p50 {:.1} ms, p99 {:.1} ms, {:.0} µs of a core each",
                seen.rate(),
                seen.within_ms(0.5),
                seen.within_ms(0.99),
                each * 1e6
            );
            rates[place].push((seen.rate(), each));
        }
    }
    let [bare, own] = rates.map(|mut all| {
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all[all.len() / 2]
    });
    println!(
        "  Of the rate of the bare handler (medians): {:.0} %; of its time on a core: {:.1} times",
        100.0 * own.0 / bare.0,
        own.1 / bare.1
    );
}

fn held(asked: &Asked, folder: &Path) -> bool {
    let program = collector(folder, true);
    let requests = requests(asked, PREFIXES);
    println!(
        "{} reports a second of {} platforms ({} bytes) from {PREFIXES} prefixes in {} networks, for {} s:",
        asked.rate,
        asked.platforms,
        requests.size(),
        asked.networks,
        asked.seconds
    );
    let time = Duration::from_secs(asked.seconds);
    let pace = Pace::PerSecond(asked.rate);
    let busy = program.busy();
    let mut seen = send(&program.address, requests, asked.connections, pace, time);
    let busy = (program.busy() - busy).as_secs_f64() / seen.seconds;
    let (half, most) = (seen.within_ms(0.5), seen.within_ms(0.99));
    println!(
        "  {:.0}/s, p50 {half:.1} ms, p99 {most:.1} ms, longest {:.0} ms; {:.0} % of a core; {:?}",
        seen.rate(),
        seen.within_ms(1.0),
        busy * 100.0,
        seen.statuses
    );
    let enough = seen.rate() > asked.rate * 0.98 && most < P99_MS;
    if !enough {
        println!("  NOT KEPT");
    }
    end(program, folder, &seen) && enough
}

fn limits(asked: &Asked, folder: &Path) -> bool {
    println!("As fast as it goes, from 16 prefixes, under the limits of an installation, 10 s:");
    let program = collector(folder, false);
    let time = Duration::from_secs(10);
    let requests = requests(asked, 16);
    let connections = asked.connections;
    let seen = send(
        &program.address,
        requests,
        connections,
        Pace::AsFastAsItGoes,
        time,
    );
    println!(
        "  {:?}, {} with `Retry-After`",
        seen.statuses, seen.told_when
    );
    let refused = seen.statuses.get(&429).copied().unwrap_or(0);
    end(program, folder, &seen) && refused > 0 && refused == seen.told_when
}

fn away(asked: &Asked, folder: &Path) -> bool {
    println!(
        "As fast as it goes, for a day of slots, while another program holds the database, 15 s:"
    );
    let program = collector(folder, true);
    let lock = rusqlite::Connection::open(folder.join("a.db")).expect("a database");
    lock.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let now = program::slot();
    let slots: Vec<u32> = (now - 63..=now).collect();
    let requests = Requests::new(asked.platforms, &slots, PREFIXES);
    let time = Duration::from_secs(15);
    let connections = asked.connections;
    let seen = send(
        &program.address,
        requests,
        connections,
        Pace::AsFastAsItGoes,
        time,
    );
    println!(
        "  {:?}, {} with `Retry-After`",
        seen.statuses, seen.told_when
    );
    lock.execute_batch("ROLLBACK").expect("unlocked");
    let refused = seen.statuses.get(&503).copied().unwrap_or(0);
    end(program, folder, &seen) && refused > 0 && refused == seen.told_when
}
