//! `kill -9` under load: the file opens, its counters belong to whole flushes, and nothing is
//! missing but what had not been flushed. And a polite end loses nothing at all.

mod program;

use program::{Numbers, PATIENCE, Program, catalogue, report, slot};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const PLATFORMS: u16 = 12;
/// What is younger than this may be missing: a flush begins every second, and may take as long on
/// a machine that does other things too.
const UNFLUSHED: Duration = Duration::from_secs(2);

fn start(folder: &Path) -> Program {
    let binary = Path::new(env!("CARGO_BIN_EXE_getthrough-collector"));
    let limits = ["--report-burst", "1000000", "--report-every-ms", "1"];
    Program::start(binary, folder, &limits)
}

/// Sends until it is told to stop or the connection breaks.
fn sender(address: &str, stop: Arc<AtomicBool>, taken: Arc<AtomicU64>) {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return;
    };
    let body = report(PLATFORMS, slot(), &mut Numbers(3));
    let request = format!(
        "POST /v1/reports HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = [0; 4_096];
    while !stop.load(Ordering::SeqCst) {
        if stream.write_all(request.as_bytes()).is_err() {
            return;
        }
        match stream.read(&mut answer) {
            Ok(read) if answer[..read].starts_with(b"HTTP/1.1 202") => {
                taken.fetch_add(1, Ordering::SeqCst);
            }
            _ => return,
        }
    }
}

/// Senders, and how many reports they were told are taken.
struct Load {
    stop: Arc<AtomicBool>,
    taken: Arc<AtomicU64>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Load {
    fn on(program: &Program) -> Self {
        let (stop, taken) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let threads = (0..4).map(|_| {
            let (address, stop, taken) = (program.address.clone(), stop.clone(), taken.clone());
            std::thread::spawn(move || sender(&address, stop, taken))
        });
        let threads = threads.collect();
        Self {
            stop,
            taken,
            threads,
        }
    }

    fn taken(&self) -> u64 {
        self.taken.load(Ordering::SeqCst)
    }

    fn end(self) -> u64 {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.join().expect("a sender");
        }
        self.taken.load(Ordering::SeqCst)
    }
}

/// The reports in the file, after holding everything in it together.
fn stored(folder: &Path) -> u64 {
    let db = rusqlite::Connection::open(folder.join("a.db")).expect("it opens");
    let ask = |text: &str| -> String {
        db.query_row(text, [], |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Integer(n) => n.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => panic!("{other:?}"),
            })
            .expect("it answers")
    };
    assert_eq!(ask("PRAGMA integrity_check"), "ok");
    // A report counts once for each platform: in whole flushes, all of them have the same.
    let each =
        "SELECT count(DISTINCT n) FROM (SELECT sum(reports) AS n FROM rows GROUP BY platform)";
    assert_eq!(ask(each), "1", "half a flush is in the file");
    assert_eq!(
        ask("SELECT count(DISTINCT platform) FROM rows"),
        PLATFORMS.to_string()
    );
    let verdicts: Vec<String> = (0..6).map(|n| format!("verdict{n}")).collect();
    let odd = format!(
        "SELECT count(*) FROM rows WHERE votes <> {}",
        verdicts.join(" + ")
    );
    assert_eq!(ask(&odd), "0", "each vote has one verdict");
    let sum = ask("SELECT sum(reports) FROM rows WHERE platform = 1");
    sum.parse().expect("a number")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = catalogue(PLATFORMS).to_string();
    std::fs::write(folder.path().join("catalogue.json"), text).expect("written");
    folder
}

#[test]
fn killed_ten_times_under_load_it_loses_at_most_what_was_not_flushed() {
    let folder = folder();
    let mut before = 0;
    for round in 0..10_u64 {
        let program = start(folder.path());
        let load = Load::on(&program);
        // How many were taken by when.
        let mut marks = Vec::new();
        let started = Instant::now();
        // Never at the same point of the second.
        let until = UNFLUSHED + Duration::from_millis(700 + round * 110);
        while started.elapsed() < until {
            marks.push((Instant::now(), load.taken()));
            std::thread::sleep(Duration::from_millis(10));
        }
        program.kill();
        let killed = Instant::now();
        let taken = load.end();
        assert!(taken > 0, "it was under load");
        let after = stored(folder.path());
        let new = after - before;
        // One more of each sender may be in the file: killed before it could say so.
        assert!(new <= taken + 4, "{new} of {taken}: something counts twice");
        let old = marks.iter().filter(|(at, _)| killed - *at > UNFLUSHED);
        let safe = old.map(|(_, taken)| *taken).max().unwrap_or(0);
        assert!(safe > 0, "some of it was there long enough");
        assert!(new >= safe, "{new}, and {safe} were there to be flushed");
        println!("round {round}: {taken} taken, {new} in the file");
        before = after;
    }
    assert!(before > 0);
}

#[test]
fn told_to_end_under_load_it_stores_all_that_it_took() {
    let folder = folder();
    let program = start(folder.path());
    let load = Load::on(&program);
    let started = Instant::now();
    while load.taken() < 500 {
        assert!(started.elapsed() < PATIENCE, "{} taken", load.taken());
        std::thread::sleep(Duration::from_millis(10));
    }
    let (status, log) = program.terminate();
    let taken = load.end();
    assert!(status.success(), "{status}: {log}");
    assert!(log.contains("everything is stored"), "{log}");
    let stored = stored(folder.path());
    // Its answer may have been on the way when the connection ended.
    assert!(
        (taken..=taken + 4).contains(&stored),
        "{taken} taken, {stored} stored"
    );
}
