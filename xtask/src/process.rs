//! Other programs: how they are run, and what a person is told when one fails.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The Cargo that runs this command.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command to its end; its output goes where the command sends it.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
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
