//! The browser's clock: the time, how coarse it is, and whether it stood still.

use std::cell::Cell;

use js_sys::Date;
use wasm_bindgen::prelude::*;

use crate::run::Millis;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Milliseconds since the page was opened; only grows, but may stand still while the device
/// sleeps.
pub fn now() -> Millis {
    performance_now()
}

/// How many changes of the clock are looked at. The first only finds an edge.
const CHANGES: u32 = 4;
/// No browser's clock is coarser than 16.67 ms (Firefox with fingerprint resistance), so three
/// whole steps fit; a clock that does not move at all must not hold the page up.
const LONGEST_LOOK_MS: f64 = 70.0;
/// Where both clocks stand still, the look ends after this many readings.
const MOST_READINGS: u32 = 1_000_000;

/// The smallest step that the clock was seen to make, milliseconds.
pub fn step() -> Millis {
    let begin = Date::now();
    let mut last = now();
    let mut smallest = LONGEST_LOOK_MS;
    let mut changes = 0;
    for _ in 0..MOST_READINGS {
        let reading = now();
        if reading > last {
            if changes > 0 {
                smallest = smallest.min(reading - last);
            }
            changes += 1;
            last = reading;
        }
        if changes >= CHANGES || Date::now() - begin > LONGEST_LOOK_MS {
            break;
        }
    }
    smallest
}

/// By how much the two clocks must come apart to be noticed. Time servers correct the wall clock
/// by fractions of a second; a device that slept is seconds behind.
const JUMP_MS: f64 = 1000.0;

/// Watches whether the wall clock and the browser's clock come apart.
pub struct ClockWatch {
    apart: Cell<f64>,
}

impl ClockWatch {
    /// Takes the two clocks as they stand.
    pub fn new() -> Self {
        Self {
            apart: Cell::new(Date::now() - now()),
        }
    }

    /// True once for each time the clocks came apart: the device slept, or its clock was set.
    pub fn jumped(&self) -> bool {
        let apart = Date::now() - now();
        let jumped = (apart - self.apart.get()).abs() > JUMP_MS;
        if jumped {
            self.apart.set(apart);
        }
        jumped
    }
}
