//! All tests, with a summary at the end. What needs a quiet machine has a lane of its own, beside
//! which the rest runs with what the processors have left.

mod lanes;
mod steps;

use anyhow::{Result, bail};
use clap::Args;
use std::time::Duration;

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
    let outcomes = lanes::run(workspace, &chosen)?;
    summary(&outcomes, &left_out)
}

/// The steps to run, and those that the options leave out.
fn choose(options: &Options) -> (Vec<&'static Step>, Vec<&'static Step>) {
    let given = |list: &[String], step: &Step| list.iter().any(|name| name == step.name);
    let mut needed: Vec<&str> = Vec::new();
    // What a step needs stands above it.
    for step in STEPS.iter().rev() {
        if given(&options.only, step) || needed.contains(&step.name) {
            needed.extend(step.needs);
        }
    }
    STEPS.iter().partition(|step| {
        let is_needed = needed.contains(&step.name);
        let wanted = options.only.is_empty() || given(&options.only, step) || is_needed;
        wanted && !given(&options.skip, step)
    })
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
