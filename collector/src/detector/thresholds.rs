//! Every number of the detector: a name, a unit, a reason. The table in `docs/DETECTOR.md` is
//! checked against [`TABLE`].

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
    /// The quantile of the normal distribution for an interval of 99 %: with thousands of cells looked at each day, 95 % would raise hundreds of false alarms.
    Z: "standard deviations" = 2.576;
    /// A window with fewer votes says nothing. So few are not published either.
    MIN_VOTES: "votes" = 10.0;
    /// The window that is looked at first.
    SHORT_WINDOW: "hours" = 1.0;
    /// Where that has too few votes, this one.
    MIDDLE_WINDOW: "hours" = 6.0;
    /// And then this one, which is also how late a report may come.
    LONG_WINDOW: "hours" = 24.0;
    /// The lower bound of the bad share from which a network restricts: 7 of 10, 10 of 20, 21 of 50.
    ON_BOUND: "share" = 0.25;
    /// A lower bound from which one window is enough, or the votes since it began alone.
    SURE_BOUND: "share" = 0.5;
    /// Otherwise a second window must agree, with at least so many votes of its own: without fresh votes it is the first one again.
    CONFIRM_VOTES: "votes" = 3.0;
    /// The bad share must be so much above that of other countries since it began: an outage of the platform is everywhere.
    EXCESS: "share" = 0.2;
    /// Other countries need so many votes since it began, or an outage cannot be ruled out and nothing is said.
    WORLD_VOTES: "votes" = 10.0;
    /// Another country speaks for itself from so many votes.
    COUNTRY_VOTES: "votes" = 5.0;
    /// From so many other countries their median is taken, so that one that also restricts does not hide this one; below it, all their votes together.
    MEDIAN_COUNTRIES: "countries" = 3.0;
    /// Bad votes must come from so many of the eight groups into which their /16 (IPv6: /32) fall: one rented block of addresses is not a network.
    PLACES: "groups" = 3.0;
    /// The lower bound under which a network is calm again: far below the one for on, so that nothing flaps.
    OFF_BOUND: "share" = 0.1;
    /// An excess over other countries under which it counts as calm too: the platform is down everywhere.
    OFF_EXCESS: "share" = 0.1;
    /// It must stay calm so long to be over.
    OFF_HOURS: "hours" = 2.0;
    /// Without any vote for so long an incident ends as unknown.
    FORGET_HOURS: "hours" = 24.0;
    /// The share of bad votes that is usual, for telling when it began.
    USUAL: "share" = 0.08;
    /// The share that is looked for, for telling when it began.
    CHANGED: "share" = 0.5;
    /// A country restricts where so many of its networks do.
    HEADLINE_NETWORKS: "networks" = 3.0;
    /// And these belong to so many brands.
    HEADLINE_BRANDS: "brands" = 2.0;
    /// Silence is looked for where so many reports are usual in this hour of the day.
    SILENCE_EXPECTED: "reports" = 30.0;
    /// The usual number is the median over so many days.
    SILENCE_DAYS: "days" = 7.0;
    /// Below this share of the usual number a network is silent: with 30 usual, chance alone gives 5 or fewer less than once in 10 million.
    SILENCE_ON: "share" = 0.2;
    /// From this share on it speaks again.
    SILENCE_OFF: "share" = 0.5;
    /// The rest of the world must have this share of its usual number, or it is the collector that is not heard.
    SILENCE_WORLD: "share" = 0.5;
}

/// Slots in an hour.
pub const SLOTS_PER_HOUR: u32 = 4;

/// Hours as slots.
pub(super) const fn slots(hours: f64) -> u32 {
    hours as u32 * SLOTS_PER_HOUR
}
