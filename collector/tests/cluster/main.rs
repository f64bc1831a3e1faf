//! The ClickHouse store on a real cluster: two shards of two replicas and ZooKeeper, of which the
//! tests end one and another.
//!
//! It needs Debian's packages, so it is not part of `cargo test`: `cargo xtask test --only cluster`
//! runs it.

mod current;
#[path = "../program/mod.rs"]
mod program;
mod servers;

use getthrough::report::Slot;
use getthrough_collector::cell::Row;
use getthrough_collector::store::clickhouse::ClickHouse;
use getthrough_collector::store::{Batch, Query, Store, StoreError, conformance};
use program::{Numbers, Program};
use servers::{Cluster, wait_until};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;

/// Some day.
const DAY: Slot = Slot(96 * 20_000);

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(future)
}

fn open(cluster: &Cluster, database: &str, nodes: &[usize]) -> ClickHouse {
    let address = cluster
        .address(database, nodes)
        .parse()
        .expect("an address");
    run(ClickHouse::open(&address)).expect("it opens")
}

/// Rows of many networks, so that each shard has some.
fn rows(slot: Slot, platform: u16) -> Vec<Row> {
    (0..200)
        .map(|n| conformance::row(slot, platform, 64_512 + n))
        .collect()
}

fn reports(rows: &[Row]) -> u64 {
    rows.iter().map(|row| u64::from(row.counters.reports)).sum()
}

fn of(store: &ClickHouse, platform: u16) -> Result<u64, StoreError> {
    let query = Query {
        platform: Some(platform),
        ..Query::of(Slot(0), Slot(u32::MAX))
    };
    run(store.rows(&query)).map(|rows| reports(&rows))
}

fn folder(variable: &str) -> PathBuf {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    folder.unwrap_or_else(|| {
        panic!("{variable} names the folder that has it: run `cargo xtask test --only cluster`")
    })
}

#[test]
fn a_current_server_by_itself_is_a_store_too() {
    let server = current::Current::start(&folder("CHDB"));
    let address = server.address.parse().expect("an address");
    let store = run(ClickHouse::open(&address)).expect("it opens");
    run(conformance::check(&store));
    drop(run(ClickHouse::open(&address)).expect("it opens again"));
}

/// One cluster for all: it takes longer to start than to be tested.
#[test]
fn a_cluster_is_a_store_whichever_of_its_parts_is_away() {
    let mut cluster = Cluster::start(&folder("CLICKHOUSE"));
    let step = |what: &str| println!("── {what}");

    step("it is a store");
    run(conformance::check(&open(&cluster, "conformance", &[0, 2])));

    step("tables are made once, and others' are left alone");
    drop(open(&cluster, "conformance", &[3]));
    for node in 0..4 {
        cluster.ask(node, "CREATE DATABASE other").expect("made");
        cluster
            .ask(
                node,
                "CREATE TABLE other.counters (slot UInt32) ENGINE = Log",
            )
            .expect("made");
    }
    let other = cluster.address("other", &[0]).parse().expect("an address");
    let error = run(ClickHouse::open(&other)).err().expect("it is not ours");
    assert!(
        format!("{error:#}").contains("has other columns"),
        "{error:#}"
    );

    step("both shards have rows, and replicas the same");
    let store = open(&cluster, "figures", &[0, 1, 2, 3]);
    let first = Batch::new(rows(DAY, 1));
    run(store.add(&first)).expect("added");
    assert_eq!(of(&store, 1).expect("told"), reports(&first.rows));
    the_replicas_agree(&cluster);

    step("a flush that is sent three times, to three nodes, counts once");
    let again = Batch::new(rows(DAY, 2));
    for node in [0, 1, 3] {
        run(open(&cluster, "figures", &[node]).add(&again)).expect("added");
    }
    assert_eq!(of(&store, 2).expect("told"), reports(&again.rows));

    step("a replica is killed: all goes on without it");
    cluster.kill(0);
    let without = Batch::new(rows(DAY, 3));
    run(store.add(&without)).expect("added by another node");
    assert_eq!(of(&store, 3).expect("told"), reports(&without.rows));
    run(store.ready()).expect("ready");

    step("and is back: it has what it missed");
    cluster.restart(0);
    the_replicas_agree(&cluster);
    let told = || of(&open(&cluster, "figures", &[0]), 3).ok();
    wait_until("it is asked again", || {
        told() == Some(reports(&without.rows))
    });

    step("a shard is killed: nothing is taken for stored, and nothing told from the half");
    cluster.kill(2);
    cluster.kill(3);
    let half = Batch::new(rows(DAY, 4));
    assert!(matches!(run(store.add(&half)), Err(StoreError::Away(_))));
    assert!(matches!(of(&store, 1), Err(StoreError::Away(_))));
    cluster.restart(2);
    cluster.restart(3);
    wait_until("the same batch is stored", || run(store.add(&half)).is_ok());
    let once = Some(reports(&half.rows));
    wait_until("it counts once", || of(&store, 4).ok() == once);
    the_replicas_agree(&cluster);

    step("ZooKeeper is killed: figures are told, and nothing is taken for stored");
    cluster.kill_keeper();
    wait_until("nodes notice", || run(store.ready()).is_err());
    let waiting = Batch::new(rows(DAY, 5));
    assert!(matches!(run(store.add(&waiting)), Err(StoreError::Away(_))));
    assert_eq!(of(&store, 4).expect("told"), reports(&half.rows));
    let started = open(&cluster, "figures", &[1]);
    assert_eq!(
        of(&started, 4).expect("told"),
        reports(&half.rows),
        "by one that starts now"
    );

    step("and is back: the same batch counts once");
    cluster.start_keeper();
    wait_until("it is stored", || run(store.add(&waiting)).is_ok());
    run(store.add(&waiting)).expect("again");
    assert_eq!(of(&store, 5).expect("told"), reports(&waiting.rows));
    the_replicas_agree(&cluster);

    step("the program keeps what it took while ZooKeeper was away and it was killed");
    the_program_loses_nothing(&mut cluster);

    step("a day is settled, and gone from every node");
    run(store.settle(DAY, Slot(DAY.0 + 96), &[])).expect("settled");
    for node in 0..4 {
        let left = cluster.ask(node, "SELECT count() FROM figures.counters_shard");
        assert_eq!(left.as_deref(), Ok("0"), "node {node}");
    }
}

/// Waits until both replicas of a shard have the same sums.
fn the_replicas_agree(cluster: &Cluster) {
    let sums = "SELECT platform, sum(reports) FROM figures.counters_shard GROUP BY platform ORDER BY platform";
    for shard in [0, 2] {
        wait_until("replicas agree", || {
            let [one, other] = [shard, shard + 1].map(|node| cluster.ask(node, sums));
            one.is_ok() && one == other && one.is_ok_and(|sums| !sums.is_empty())
        });
    }
}

fn the_program_loses_nothing(cluster: &mut Cluster) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    let text = program::catalogue(3).to_string();
    std::fs::write(file("catalogue.json"), text).expect("written");
    let address = cluster.address("program", &[0, 2]);
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_getthrough-collector"));
        command
            .args(["--listen", "127.0.0.1:0", "--report-burst", "1000"])
            .env("GETTHROUGH_STORE", &address)
            .arg("--spill")
            .arg(file("spill"))
            .arg("--catalogue")
            .arg(file("catalogue.json"));
        Program::run(command)
    };
    let counted = |store: &ClickHouse| of(store, 1).unwrap_or_default();
    let running = start();
    let store = open(cluster, "program", &[1]);
    send(&running, 5);
    wait_until("five are stored", || counted(&store) == 5);
    cluster.kill_keeper();
    send(&running, 5);
    let spilled = || std::fs::read_dir(file("spill")).map_or(0, Iterator::count) > 1;
    wait_until("they are spilled", spilled);
    running.kill();
    let running = start();
    send(&running, 5);
    // What it was told last is in no file yet: asked to end, it writes it.
    let (status, log) = running.terminate();
    assert!(status.success() && log.contains("are spilled"), "{log}");
    cluster.start_keeper();
    let running = start();
    wait_until("all are stored", || counted(&store) >= 15);
    let (status, log) = running.terminate();
    assert!(status.success(), "{log}");
    assert_eq!(counted(&store), 15, "once");
}

/// Sends reports, each of which is taken.
fn send(running: &Program, count: usize) {
    let body = program::report(3, program::slot(), &mut Numbers(7));
    let length = body.len();
    for _ in 0..count {
        let mut stream = running.connect();
        let request = format!(
            "POST /v1/reports HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    }
}
