//! All tests, one step after the other, with a summary at the end.

mod steps;

use anyhow::{Result, bail};
use clap::Args;
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::process;
use crate::workspace::Workspace;
use steps::{STEPS, Step};

/// What `cargo xtask test` can be told.
#[derive(Args)]
pub struct Options {
    /// Run only this step and what it needs; may be given more than once
    #[arg(long, value_name = "STEP", value_parser = steps::names())]
    only: Vec<String>,
    /// Leave this step out; may be given more than once
    #[arg(long, value_name = "STEP", value_parser = steps::names())]
    skip: Vec<String>,
}

/// How a step ended.
struct Outcome {
    step: &'static Step,
    time: Duration,
    error: Option<String>,
}

/// Runs the steps; an error when one of them failed.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let (chosen, left_out) = choose(options);
    if !left_out.is_empty() && std::env::var_os("CI").is_some_and(|value| value == "true") {
        bail!("in CI every step runs: leave out --only and --skip");
    }

    // Setting up waits for the network more than for the processor: it runs beside the first
    // steps and is told when a step needs it.
    let (setting_up, steps): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|step| step.sets_up);
    let mut setting_up = Some(start(workspace, setting_up)?);
    let mut outcomes: Vec<Outcome> = Vec::new();
    for step in steps {
        if step.needs.iter().any(|name| steps::sets_up(name))
            && let Some(handle) = setting_up.take()
        {
            outcomes.extend(finish(handle));
        }
        let failed = |name: &&&str| {
            let of_name = |outcome: &&Outcome| outcome.step.name == **name;
            outcomes
                .iter()
                .find(of_name)
                .is_some_and(|o| o.error.is_some())
        };
        let in_the_way = step.needs.iter().find(failed);
        heading(step);
        let begin = Instant::now();
        let error = match in_the_way {
            Some(name) => Some(format!("not run, because `{name}` failed")),
            None => (step.command)(workspace)
                .and_then(|mut command| process::run(&mut command))
                .err()
                .map(|error| format!("{error:#}")),
        };
        outcomes.push(told(Outcome {
            step,
            time: begin.elapsed(),
            error,
        }));
    }
    if let Some(handle) = setting_up {
        outcomes.extend(finish(handle));
    }
    summary(&outcomes, &left_out)
}

/// The steps to run, and those that the options leave out.
fn choose(options: &Options) -> (Vec<&'static Step>, Vec<&'static Step>) {
    let given = |list: &[String], step: &Step| list.iter().any(|name| name == step.name);
    let needed = |step: &Step| {
        let only = STEPS.iter().filter(|other| given(&options.only, other));
        only.flat_map(|other| other.needs)
            .any(|name| *name == step.name)
    };
    STEPS.iter().partition(|step| {
        let wanted = options.only.is_empty() || given(&options.only, step) || needed(step);
        wanted && !given(&options.skip, step)
    })
}

type SettingUp = JoinHandle<Vec<(Outcome, Vec<u8>)>>;

/// Runs the steps that set up on a thread of their own and keeps what they print.
fn start(workspace: &Workspace, steps: Vec<&'static Step>) -> Result<SettingUp> {
    let commands = steps
        .into_iter()
        .map(|step| Ok((step, (step.command)(workspace)?)))
        .collect::<Result<Vec<_>>>()?;
    let run = |(step, command): (_, Command)| {
        let begin = Instant::now();
        let (error, printed) = capture(command);
        (
            Outcome {
                step,
                time: begin.elapsed(),
                error,
            },
            printed,
        )
    };
    Ok(thread::spawn(move || {
        commands.into_iter().map(run).collect()
    }))
}

fn capture(mut command: Command) -> (Option<String>, Vec<u8>) {
    match command.stdin(Stdio::null()).output() {
        Ok(output) => {
            let error = (!output.status.success()).then(|| output.status.to_string());
            (error, [output.stdout, output.stderr].concat())
        }
        Err(error) => (Some(error.to_string()), Vec::new()),
    }
}

fn finish(setting_up: SettingUp) -> Vec<Outcome> {
    let ended = setting_up
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let tell = |(outcome, printed): (Outcome, Vec<u8>)| {
        heading(outcome.step);
        print!("{}", String::from_utf8_lossy(&printed));
        told(outcome)
    };
    ended.into_iter().map(tell).collect()
}

fn heading(step: &Step) {
    println!("\n── {}: {}", step.name, step.what);
}

fn told(outcome: Outcome) -> Outcome {
    let seconds = outcome.time.as_secs_f64();
    match &outcome.error {
        None => println!("── {}: passed in {seconds:.1} s", outcome.step.name),
        Some(error) => println!(
            "── {}: FAILED after {seconds:.1} s: {error}",
            outcome.step.name
        ),
    }
    outcome
}

fn summary(outcomes: &[Outcome], left_out: &[&Step]) -> Result<()> {
    println!();
    for Outcome { step, time, error } in outcomes {
        let word = if error.is_some() { "FAILED" } else { "passed" };
        println!("{word}  {:>7.1} s  {}", time.as_secs_f64(), step.name);
    }
    if !left_out.is_empty() {
        let names: Vec<_> = left_out.iter().map(|step| step.name).collect();
        println!("NOT RUN, as you asked: {}", names.join(", "));
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.error.is_some())
        .count();
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    if failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

#[cfg(test)]
mod test {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Vec<&'static str> {
        let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let (chosen, _) = choose(&Options {
            only: owned(only),
            skip: owned(skip),
        });
        chosen.iter().map(|step| step.name).collect()
    }

    #[test]
    fn without_options_every_step_runs() {
        assert_eq!(names(&[], &[]).len(), STEPS.len());
    }

    #[test]
    fn one_step_brings_what_it_needs() {
        assert_eq!(names(&["types"], &[]), ["npm", "types"]);
    }

    #[test]
    fn a_step_can_be_left_out() {
        let names = names(&[], &["lab"]);
        assert_eq!(names.len(), STEPS.len() - 1);
        assert!(!names.contains(&"lab"));
    }
}
