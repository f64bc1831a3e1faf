//! Several steps at once: one in each lane, and none before what it needs.

use anyhow::{Context, Result, ensure};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use super::Outcome;
use super::steps::{Lane, Step};
use crate::workspace::Workspace;
use crate::{build, process};

/// No step took half of this where it was measured. One that takes all of it hangs, and is ended
/// and named rather than waited for.
const STEP_LIMIT: Duration = Duration::from_secs(30 * 60);
/// All of them together: CI ends what takes ninety minutes, and would not say what hung.
const LIMIT: Duration = Duration::from_secs(84 * 60);

/// Runs the steps; their outcomes in the order in which they ended.
pub fn run(workspace: &Workspace, steps: &[&'static Step]) -> Result<Vec<Outcome>> {
    let folder = workspace.target.join("test-output");
    build::empty(&folder)?;
    let testing = steps.iter().filter(|step| step.lane != Lane::SetUp).count();
    let first = steps.iter().find(|step| step.lane == Lane::Lab);
    let running = Running {
        workspace,
        // Whoever runs one step wants to see it at once.
        folder: (testing > 1).then_some(&folder),
        hurried: first.map_or(&[], |step| step.needs),
        begin: Instant::now(),
        state: Mutex::new(State {
            open: steps.to_vec(),
            begun: Vec::new(),
            ended: Vec::new(),
        }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        for lane in [Lane::SetUp, Lane::Work, Lane::Lab] {
            let running = &running;
            scope.spawn(move || running.lane(lane));
        }
    });
    let state = running.state.into_inner();
    Ok(state.unwrap_or_else(|broken| broken.into_inner()).ended)
}

struct Running<'a> {
    workspace: &'a Workspace,
    /// Where each step's output is kept until it has ended; without it, it is shown at once.
    folder: Option<&'a Path>,
    /// What the browsers' first step needs: until then there is nobody to stand aside for.
    hurried: &'static [&'static str],
    begin: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// What has not ended, in the order of the table.
    open: Vec<&'static Step>,
    /// Those of them that some lane has taken.
    begun: Vec<&'static str>,
    ended: Vec<Outcome>,
}

/// What a lane does next.
enum Next {
    Run(&'static Step),
    /// Not this step: one that it needs failed.
    Leave(&'static Step, &'static str),
    Wait,
    End,
}

impl State {
    /// The first step of a lane for which all is there; it is then this lane's.
    fn take(&mut self, lane: Lane) -> Next {
        let of_lane = |step: &&&'static Step| step.lane == lane && !self.begun.contains(&step.name);
        let is_open = |name: &str| self.open.iter().any(|one| one.name == name);
        let mut own = self.open.iter().filter(of_lane).peekable();
        if own.peek().is_none() {
            return Next::End;
        }
        // Whoever left a step out says that what it makes is there.
        let Some(&step) = own.find(|step| !step.needs.iter().any(|name| is_open(name))) else {
            return Next::Wait;
        };
        self.begun.push(step.name);
        let has_failed = |name: &&&str| {
            let mut of_it = self.ended.iter().filter(|one| one.step.name == **name);
            of_it.any(|outcome| outcome.error.is_some())
        };
        match step.needs.iter().find(has_failed) {
            Some(name) => Next::Leave(step, name),
            None => Next::Run(step),
        }
    }
}

impl Running<'_> {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that may panic is done while it is held.
        self.state
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// Runs the steps of a lane, one after the other.
    fn lane(&self, lane: Lane) {
        loop {
            let mut state = self.state();
            let next = loop {
                match state.take(lane) {
                    Next::Wait => {
                        let woken = self.changed.wait(state);
                        state = woken.unwrap_or_else(|broken| broken.into_inner());
                    }
                    next => break next,
                }
            };
            drop(state);
            let begin = Instant::now();
            let (step, error) = match next {
                Next::End | Next::Wait => return,
                Next::Leave(step, name) => {
                    (step, Some(format!("not run, because `{name}` failed")))
                }
                Next::Run(step) => (step, self.run(step).err().map(|error| format!("{error:#}"))),
            };
            let outcome = Outcome {
                step,
                time: begin.elapsed(),
                error,
            };
            let mut state = self.state();
            self.tell(&outcome);
            state.open.retain(|one| one.name != step.name);
            state.ended.push(outcome);
            self.changed.notify_all();
        }
    }

    fn run(&self, step: &Step) -> Result<()> {
        let mut command = (step.command)(self.workspace)?;
        if step.lane != Lane::Lab && !self.hurried.contains(&step.name) {
            command = process::standing_aside(&command);
        }
        let limit = STEP_LIMIT.min(LIMIT.saturating_sub(self.begin.elapsed()));
        ensure!(!limit.is_zero(), "not run: those before it took too long");
        let Some(folder) = self.folder else {
            println!("\n── {}: {}", step.name, step.what);
            return process::run_within(&mut command, limit);
        };
        println!("── {} begins at {}", step.name, self.clock());
        let path = output_of(folder, step);
        let output = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        command
            .stdin(Stdio::null())
            .stderr(output.try_clone()?)
            .stdout(output);
        process::run_within(&mut command, limit)
    }

    /// The time since the first step, as minutes and seconds.
    fn clock(&self) -> String {
        let seconds = self.begin.elapsed().as_secs();
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    /// Shows all of a step together: others run beside it.
    fn tell(&self, outcome: &Outcome) {
        let Outcome { step, time, error } = outcome;
        if let Some(folder) = self.folder {
            println!("\n── {}: {}", step.name, step.what);
            // There is none of a step that was not run.
            let output = fs::read(output_of(folder, step)).unwrap_or_default();
            print!("{}", String::from_utf8_lossy(&output));
        }
        let (seconds, clock) = (time.as_secs_f64(), self.clock());
        match error {
            None => println!("── {}: passed in {seconds:.1} s, at {clock}\n", step.name),
            Some(error) => {
                println!(
                    "── {}: FAILED after {seconds:.1} s, at {clock}: {error}\n",
                    step.name
                );
            }
        }
    }
}

fn output_of(folder: &Path, step: &Step) -> PathBuf {
    folder.join(format!("{}.txt", step.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &'static str, lane: Lane, needs: &'static [&'static str]) -> &'static Step {
        Box::leak(Box::new(Step {
            name,
            what: "",
            lane,
            needs,
            command: |_| anyhow::bail!("nobody runs it"),
        }))
    }

    fn state(open: Vec<&'static Step>) -> State {
        State {
            open,
            begun: Vec::new(),
            ended: Vec::new(),
        }
    }

    fn end(state: &mut State, step: &'static Step, error: Option<&str>) {
        state.open.retain(|one| one.name != step.name);
        state.ended.push(Outcome {
            step,
            time: Default::default(),
            error: error.map(str::to_owned),
        });
    }

    #[test]
    fn a_step_waits_for_what_it_needs_and_lets_others_pass() {
        let browsers = step("browsers", Lane::SetUp, &[]);
        let page = step("page", Lane::Work, &["browsers"]);
        let plain = step("plain", Lane::Work, &[]);
        let mut state = state(vec![browsers, page, plain]);
        assert!(matches!(state.take(Lane::SetUp), Next::Run(one) if one.name == "browsers"));
        assert!(matches!(state.take(Lane::SetUp), Next::End));
        assert!(matches!(state.take(Lane::Work), Next::Run(one) if one.name == "plain"));
        assert!(matches!(state.take(Lane::Work), Next::Wait));
        end(&mut state, browsers, None);
        assert!(matches!(state.take(Lane::Work), Next::Run(one) if one.name == "page"));
    }

    #[test]
    fn a_step_without_what_it_needs_is_not_run() {
        let browsers = step("browsers", Lane::SetUp, &[]);
        let page = step("page", Lane::Work, &["browsers"]);
        let mut state = state(vec![browsers, page]);
        state.take(Lane::SetUp);
        end(&mut state, browsers, Some("no network"));
        assert!(matches!(state.take(Lane::Work), Next::Leave(_, "browsers")));
    }

    #[test]
    fn who_leaves_a_step_out_has_what_it_makes() {
        let page = step("page", Lane::Work, &["browsers"]);
        let mut state = state(vec![page]);
        assert!(matches!(state.take(Lane::Work), Next::Run(one) if one.name == "page"));
    }
}
