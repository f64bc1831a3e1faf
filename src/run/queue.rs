//! What waits to be asked.

use super::attempt::Target;
use super::{Form, Millis, Purpose};

/// One request that is to be made.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub target: Target,
    pub host: usize,
    pub purpose: Purpose,
    pub url: String,
    pub form: Form,
    /// Not before this.
    pub due: Millis,
}

impl Job {
    /// Smaller goes first.
    pub fn rank(&self) -> u8 {
        match self.purpose {
            Purpose::Opening
            | Purpose::Between
            | Purpose::Closing
            | Purpose::Check
            | Purpose::Device => 0,
            Purpose::Quick
            | Purpose::Second
            | Purpose::Third
            | Purpose::OtherKind
            | Purpose::Last => 1,
            Purpose::First => 2,
            Purpose::Warm | Purpose::Sample => 3,
            Purpose::ObjectHead | Purpose::Object => 4,
        }
    }

    /// The second attempt at a black hole needs no slot: it would only hold it until it is parked.
    /// Neither does what stays on this device.
    pub fn is_slotless(&self) -> bool {
        matches!(self.purpose, Purpose::Third | Purpose::Device)
    }

    /// It wants the line's whole bandwidth: one at a time.
    pub fn is_large(&self) -> bool {
        self.purpose == Purpose::Object
    }
}
