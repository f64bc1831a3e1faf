//! Whether a catalogue keeps its rules. It also runs in the page, over a catalogue that somebody
//! else put there, so it is small: no maps, no formatting; the lists are short enough to compare
//! each entry with all before it.

use serde::Serialize;

use super::{
    Catalogue, Control, Endpoint, LargeObject, Platform, ProbeKind, Rule, host_of, is_secure,
};

/// The most endpoints a platform may have: a run asks every one of them.
pub const MAX_ENDPOINTS: usize = 4;

/// Operators that the controls outside of any one country must have: no single block may fail
/// them all, and a platform's own operator is left out when it is judged.
pub const MIN_OPERATORS: usize = 5;

/// Below this, the burst that a policer lets through hides the throttle; above, the visitor pays
/// for a download that tells nothing more. Bytes.
pub const OBJECT_BYTES: std::ops::RangeInclusive<u32> = 32_768..=524_288;

/// Where an object's size should be. Bytes.
pub const GOOD_OBJECT_BYTES: std::ops::RangeInclusive<u32> = 65_536..=262_144;

/// One broken rule, and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Where in the lean form: `platforms[3].endpoints[0].url`.
    pub path: String,
    /// What was broken.
    pub rule: Rule,
    /// The offending value, or what is missing.
    pub found: String,
}

/// All broken rules; empty for a good catalogue.
pub fn check(catalogue: &Catalogue) -> Vec<Problem> {
    let mut found = Problems::default();
    if catalogue.date.is_empty() {
        found.add("date", Rule::NotEmpty, "");
    }
    if let Some(canary) = &catalogue.canary
        && !(canary.contains('.')
            && canary
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')))
    {
        found.add("canary", Rule::CanaryForm, canary);
    }
    for (i, category) in catalogue.categories.iter().enumerate() {
        let path = item("categories", i);
        found.id(
            &path,
            &category.id,
            catalogue.categories[..i]
                .iter()
                .any(|c| c.id == category.id),
        );
    }
    for (i, platform) in catalogue.platforms.iter().enumerate() {
        found.platform(&item("platforms", i), catalogue, i, platform);
    }
    for (i, control) in catalogue.controls.iter().enumerate() {
        found.control(&item("controls", i), &catalogue.controls[..i], control);
    }
    let operators = foreign_operators(&catalogue.controls);
    if operators < MIN_OPERATORS {
        found.add("controls", Rule::ControlOperators, &operators.to_string());
    }
    found.0
}

fn foreign_operators(controls: &[Control]) -> usize {
    let mut operators: Vec<&str> = Vec::new();
    for control in controls.iter().filter(|c| c.country.is_none()) {
        if !operators.contains(&control.operator.as_str()) {
            operators.push(&control.operator);
        }
    }
    operators.len()
}

/// What was found so far. Each method looks at one kind of entry, which stands at `path`.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, path: &str, rule: Rule, found: &str) {
        self.0.push(Problem {
            path: path.into(),
            rule,
            found: found.into(),
        });
    }

    fn platform(&mut self, path: &str, catalogue: &Catalogue, index: usize, platform: &Platform) {
        let before = &catalogue.platforms[..index];
        self.id(
            path,
            &platform.id,
            before.iter().any(|p| p.id == platform.id),
        );
        if platform.name.is_empty() {
            self.add(&field(path, "name"), Rule::NotEmpty, "");
        }
        if platform.code == 0 {
            self.add(&field(path, "code"), Rule::CodeNotZero, "0");
        } else if before.iter().any(|p| p.code == platform.code) {
            self.add(
                &field(path, "code"),
                Rule::UniqueCode,
                &platform.code.to_string(),
            );
        }
        if !(1..=2).contains(&platform.tier) {
            self.add(&field(path, "tier"), Rule::Tier, &platform.tier.to_string());
        }
        if !catalogue
            .categories
            .iter()
            .any(|c| c.id == platform.category)
        {
            self.add(
                &field(path, "category"),
                Rule::KnownCategory,
                &platform.category,
            );
        }
        let count = platform.endpoints.len();
        if count == 0 || count > MAX_ENDPOINTS {
            self.add(
                &field(path, "endpoints"),
                Rule::EndpointCount,
                &count.to_string(),
            );
        }
        for (j, endpoint) in platform.endpoints.iter().enumerate() {
            let path = item(&field(path, "endpoints"), j);
            let siblings = &platform.endpoints[..j];
            self.id(
                &path,
                &endpoint.id,
                siblings.iter().any(|e| e.id == endpoint.id),
            );
            let mut others = before.iter().flat_map(|p| &p.endpoints).chain(siblings);
            if others.any(|e| e.url == endpoint.url) {
                self.add(&field(&path, "url"), Rule::UniqueUrl, &endpoint.url);
            }
            self.endpoint(&path, endpoint);
        }
        self.object(&field(path, "object"), platform.object.as_ref());
    }

    fn endpoint(&mut self, path: &str, endpoint: &Endpoint) {
        self.url(
            &field(path, "url"),
            &endpoint.url,
            endpoint.probe == ProbeKind::Websocket,
        );
        for (name, other) in [("alt", &endpoint.alt), ("image", &endpoint.image)] {
            let Some(other) = other else { continue };
            let path = field(path, name);
            self.url(&path, other, false);
            if *other == endpoint.url {
                self.add(&path, Rule::UniqueUrl, other);
            }
            if host_of(other) != host_of(&endpoint.url) {
                self.add(&path, Rule::SameHost, other);
            }
        }
        // Also false for what is no number.
        if endpoint
            .baseline
            .is_some_and(|baseline| !(baseline > 0.0 && baseline.is_finite()))
        {
            self.add(&field(path, "baseline"), Rule::Baseline, "");
        }
    }

    fn control(&mut self, path: &str, before: &[Control], control: &Control) {
        self.id(path, &control.id, before.iter().any(|c| c.id == control.id));
        if control.operator.is_empty() {
            self.add(&field(path, "operator"), Rule::NotEmpty, "");
        }
        if before.iter().any(|c| c.url == control.url) {
            self.add(&field(path, "url"), Rule::UniqueUrl, &control.url);
        }
        if control.probe == ProbeKind::Websocket {
            self.add(&field(path, "probe"), Rule::ProbeFitsUrl, "websocket");
        }
        self.url(&field(path, "url"), &control.url, false);
        if let Some(country) = &control.country
            && !(country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.add(&field(path, "country"), Rule::CountryForm, country);
        }
        self.object(&field(path, "object"), control.object.as_ref());
    }

    fn object(&mut self, path: &str, object: Option<&LargeObject>) {
        let Some(object) = object else { return };
        self.url(&field(path, "url"), &object.url, false);
        if !OBJECT_BYTES.contains(&object.bytes) {
            self.add(
                &field(path, "bytes"),
                Rule::ObjectSize,
                &object.bytes.to_string(),
            );
        }
    }

    fn id(&mut self, path: &str, id: &str, taken: bool) {
        let path = field(path, "id");
        if id.is_empty() {
            self.add(&path, Rule::NotEmpty, "");
        } else if !id
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        {
            self.add(&path, Rule::IdForm, id);
        } else if taken {
            self.add(&path, Rule::UniqueId, id);
        }
    }

    fn url(&mut self, path: &str, url: &str, websocket: bool) {
        if !is_secure(url) || host_of(url).is_none() {
            self.add(path, Rule::SecureUrl, url);
        } else if url.starts_with("wss://") != websocket {
            self.add(path, Rule::ProbeFitsUrl, url);
        }
    }
}

fn field(path: &str, name: &str) -> String {
    [path, ".", name].concat()
}

fn item(path: &str, index: usize) -> String {
    [path, "[", &index.to_string(), "]"].concat()
}
