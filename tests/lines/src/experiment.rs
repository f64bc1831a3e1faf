//! What is tried: kinds of trials, and how trial number `n` of a kind is set up.

use getthrough::catalogue::{Catalogue, Platform, Role, host_of};
use getthrough::result::RunResult;
use getthrough::rng::Rng;
use getthrough::run::Signal;
use getthrough::verdict::PlatformVerdict;

use crate::browser::{Browser, KINDS, Kind};
use crate::catalogue::{OWN_URL, catalogue, standard};
use crate::drive::drive;
use crate::host::Interference;
use crate::line::{Line, between, pick};
use crate::world::{Stir, World};

const RTT_MS: [f64; 7] = [10.0, 30.0, 60.0, 120.0, 250.0, 500.0, 800.0];
const KBPS: [f64; 7] = [256.0, 512.0, 1_000.0, 2_000.0, 5_000.0, 20_000.0, 100_000.0];
/// Loss of most lines, as a share of packets, each way.
const LOSS: [f64; 5] = [0.0, 0.005, 0.01, 0.02, 0.05];
const HEAVY_LOSS: [f64; 3] = [0.06, 0.10, 0.15];
/// Places on the grid: round trips, losses, rates and kinds of browsers.
const GRID: u64 = 7 * 5 * 7 * 4;
/// Platforms that are interfered with in one trial.
const VICTIMS: usize = 6;

/// A kind of trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    /// Nothing is done to anything; loss up to 5 %.
    Undisturbed,
    /// Nothing is done to anything; loss of 6–15 %.
    HeavyLoss,
    /// Nothing is done to the traffic, but the page is hidden, the device sleeps, or its clock is
    /// set.
    Stirred,
    /// All hosts of six platforms are interfered with.
    Interfered(Interference),
    /// As with [`Interference::ConnectDropped`]; loss of 6–15 %.
    DroppedUnderLoss,
    /// As with [`Interference::NoSuchName`], and something nearby remembers the answer.
    RememberedMissing,
    /// As with [`Interference::NoSuchName`], in a browser whose clock has steps of 16.67 ms.
    CoarseClock,
    /// Only the hosts of pictures and scripts of six platforms are interfered with.
    MediaOnly,
    /// The platforms that have a larger object are policed, on lines that carry 2 Mbit/s and more,
    /// with a round trip up to 120 ms and loss up to 1 %.
    PolicedOnGoodLine,
    /// Every control is blocked, and six platforms are.
    ControlsBlocked,
    /// A captive portal answers for everything.
    Portal,
    /// Half of all hosts of platforms never answer.
    HalfBlackHoled,
}

/// What every trial has in common.
pub struct Bench {
    catalogue: Catalogue,
    ticked: Vec<String>,
}

/// One trial and what came of it.
pub struct Trial {
    /// The line it was on.
    pub line: Line,
    /// The browser.
    pub browser: Browser,
    /// Ids of the platforms that were interfered with.
    pub victims: Vec<String>,
    /// What the run said.
    pub result: RunResult,
    /// The world as the run left it: how far each host is, and how it answers.
    pub world: World,
}

impl Default for Bench {
    fn default() -> Self {
        Self::of(catalogue())
    }
}

impl Bench {
    /// Trials with the standard run of this catalogue.
    pub fn of(catalogue: Catalogue) -> Self {
        let ticked = standard(&catalogue);
        Self { catalogue, ticked }
    }

    /// Trial number `n`: the grid of lines and browsers comes round every 980 trials; all else is
    /// drawn.
    pub fn trial(&self, experiment: Experiment, n: u64) -> Trial {
        let mut rng = Rng::new(seed_of(experiment, n));
        let at = spread(n);
        let line = line_of(experiment, at, &mut rng);
        let browser = Browser::draw(kind_of(experiment, at), &mut rng);
        let world_seed = rng.next_u64();
        let mut world = World::new(
            &self.catalogue,
            OWN_URL,
            line.clone(),
            browser.clone(),
            world_seed,
        );
        let victims = self.interfere(experiment, at, &mut world, &mut rng);
        if experiment == Experiment::Stirred {
            stir(at, &mut world, &mut rng);
        }
        let seed = rng.next_u64() as u32;
        let result = drive(
            &self.catalogue,
            self.ticked.clone(),
            Some(OWN_URL),
            seed,
            &mut world,
        );
        Trial {
            line,
            browser,
            victims,
            result,
            world,
        }
    }

    fn interfere(
        &self,
        experiment: Experiment,
        n: usize,
        world: &mut World,
        rng: &mut Rng,
    ) -> Vec<String> {
        let all = |_: &Platform| true;
        match experiment {
            Experiment::Undisturbed | Experiment::HeavyLoss | Experiment::Stirred => Vec::new(),
            Experiment::Interfered(Interference::Policed | Interference::Stall)
            | Experiment::PolicedOnGoodLine => {
                let what = match experiment {
                    Experiment::Interfered(what) => what,
                    _ => Interference::Policed,
                };
                let victims = self.choose(VICTIMS, |p| p.object.is_some(), rng);
                self.block(&victims, world, |_| true, what)
            }
            Experiment::Interfered(_)
            | Experiment::DroppedUnderLoss
            | Experiment::RememberedMissing
            | Experiment::CoarseClock => {
                let what = match experiment {
                    Experiment::Interfered(what) => what,
                    Experiment::DroppedUnderLoss => Interference::ConnectDropped,
                    _ => Interference::NoSuchName,
                };
                let victims = self.choose(VICTIMS, all, rng);
                self.block(&victims, world, |_| true, what)
            }
            Experiment::MediaOnly => {
                let side = |role: Role| matches!(role, Role::Static | Role::Media);
                let has = |p: &Platform| p.endpoints.iter().any(|e| side(e.role));
                let victims = self.choose(VICTIMS, has, rng);
                self.block(&victims, world, side, blackout(n))
            }
            Experiment::ControlsBlocked => {
                for control in &self.catalogue.controls {
                    world.interfere(&control.url, blackout(n));
                }
                if n.is_multiple_of(3) {
                    world.interfere(OWN_URL, blackout(n));
                }
                let victims = self.choose(VICTIMS, all, rng);
                self.block(&victims, world, |_| true, blackout(n / 3))
            }
            Experiment::Portal => {
                world.interfere_everywhere(Interference::Portal);
                Vec::new()
            }
            Experiment::HalfBlackHoled => {
                let victims = self.choose(self.ticked.len() / 2, all, rng);
                self.block(&victims, world, |_| true, Interference::ConnectDropped)
            }
        }
    }

    fn choose(&self, n: usize, fits: impl Fn(&Platform) -> bool, rng: &mut Rng) -> Vec<&Platform> {
        let ticked = |p: &&Platform| self.ticked.contains(&p.id);
        let mut all: Vec<&Platform> = self
            .catalogue
            .platforms
            .iter()
            .filter(ticked)
            .filter(|p| fits(p))
            .collect();
        rng.shuffle(&mut all);
        all.truncate(n);
        all
    }

    fn block(
        &self,
        victims: &[&Platform],
        world: &mut World,
        role: impl Fn(Role) -> bool,
        what: Interference,
    ) -> Vec<String> {
        for platform in victims {
            for endpoint in platform.endpoints.iter().filter(|e| role(e.role)) {
                world.interfere(&endpoint.url, what);
                for url in [&endpoint.alt, &endpoint.image].into_iter().flatten() {
                    world.interfere(url, what);
                }
            }
            // Where the larger object shares a host with an endpoint, that one's role decides.
            let decided = |url: &str| {
                let beside = platform
                    .endpoints
                    .iter()
                    .find(|e| host_of(&e.url) == host_of(url));
                role(beside.map_or(Role::Media, |e| e.role))
            };
            if let Some(object) = platform.object.as_ref().filter(|o| decided(&o.url)) {
                world.interfere(&object.url, what);
            }
        }
        victims.iter().map(|p| p.id.clone()).collect()
    }
}

impl Experiment {
    /// What shows in larger files alone needs a line that carries them.
    fn wants_good_line(self) -> bool {
        matches!(
            self,
            Self::PolicedOnGoodLine | Self::Interfered(Interference::Stall)
        )
    }

    /// What is right for a platform that is interfered with.
    pub fn expects(self) -> PlatformVerdict {
        use Interference::{Extension, Loopback, Policed, Stall};
        match self {
            Self::Interfered(Policed) | Self::PolicedOnGoodLine => PlatformVerdict::Slow,
            Self::Interfered(Stall) | Self::MediaOnly => PlatformVerdict::Partly,
            Self::Interfered(Extension | Loopback) => PlatformVerdict::BrowserBlocked,
            Self::ControlsBlocked | Self::Portal => PlatformVerdict::Inconclusive,
            Self::Undisturbed | Self::HeavyLoss | Self::Stirred => PlatformVerdict::Reachable,
            Self::Interfered(_)
            | Self::DroppedUnderLoss
            | Self::RememberedMissing
            | Self::CoarseClock
            | Self::HalfBlackHoled => PlatformVerdict::Unreachable,
        }
    }
}

/// A place on the grid, so that few trials in a row cover it as evenly as many.
fn spread(n: u64) -> usize {
    // 617 has no factor in common with the 980 places.
    (n * 617 % GRID) as usize
}

/// A number for each trial that no other has.
fn seed_of(experiment: Experiment, n: u64) -> u64 {
    let kind = format!("{experiment:?}");
    // FNV-1a: a plain hash that is the same everywhere.
    let hash = kind.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Rng::new(hash ^ n).next_u64()
}

/// The coarse clock of fingerprint resistance hides what a few milliseconds would tell: it is
/// counted by itself, and among lines that nothing is done to.
fn kind_of(experiment: Experiment, n: usize) -> Kind {
    match experiment {
        Experiment::Undisturbed | Experiment::HeavyLoss | Experiment::Stirred => KINDS[n / 245 % 4],
        Experiment::CoarseClock => Kind::FirefoxResisting,
        _ => [Kind::Chromium, Kind::Firefox, Kind::Webkit][n / 245 % 3],
    }
}

fn line_of(experiment: Experiment, n: usize, rng: &mut Rng) -> Line {
    let loss = match experiment {
        Experiment::HeavyLoss | Experiment::DroppedUnderLoss => {
            HEAVY_LOSS[n / 7 % HEAVY_LOSS.len()]
        }
        _ if experiment.wants_good_line() => LOSS[n / 7 % 3],
        _ => LOSS[n / 7 % LOSS.len()],
    };
    let (rtt_ms, kbps) = match experiment {
        _ if experiment.wants_good_line() => (RTT_MS[n % 4], KBPS[3 + n / 35 % 4]),
        _ => (RTT_MS[n % 7], KBPS[n / 35 % 7]),
    };
    let mut line = Line::draw(rtt_ms, loss, kbps, rng);
    line.names.remembers_missing = experiment == Experiment::RememberedMissing;
    line
}

fn blackout(n: usize) -> Interference {
    let all = [
        Interference::ConnectDropped,
        Interference::Reset,
        Interference::NoSuchName,
    ];
    all[n % all.len()]
}

/// One to three of the things that happen to a page.
fn stir(n: usize, world: &mut World, rng: &mut Rng) {
    for _ in 0..=n % 3 {
        let at = between(rng, 0.0, 20_000.0);
        match rng.below(3) {
            0 => {
                let lasts = pick(rng, &[300.0, 3_000.0, 20_000.0]);
                world.at(at, Stir::Signal(Signal::Hidden));
                world.at(at + lasts, Stir::Signal(Signal::Visible));
            }
            1 => world.at(at, Stir::Slept),
            _ => world.at(at, Stir::Signal(Signal::ClockJump)),
        }
    }
}
