//! What the program says when it starts: what is unsafe is loud, and a mistake says what to do.

mod program;

use program::{Program, catalogue};
use std::path::Path;
use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_getthrough-collector");

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = catalogue(3).to_string();
    std::fs::write(folder.path().join("catalogue.json"), text).expect("written");
    folder
}

fn log(arguments: &[&str]) -> String {
    let folder = folder();
    let program = Program::start(Path::new(BINARY), folder.path(), arguments);
    let (status, log) = program.terminate();
    assert!(status.success(), "{log}");
    log
}

#[test]
fn what_is_only_for_tests_is_announced_and_nothing_else_is() {
    let lowered = log(&["--insecure-test-k", "1"]);
    assert!(
        lowered.contains("WARN") && lowered.contains("INSECURE"),
        "{lowered}"
    );
    assert!(lowered.contains("visitors can be told apart"), "{lowered}");
    let shifted = log(&["--insecure-test-clock", "nowhere"]);
    assert!(shifted.contains("INSECURE"), "{shifted}");
    let open = log(&["--trusted-proxy", "0.0.0.0/0"]);
    assert!(open.contains("anybody can vote as anybody"), "{open}");
    assert!(!log(&[]).contains("INSECURE"));
}

#[test]
fn a_mistake_says_what_to_do_and_nothing_is_started() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (good, db) = (path("catalogue.json"), path("a.db"));
    std::fs::write(path("text"), "This is no catalogue.").expect("written");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken
        .local_addr()
        .map(|address| (taken, address.to_string()));
    let (_held, taken) = taken.expect("an address");
    let none = path("none");
    let nowhere = path("none/a.db");
    let text = path("text");
    // Nobody can listen there.
    let nobody = "clickhouse://127.0.0.1:0/figures".to_owned();
    for (arguments, says) in [
        (vec![], "name one with `--catalogue FILE`"),
        (vec!["--catalogue", &none], "cannot be read"),
        (vec!["--catalogue", &text], "is no catalogue"),
        (
            vec!["--catalogue", &good, "--site", &none],
            "build one with",
        ),
        (vec!["--catalogue", &good, "--networks", &text], "networks"),
        (
            vec!["--catalogue", &good, "--listen", &taken],
            "is something else there",
        ),
        (
            vec!["--catalogue", &good, "--db", &nowhere],
            "is its folder there",
        ),
        (
            vec!["--catalogue", &good, "--store", "postgres://one/figures"],
            "postgres:// is not known",
        ),
        (
            vec!["--catalogue", &good, "--store", &nobody],
            "does it run",
        ),
        (
            vec!["--catalogue", &good, "--store", &nobody, "--spill", &text],
            "cannot be used to spill",
        ),
        (vec!["--listen", "here"], "--listen"),
        (vec!["--report-burst", "0"], "--report-burst"),
        (vec!["--colour"], "--colour"),
    ] {
        let mut command = Command::new(BINARY);
        let listens = arguments.contains(&"--listen");
        command.args(&arguments);
        if !listens {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        if !arguments
            .iter()
            .any(|flag| ["--db", "--store"].contains(flag))
        {
            command.args(["--db", &db]);
        }
        let output = command.output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(told.contains(says), "{arguments:?}: {told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}
