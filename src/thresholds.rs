//! Every number that decides something: a name, a unit, a reason. The table in
//! `docs/METHODOLOGY.md` is checked against [`TABLE`].

/// One threshold, as the documentation shows it.
pub struct Threshold {
    /// Its name in the code.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Why it is what it is.
    pub why: &'static str,
}

macro_rules! thresholds {
    ($($(#[doc = $why:literal])+ $name:ident: $unit:literal = $value:expr;)+) => {
        $($(#[doc = $why])+ pub const $name: f64 = $value;)+

        /// All thresholds, in the order of the documentation.
        pub const TABLE: &[Threshold] = &[$(Threshold {
            name: stringify!($name),
            value: $value,
            unit: $unit,
            why: concat!($($why),+),
        }),+];
    };
}

thresholds! {
    /// Requests under way at once: beyond six, the browser's own work inflates the times.
    CONCURRENCY: "requests" = 6.0;
    /// Requests that wait for an answer, the parked ones included.
    OUTSTANDING: "requests" = 96.0;
    /// A first answer within this: with its name known, 2 % of good requests take longer at 30 % loss, at 5 % none did.
    DEADLINE: "ms" = 10_000.0;
    /// The second deadline: with its name known, missing both by loss alone has odds of 3 in 10,000 at 30 % loss.
    LONG_DEADLINE: "ms" = 20_000.0;
    /// A refusal later than this is the browser's own name look-up giving up: a time-out.
    LATE_REFUSAL: "ms" = 8_000.0;
    /// A request gives its slot back and waits parked after this many cold times of the line.
    PARK_COLD_TIMES: "times" = 2.0;
    /// A request is not parked before this.
    PARK_MIN: "ms" = 400.0;
    /// A request is parked after this at the latest.
    PARK_MAX: "ms" = 4_000.0;
    /// A request is parked after this where no control has answered, so that nothing is known of the line.
    PARK_BLIND: "ms" = 1_000.0;
    /// A refusal faster than this is repeated quickly: its repeats tell device from network. No device was so busy that all of its own took longer.
    QUICK: "ms" = 400.0;
    /// How many quick repeats: one alone misjudges.
    QUICK_REPEATS: "requests" = 5.0;
    /// Below this no refusal came from the network: a content blocker, a hosts file, a sinkhole.
    LOCAL: "ms" = 5.0;
    /// On a busy device its own refusals take as long as a near network's. So many are caused and timed beside a first refusal and each of its quick repeats.
    DEVICE_QUICK: "requests" = 3.0;
    /// And so many beside each later refusal.
    DEVICE_BESIDE: "requests" = 9.0;
    /// A failure is held against so many of them, the nearest in time: the device may be busy for a moment only.
    DEVICE_NEAREST: "requests" = 9.0;
    /// It is slower than one of them where it takes more than so many times as long: a blocker has a little more to do.
    DEVICE_MARGIN: "times" = 1.25;
    /// Failures are the device's where they are slower than no more than this share of those refusals.
    DEVICE_LIKE: "share" = 0.75;
    /// Refusals make nothing unreachable while those of the device would be as slow by chance at least this often.
    DEVICE_CHANCE: "share" = 0.002;
    /// A browser without such refusals is in doubt below so many times what no network is below.
    DEVICE_UNKNOWN: "times" = 2.0;
    /// So many refusals must be that fast: one may fall into an outage that no control saw.
    LOCAL_REFUSALS: "attempts" = 2.0;
    /// A refusal that fast makes the run ask a control at once, unless one was asked so recently: the device may have lost its network.
    LOCAL_CHECK: "ms" = 100.0;
    /// The second attempt waits this long after the first.
    SECOND_WAIT: "ms" = 1_000.0;
    /// What follows a missed deadline waits this long: a look-up that fails after 10 s takes with it what began before.
    TIMEOUT_WAIT: "ms" = 300.0;
    /// The third attempt waits this long after the second.
    THIRD_WAIT: "ms" = 3_000.0;
    /// So many spaced attempts must be refused before anything is called unreachable.
    REFUSALS: "attempts" = 3.0;
    /// So many deadlines must be missed before anything is called unreachable; one more where all of them may be lost questions to a name server.
    TIMEOUTS: "attempts" = 2.0;
    /// And more where the line loses much: so many that it alone would silence fewer hosts of the run than this.
    LINE_CHANCE: "hosts" = 0.05;
    /// A window of the line has the latest answers of so many different controls.
    WINDOW: "controls" = 4.0;
    /// So many of a window's controls must have answered.
    WINDOW_OK: "controls" = 3.0;
    /// So many different operators must have answered in a window: one operator's outage is not the line's.
    OPERATORS: "operators" = 3.0;
    /// So large a share of the controls must have answered at all, or nothing is judged.
    PANEL_SHARE: "share" = 0.5;
    /// A control is asked between the platforms after so many of their requests.
    CONTROL_EVERY: "requests" = 10.0;
    /// A control is asked at least this often while anything is under way.
    CONTROL_PERIOD: "ms" = 2_000.0;
    /// While the line is in trouble, controls are asked this often and platforms wait.
    TROUBLE_PERIOD: "ms" = 1_000.0;
    /// Platforms wait no longer than this for a line in trouble; they are asked again at the end.
    TROUBLE_PATIENCE: "ms" = 10_000.0;
    /// Attempts that did not count because of the line get so many further chances at the end.
    CHANCES: "rounds" = 2.0;
    /// A timer that comes this late means a busy browser: failures around it do not count.
    LATE_TIMER: "ms" = 1_500.0;
    /// Further requests on an open connection, each a sample of one round trip.
    WARM_SAMPLES: "requests" = 3.0;
    /// An endpoint is suspected of being slow above this ratio to the controls.
    SUSPECT_RATIO: "ratio" = 2.0;
    /// Fresh samples of a suspect.
    SLOW_SAMPLES: "requests" = 5.0;
    /// Fresh samples of controls between them.
    SLOW_CONTROLS: "requests" = 8.0;
    /// A suspect is slow only above this ratio of medians.
    SLOW_RATIO: "ratio" = 2.5;
    /// A suspect is slow only if even its fastest sample is above this ratio.
    SLOW_MIN_RATIO: "ratio" = 2.0;
    /// A suspect whose usual distance is known is slow only if it is slower than the slowest control by more than this.
    SLOW_EXCESS: "ms" = 150.0;
    /// Where it is not known, a server may open a connection for each request: three round trips of the line instead of one.
    NEW_CONNECTION: "times" = 3.0;
    /// And it may stand anywhere: three round trips of 300 ms to the far side of the earth, and 100 ms to think.
    SLOW_EXCESS_ANYWHERE: "ms" = 1_000.0;
    /// A further answer of a control that comes so much later than is usual for it was held up: a lost packet is sent again after 200 ms at the earliest.
    RETRANSMISSION: "ms" = 200.0;
    /// On a line that holds up so large a share of the controls' further answers, no latency is slow, and a rate is held against one for its distance: at 5 % loss each way it is a tenth.
    LOSSY_SHARE: "share" = 0.12;
    /// A larger object below this rate, twice, is slow: the 2021 throttle let 130 to 150 kbit/s through.
    SLOW_KBPS: "kbit/s" = 400.0;
    /// A larger object is slow only if the controls' object is so many times faster.
    SLOW_KBPS_RATIO: "ratio" = 4.0;
    /// A larger object keeps its turn for so many times the time of the controls' object, and is parked then.
    OBJECT_PATIENCE: "times" = 1.5;
    /// It keeps its turn at least this long.
    OBJECT_PATIENCE_MIN: "ms" = 800.0;
    /// A larger object is asked for no more often than this, whatever disturbs it.
    OBJECT_TRIES: "requests" = 8.0;
    /// A larger object that fails is asked for again until it has failed so often.
    OBJECT_FAILURES: "requests" = 3.0;
    /// Below this rate of the controls no object is judged: four times 140 kbit/s.
    LINE_KBPS: "kbit/s" = 560.0;
    /// A larger object that has not finished by then, twice, is cut.
    OBJECT_DEADLINE: "ms" = 20_000.0;
    /// The run begins to close after this, plus the time that the line needs for its first requests.
    BOUND: "ms" = 75_000.0;
    /// The run begins to close after this at the latest.
    BOUND_MAX: "ms" = 300_000.0;
}
