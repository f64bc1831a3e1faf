//! Other programs: how they are run, and what a person is told when one fails.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use sysinfo::{Pid, Process, ProcessRefreshKind, ProcessesToUpdate, Signal, System, UpdateKind};

/// Those that are asked to end get this long before they are made to.
const PATIENCE: Duration = Duration::from_secs(10);

/// The Cargo that runs this command.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command to its end; its output goes where the command sends it.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    succeeded(command, status)
}

/// The same for one that may hang: after `limit` it is ended with all that it started, and the
/// error names what ran.
pub fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let id = Pid::from_u32(child.id());
    let (ended, wait) = mpsc::channel();
    // It ends with the child, and has nobody to tell where that was not waited for.
    thread::spawn(move || drop(ended.send(child.wait())));
    if let Ok(status) = wait.recv_timeout(limit) {
        return succeeded(command, status.with_context(|| cannot_start(command))?);
    }
    let hangs = format!(
        "`{}` is not done after {:.0} s, in which it should long have been",
        line(command),
        limit.as_secs_f64()
    );
    let left = Family::of(id).with_context(|| format!("{hangs}, and cannot be ended"))?;
    let running = left.told();
    left.send(Signal::Term);
    // A child that was asked has ended, or is made to.
    let _ = wait.recv_timeout(PATIENCE);
    left.send(Signal::Kill);
    bail!("{hangs}. It was ended; it ran:\n{running}")
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// A process and those that it started, at one moment.
struct Family {
    system: System,
    /// Whoever was started stands after who started it.
    members: Vec<Pid>,
}

impl Family {
    fn of(first: Pid) -> Result<Self> {
        let mut system = System::new()?;
        let kind = ProcessRefreshKind::nothing()
            .with_cmd(UpdateKind::Always)
            .without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
        let mut members = vec![first];
        let mut looked = 0;
        while let Some(&parent) = members.get(looked) {
            let children = system.processes().values();
            let children = children.filter(|one| one.parent() == Some(parent));
            members.extend(children.map(Process::pid));
            looked += 1;
        }
        Ok(Self { system, members })
    }

    fn processes(&self) -> impl Iterator<Item = &Process> {
        let found = self.members.iter().map(|&id| self.system.process(id));
        found.flatten()
    }

    /// A line for each, with the seconds since it was started.
    fn told(&self) -> String {
        let lines = self.processes().map(|one| {
            let words = one.cmd().iter().map(|word| word.to_string_lossy());
            let words: String = words.collect::<Vec<_>>().join(" ");
            let begin: String = words.chars().take(160).collect();
            format!("  {:>6} s  {begin}", one.run_time())
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn send(&self, signal: Signal) {
        for one in self.processes() {
            // It may have ended by itself.
            let _ = one.kill_with(signal);
        }
    }
}

/// Runs a command and gives what it printed.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", line(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed something that is not text", line(command)))
}

/// The same command, which gets of the processor what others leave, where the system can do that.
pub fn standing_aside(command: &Command) -> Command {
    let mut aside = match find("nice") {
        Some(nice) => {
            let mut aside = Command::new(nice);
            aside.args(["-n", "19"]).arg(command.get_program());
            aside
        }
        None => Command::new(command.get_program()),
    };
    aside.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => aside.env(name, value),
            None => aside.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        aside.current_dir(folder);
    }
    aside
}

/// Where the shell would find a program, if anywhere.
pub fn find(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` could not be started", line(command))
}

/// As a person would type it: without the folder the program is in.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    std::iter::once(program.file_name().unwrap_or(program.as_os_str()))
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Instant;

    fn shell(text: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", text]);
        shell
    }

    #[test]
    fn what_ends_in_time_is_as_it_ended() {
        let limit = Duration::from_secs(60);
        run_within(&mut shell("true"), limit).expect("it succeeds");
        let error = run_within(&mut shell("exit 3"), limit).expect_err("it fails");
        assert!(error.to_string().contains("exit status: 3"), "{error}");
    }

    #[test]
    fn what_hangs_is_ended_and_named_with_all_that_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("id");
        let text = format!(
            "sleep 1000 & echo $! > {0}.new && mv {0}.new {0}; wait",
            file.display()
        );
        let begun = Instant::now();
        let mut command = shell(&text);
        let error = run_within(&mut command, Duration::from_secs(2)).expect_err("it hangs");
        assert!(begun.elapsed() < Duration::from_secs(60));
        assert!(error.to_string().contains("sleep 1000"), "{error}");
        let inner = std::fs::read_to_string(file).expect("it was started");
        let inner = Pid::from_u32(inner.trim().parse().expect("a number"));
        let still = Family::of(inner).expect("processes are told");
        let still: Vec<_> = still.processes().map(Process::status).collect();
        // Nobody may have asked yet how it ended.
        assert!(
            still
                .iter()
                .all(|one| *one == sysinfo::ProcessStatus::Zombie),
            "{still:?}"
        );
    }
}
