//! Networks and their visitors, simulated: what the tests of the detector have in common.

use getthrough::report::Slot;
use getthrough::rng::Rng;
use getthrough_collector::detector::{Counts, Detector, Incident, Kind, Tally};
use getthrough_collector::networks::{Brands, Country, Network};

/// The platform that all tests are about.
pub const X: u16 = 1;
/// A Monday at midnight.
pub const START: Slot = Slot(96 * 20_500);
/// The slots of an hour and of a day.
pub const HOUR: u32 = 4;
pub const DAY: u32 = 96;
/// So many votes fail for reasons of their own.
pub const USUAL: f64 = 0.03;

/// The four networks of the founding story, of four brands, and others of MegaFon.
pub const ROSTELECOM: (&str, u32) = ("RU", 12_389);
pub const MTS: (&str, u32) = ("RU", 8_359);
pub const BEELINE: (&str, u32) = ("RU", 3_216);
pub const MEGAFON: (&str, u32) = ("RU", 31_133);
pub const MEGAFON_2: (&str, u32) = ("RU", 25_159);
pub const MEGAFON_3: (&str, u32) = ("RU", 31_213);
/// Networks elsewhere.
pub const ELSEWHERE: [(&str, u32); 4] = [
    ("DE", 64_500),
    ("FR", 64_501),
    ("US", 64_502),
    ("KZ", 64_503),
];

pub fn network((country, asn): (&str, u32)) -> Network {
    Network {
        country: country.parse().expect("a country"),
        asn,
    }
}

/// So many votes of one kind, `bad` of them bad; bad ones from everywhere.
pub fn counts(votes: u32, bad: u32, kind: Kind) -> Counts {
    let of = |k| if k == kind { bad } else { 0 };
    Counts {
        reachable: votes - bad,
        slow: of(Kind::Slow),
        partly: of(Kind::Partly),
        unreachable: of(Kind::Unreachable),
        places: if bad >= 8 {
            0xff
        } else {
            (1_u16 << bad) as u8 - 1
        },
    }
}

/// A world, a detector that hears of it, and the slot they are in.
pub struct World {
    pub detector: Detector,
    pub now: Slot,
    rng: Rng,
    brands: Brands,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self {
            detector: Detector::default(),
            now: START,
            rng: Rng::new(seed),
            brands: Brands::own(),
        }
    }

    /// Visitors of a network vote in this slot, each bad with this chance.
    pub fn vote(&mut self, network: (&str, u32), votes: u32, chance: f64, kind: Kind) {
        let bad = (0..votes).filter(|_| self.rng.unit() < chance).count() as u32;
        self.add(network, counts(votes, bad, kind));
    }

    /// These votes and no others.
    pub fn add(&mut self, of: (&str, u32), counts: Counts) {
        self.detector.add(&Tally {
            platform: X,
            network: network(of),
            slot: self.now,
            counts,
        });
    }

    /// Undisturbed votes from elsewhere.
    pub fn elsewhere(&mut self, votes: u32, chance: f64) {
        for network in ELSEWHERE {
            self.vote(network, votes, chance, Kind::Unreachable);
        }
    }

    /// The end of this slot.
    pub fn close(&mut self) -> Vec<Incident> {
        let changed = self.detector.close(self.now, &self.brands);
        self.now = Slot(self.now.0 + 1);
        changed
    }

    /// Slots, in each of which `votes` are given.
    pub fn run(&mut self, slots: u32, mut votes: impl FnMut(&mut Self)) {
        for _ in 0..slots {
            votes(self);
            self.close();
        }
    }

    pub fn incidents(&self) -> &[Incident] {
        self.detector.incidents()
    }

    /// The one incident there is.
    pub fn incident(&self) -> &Incident {
        match self.incidents() {
            [one] => one,
            all => panic!("one incident, not {all:#?}"),
        }
    }
}

/// The numbers of the networks that an incident names.
pub fn asns(incident: &Incident) -> Vec<u32> {
    incident.networks.iter().map(|a| a.asn).collect()
}

pub fn country(code: &str) -> Country {
    code.parse().expect("a country")
}
