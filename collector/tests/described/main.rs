//! The running program against its own OpenAPI document: schemathesis asks all that the document
//! allows, and much that it does not. No answer is a failure of the server, each is one that the
//! document has, and the program does not grow by it.
//!
//! It needs schemathesis, so it is not part of `cargo test`: `cargo xtask test --only api` runs it.

#[path = "../program/mod.rs"]
mod program;

use program::{Numbers, Program, catalogue, report, slot};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PLATFORMS: u16 = 3;
/// Two hours, in which what was sent becomes public.
const BACK: &str = "-7200";
/// The program may be larger at the end by this, bytes: what caches and allocators keep.
const GROWTH: u64 = 96 << 20;
/// All that schemathesis can look at in an answer, but for what needs a session or a secret.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,\
    unsupported_method,allow_header_conformance";

#[test]
fn all_that_the_document_allows_and_more_is_answered_as_it_says() {
    let tool = std::env::var_os("SCHEMATHESIS").map(PathBuf::from);
    let tool =
        tool.expect("SCHEMATHESIS names the folder that has it: run `cargo xtask test --only api`");
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    write("catalogue.json", &catalogue(PLATFORMS).to_string());
    write("shift", BACK);
    let shift = folder.path().join("shift");
    let open = [
        "--report-burst",
        "1000000",
        "--report-every-ms",
        "1",
        "--read-burst",
        "1000000",
        "--read-every-ms",
        "1",
    ];
    let test = ["--insecure-test-k", "1", "--insecure-test-clock"];
    let shift = [shift.to_str().expect("a name")];
    let arguments = [&open[..], &test, &shift].concat();
    let binary = Path::new(env!("CARGO_BIN_EXE_getthrough-collector"));
    let program = Program::start(binary, folder.path(), &arguments);

    // Some figures, so that there is something to be told.
    let body = report(PLATFORMS, slot() - 8, &mut Numbers(1));
    let answer = ask(
        &program,
        &format!(
            "POST /v1/reports HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    wait_until_stored(folder.path());
    write("shift", "0");
    let cells = "GET /v1/cells?platform=p1 HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n";
    let told = ask(&program, cells);
    assert!(told.contains("\"votes\""), "{told}");

    let before = run(&tool, &program, "1", 5);
    let after = run(&tool, &program, "2", 150);
    println!(
        "memory before: {} MB, after: {} MB",
        before >> 20,
        after >> 20
    );
    assert!(
        after < before + GROWTH,
        "it grew from {before} to {after} bytes"
    );
    let (status, log) = program.terminate();
    assert!(status.success(), "{log}");
    assert!(!log.contains("ERROR") && !log.contains("panicked"), "{log}");
}

/// Lets schemathesis ask, and gives the program's memory afterwards.
fn run(tool: &Path, program: &Program, seed: &str, examples: u32) -> u64 {
    let mut command = Command::new("python3");
    command
        .arg(tool.join("bin/st"))
        .args(["run", &format!("http://{}/openapi.json", program.address)])
        .args(["--phases", "examples,coverage,fuzzing", "--seed", seed])
        .args(["--max-examples", &examples.to_string()])
        .args(["--checks", CHECKS, "--continue-on-failure"])
        .env("PYTHONPATH", tool)
        .env("NO_COLOR", "1")
        // It keeps what it found beside where it runs.
        .current_dir(tool);
    let output = command.output().expect("python3 runs");
    let told = String::from_utf8_lossy(&output.stdout);
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{why}");
    let passed = told.lines().find(|line| line.contains("generated,"));
    println!("{}", passed.unwrap_or_default().trim());
    assert!(passed.is_some(), "it asked nothing: {told}");
    program.memory()
}

/// A figure is told as it was when it became public, so it must be there by then.
fn wait_until_stored(folder: &Path) {
    let db = rusqlite::Connection::open(folder.join("a.db")).expect("the database");
    let started = Instant::now();
    let stored = || {
        let count = db.query_row("SELECT count(*) FROM rows", [], |row| row.get::<_, i64>(0));
        count.expect("an answer") > 0
    };
    while !stored() {
        let waited = started.elapsed();
        assert!(waited < Duration::from_secs(30), "nothing is stored");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn ask(program: &Program, request: &str) -> String {
    let mut stream = program.connect();
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
