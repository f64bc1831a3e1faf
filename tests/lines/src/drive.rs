//! The loop between the state machine and the world: what the browser shell does in a page.

use getthrough::catalogue::Catalogue;
use getthrough::result::RunResult;
use getthrough::run::{Command, Options, Run};

use crate::world::{Happening, World};

/// How often the page draws what is new, milliseconds.
const DRAW_MS: f64 = 250.0;
/// A run that is not over by now, milliseconds, never will be.
const FOREVER_MS: f64 = 600_000.0;

/// Drives a run over these platforms to its end.
///
/// # Panics
/// Where the run does not end, or gives out commands at one moment for ever.
pub fn drive(
    catalogue: &Catalogue,
    platforms: Vec<String>,
    own_url: Option<&str>,
    seed: u32,
    world: &mut World,
) -> RunResult {
    let options = Options {
        platforms,
        own_url: own_url.map(str::to_owned),
        seed,
        started_ms: 1.8e12,
    };
    let mut now = 0.0;
    let mut run = Run::new(catalogue.clone(), options, world.browser_environment(), now);
    obey(&mut run, world, now);
    let mut timer = Timer::default();
    let mut drawn = now;
    while !run.is_done() {
        let wake = run
            .wake_at()
            .expect("a run that is not over has a time to wake");
        let fires = timer.set_for(wake, now, world);
        match world.next(fires) {
            Some((at, happening)) => {
                now = at.max(now);
                match happening {
                    Happening::Seen(id, seen) => run.observe(id, seen, now),
                    Happening::Page(signal) => run.signal(signal, now),
                }
            }
            None => {
                now = fires;
                timer = Timer::default();
            }
        }
        assert!(now < FOREVER_MS, "the run does not end");
        obey(&mut run, world, now);
        if now - drawn > DRAW_MS || run.is_done() {
            drawn = now;
            run.updates();
        }
    }
    run.result()
}

fn obey(run: &mut Run, world: &mut World, now: f64) {
    for command in run.poll(now) {
        match command {
            Command::Start(request) => world.start(request, now),
            Command::Abort(id) => world.abort(id),
        }
    }
}

/// The one timer of the shell: set anew when the run asks for another time.
#[derive(Default)]
struct Timer(Option<(f64, f64)>);

impl Timer {
    fn set_for(&mut self, wake: f64, now: f64, world: &mut World) -> f64 {
        match self.0 {
            Some((set_for, fires)) if set_for == wake => fires,
            _ => {
                let fires = world.fires(wake, now);
                self.0 = Some((wake, fires));
                fires
            }
        }
    }
}
