//! What a catalogue must keep, by name.

use serde::{Serialize, Serializer};

/// What a catalogue must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Names, ids and the date say something.
    NotEmpty,
    /// Ids are of small letters, digits, `-` and `_`: they stand in attributes and file names.
    IdForm,
    /// An id stands only once among its kind.
    UniqueId,
    /// A code stands only once.
    UniqueCode,
    /// No platform has the code 0: share links use it for "none".
    CodeNotZero,
    /// The tier is 1 or 2.
    Tier,
    /// A platform's category is one of the catalogue's.
    KnownCategory,
    /// A platform has at least one endpoint and at most [`MAX_ENDPOINTS`](super::MAX_ENDPOINTS).
    EndpointCount,
    /// Every URL is `https://` (or `wss://`, where a WebSocket is asked) and names a host.
    SecureUrl,
    /// A WebSocket is asked at `wss://`, all else at `https://`; a control is no WebSocket.
    ProbeFitsUrl,
    /// No endpoint is asked at the URL of another, and no other path is the URL itself.
    UniqueUrl,
    /// `alt` and `image` are on the endpoint's own host.
    SameHost,
    /// A larger object shows a throttle without being a burden.
    ObjectSize,
    /// A baseline is a number above 0.
    Baseline,
    /// A country is an ISO 3166 alpha-2 code.
    CountryForm,
    /// The canary is the name of a domain and nothing else: no scheme, no path.
    CanaryForm,
    /// The controls outside of any one country have at least
    /// [`MIN_OPERATORS`](super::MIN_OPERATORS) operators.
    ControlOperators,
}

impl Rule {
    /// Every rule, in the order in which the documentation names them.
    pub const ALL: [Self; 17] = [
        Self::NotEmpty,
        Self::IdForm,
        Self::UniqueId,
        Self::UniqueCode,
        Self::CodeNotZero,
        Self::Tier,
        Self::KnownCategory,
        Self::EndpointCount,
        Self::SecureUrl,
        Self::ProbeFitsUrl,
        Self::UniqueUrl,
        Self::SameHost,
        Self::ObjectSize,
        Self::Baseline,
        Self::CountryForm,
        Self::CanaryForm,
        Self::ControlOperators,
    ];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotEmpty => "not-empty",
            Self::IdForm => "id-form",
            Self::UniqueId => "unique-id",
            Self::UniqueCode => "unique-code",
            Self::CodeNotZero => "code-not-zero",
            Self::Tier => "tier",
            Self::KnownCategory => "known-category",
            Self::EndpointCount => "endpoint-count",
            Self::SecureUrl => "secure-url",
            Self::ProbeFitsUrl => "probe-fits-url",
            Self::UniqueUrl => "unique-url",
            Self::SameHost => "same-host",
            Self::ObjectSize => "object-size",
            Self::Baseline => "baseline",
            Self::CountryForm => "country-form",
            Self::CanaryForm => "canary-form",
            Self::ControlOperators => "control-operators",
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
