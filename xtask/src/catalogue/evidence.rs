//! The rules of the source form: what the lean form no longer shows.

use getthrough::catalogue::{ProbeKind, host_of};

use super::finding::Finding;
use super::place;
use super::source::{Avoid, File, Object, Platform, Source};

/// What the source form must keep beside the rules of the lean form.
#[derive(Clone, Copy)]
pub enum Rule {
    /// Every address says where it was seen.
    Provenance,
    /// What `provenance` names is in `sources.toml`.
    KnownSource,
    /// What `restricted` names is in `sources.toml`.
    KnownEvent,
    /// A platform is asked at two hosts, or says why not.
    TwoHosts,
    /// No address is one that `sources.toml` says to avoid.
    Avoided,
}

impl Rule {
    #[cfg(test)]
    pub const ALL: [Self; 5] = [
        Self::Provenance,
        Self::KnownSource,
        Self::KnownEvent,
        Self::TwoHosts,
        Self::Avoided,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Provenance => "provenance",
            Self::KnownSource => "known-source",
            Self::KnownEvent => "known-event",
            Self::TwoHosts => "two-hosts",
            Self::Avoided => "avoided",
        }
    }
}

/// All broken rules of the source form.
pub fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, index, platform) in source.platforms() {
        let mut look = Look {
            source,
            file,
            findings: &mut findings,
        };
        look.platform(&format!("platform[{index}]"), platform);
    }
    let mut look = Look {
        source,
        file: &source.controls,
        findings: &mut findings,
    };
    for (index, control) in source.controls.content.control.iter().enumerate() {
        let path = format!("control[{index}]");
        look.address(&path, "url", &control.url, control.probe);
        look.provenance(&path, "provenance", &control.provenance);
        look.object(&path, control.object.as_ref(), ProbeKind::Fetch);
    }
    findings
}

/// One file, with where its findings go.
struct Look<'a, T> {
    source: &'a Source,
    file: &'a File<T>,
    findings: &'a mut Vec<Finding>,
}

impl<T> Look<'_, T> {
    fn add(&mut self, path: &str, rule: Rule, message: String) {
        self.findings.push(Finding {
            file: self.file.name.clone(),
            line: place::in_toml(&self.file.text, path),
            rule: rule.name(),
            message,
        });
    }

    fn platform(&mut self, path: &str, platform: &Platform) {
        for key in &platform.restricted {
            if !self.source.sources.content.event.contains_key(key) {
                self.add(
                    &format!("{path}.restricted"),
                    Rule::KnownEvent,
                    format!("`{key}` is no event. Add [event.{key}] to sources.toml."),
                );
            }
        }
        self.hosts(path, platform);
        for (index, endpoint) in platform.endpoint.iter().enumerate() {
            let path = format!("{path}.endpoint[{index}]");
            self.address(&path, "url", &endpoint.url, endpoint.probe);
            self.provenance(&path, "provenance", &endpoint.provenance);
            if let Some(alt) = &endpoint.alt {
                self.address(&path, "alt", alt, ProbeKind::Fetch);
                self.provenance(&path, "alt_provenance", &endpoint.alt_provenance);
            }
            if let Some(image) = &endpoint.image {
                self.address(&path, "image", image, ProbeKind::Image);
            }
        }
        self.object(path, platform.object.as_ref(), ProbeKind::Image);
    }

    fn hosts(&mut self, path: &str, platform: &Platform) {
        let mut hosts: Vec<_> = platform
            .endpoint
            .iter()
            .filter_map(|e| host_of(&e.url))
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        match (&platform.single_host, hosts.len()) {
            (None, 0 | 1) => self.add(
                path,
                Rule::TwoHosts,
                format!(
                    "{} is asked at one host only. Add an endpoint on another one, or say why \
                     there is none: single_host = \"…\".",
                    platform.name
                ),
            ),
            (Some(reason), 0 | 1) if reason.trim().is_empty() => self.add(
                &format!("{path}.single_host"),
                Rule::TwoHosts,
                "The reason is empty. Say why there is no second host.".into(),
            ),
            (Some(_), 2..) => self.add(
                &format!("{path}.single_host"),
                Rule::TwoHosts,
                format!("{} has several hosts. Remove the line.", platform.name),
            ),
            _ => {}
        }
    }

    fn object(&mut self, path: &str, object: Option<&Object>, probe: ProbeKind) {
        let Some(object) = object else { return };
        let path = format!("{path}.object");
        self.address(&path, "url", &object.url, probe);
        self.provenance(&path, "provenance", &object.provenance);
        if object.bytes_source.trim().is_empty() {
            self.add(
                &format!("{path}.bytes_source"),
                Rule::Provenance,
                "Say how the size is known.".into(),
            );
        }
    }

    fn address(&mut self, path: &str, field: &str, url: &str, probe: ProbeKind) {
        let avoid = &self.source.sources.content.avoid;
        if let Some(rule) = avoid.iter().find(|rule| concerns(rule, url, probe)) {
            let message = format!(
                "{url} must not be used: {}. Choose another address.",
                rule.why
            );
            self.add(&format!("{path}.{field}"), Rule::Avoided, message);
        }
    }

    fn provenance(&mut self, path: &str, field: &str, provenance: &[String]) {
        let path = format!("{path}.{field}");
        if provenance.is_empty() {
            self.add(
                &path,
                Rule::Provenance,
                format!("Nothing says where this address was seen. Name it in {field} = [\"…\"]."),
            );
        }
        for entry in provenance {
            let sources = &self.source.sources.content;
            let key = key_of(entry);
            let known = sources.source.contains_key(key) || sources.event.contains_key(key);
            if !known && !is_reference(entry) {
                self.add(
                    &path,
                    Rule::KnownSource,
                    format!(
                        "`{key}` is no source. Begin with a key of sources.toml, or with an \
                         address of its own (example.org/page)."
                    ),
                );
            }
        }
    }
}

/// `MYIP (in 2026)` → `MYIP`.
fn key_of(entry: &str) -> &str {
    let end = entry.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &entry[..end.unwrap_or(entry.len())]
}

/// `gist.github.com/…`: an address instead of a key.
fn is_reference(entry: &str) -> bool {
    entry
        .split_once('/')
        .is_some_and(|(host, _)| host.contains('.') && !host.contains(' '))
}

fn concerns(rule: &Avoid, url: &str, probe: ProbeKind) -> bool {
    rule.probe.is_none_or(|only| only == probe) && matches(&rule.url, url)
}

/// Whether a URL fits a pattern in which a star stands for anything.
fn matches(pattern: &str, url: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| url.strip_prefix(start)) else {
        return false;
    };
    let mut open = false;
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
        open = part.is_empty();
    }
    open || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("https://a.example/*", "https://a.example/x/y"));
        assert!(matches(
            "https://a.example/*/thumb/*",
            "https://a.example/x/thumb/y"
        ));
        assert!(!matches(
            "https://a.example/*/thumb/*",
            "https://a.example/x/y"
        ));
        assert!(matches("https://a.example/", "https://a.example/"));
        assert!(!matches("https://a.example/", "https://a.example/x"));
        assert!(!matches("https://a.example/", "https://b.example/"));
    }

    #[test]
    fn a_provenance_begins_with_its_key() {
        assert_eq!(key_of("CL (GRP, since 2019)"), "CL");
        assert_eq!(key_of("RUTHR: twimg"), "RUTHR");
        assert_eq!(key_of("MYIP"), "MYIP");
        assert!(is_reference("gist.github.com/someone/1"));
        assert!(!is_reference("CL a/b"));
    }
}
