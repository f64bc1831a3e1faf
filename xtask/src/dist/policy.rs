//! Which hosts the pages may ask, as the Content-Security-Policy of the built site says it.
//!
//! The source's `_headers` leaves `connect-src` and `img-src` open (`*`). Here `*` becomes the
//! hosts of the catalogue and the page's own. Hosts are named without a scheme, which halves the
//! length: on a page of `https:` such a source means `https:` alone. It does not mean `wss:`, so
//! that is named.

use clap::ValueEnum;
use getthrough::catalogue::{Catalogue, ProbeKind, host_of};
use std::collections::BTreeSet;
use url::Url;

/// How far the policy goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// The pages may ask the catalogue's hosts and nothing else
    Catalogue,
    /// The pages may ask any host: for hosts of files that allow only short headers, and for a
    /// catalogue whose endpoints redirect to hosts that it does not name
    Open,
}

/// The hosts of a catalogue, as sources of a policy.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    connect: BTreeSet<String>,
    image: BTreeSet<String>,
}

impl Hosts {
    /// Everything that a run may ask, and how.
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut hosts = Self::default();
        for platform in &catalogue.platforms {
            for endpoint in &platform.endpoints {
                hosts.connect(&endpoint.url);
                endpoint.alt.iter().for_each(|url| hosts.connect(url));
                // A repeat may load any of these as an `Image`.
                endpoint.alt.iter().for_each(|url| hosts.image(url));
                endpoint.image.iter().for_each(|url| hosts.image(url));
                if endpoint.probe == ProbeKind::Image {
                    hosts.image(&endpoint.url);
                }
            }
            // Before an object is loaded, its host is asked for something small.
            if let Some(object) = &platform.object {
                hosts.connect(&object.url);
                hosts.image(&object.url);
            }
        }
        for control in &catalogue.controls {
            for url in [&control.url]
                .into_iter()
                .chain(control.object.iter().map(|o| &o.url))
            {
                hosts.connect(url);
                hosts.image(url);
            }
        }
        if let Some(canary) = &catalogue.canary {
            hosts.connect.insert(format!("*.{canary}"));
        }
        hosts
    }

    /// And the collector that the site has, where it is elsewhere.
    pub fn and_collector(mut self, url: Option<&Url>) -> Self {
        self.connect.extend(url.and_then(source_of));
        self
    }

    fn connect(&mut self, url: &str) {
        let Some(host) = host_of(url) else { return };
        if url.starts_with("wss://") {
            self.connect.insert(format!("wss://{host}"));
        }
        // A repeat asks the host of a WebSocket for a page.
        self.connect.insert(host.to_owned());
    }

    fn image(&mut self, url: &str) {
        self.image.extend(host_of(url).map(str::to_owned));
    }

    /// A policy with the hosts in place of `*` in what it connects to and loads images from.
    pub fn narrow(&self, policy: &str) -> String {
        let directive = |text: &str| {
            let hosts = match text.split_whitespace().next() {
                Some("connect-src") => &self.connect,
                Some("img-src") => &self.image,
                _ => return text.to_owned(),
            };
            if !text.split_whitespace().any(|source| source == "*") {
                return text.to_owned();
            }
            let mut words: Vec<&str> = text
                .split_whitespace()
                .filter(|word| *word != "*")
                .collect();
            words.insert(1, "'self'");
            words.extend(hosts.iter().map(String::as_str));
            words.join(" ")
        };
        let directives = policy.split(';').map(|text| directive(text.trim()));
        directives.collect::<Vec<_>>().join("; ")
    }
}

/// The pages that ask the collector and nobody else.
const FIGURES: [&str; 2] = ["/explore", "/chart"];

/// The text of a `_headers`, in which the pages of figures may ask a collector that is elsewhere.
/// Whoever writes a link to them cannot add another one: what they show is taken for the site's.
pub fn name_collector(text: &str, url: Option<&Url>) -> String {
    let Some(source) = url.and_then(source_of) else {
        return text.to_owned();
    };
    let mut is_figures = false;
    let mut all = String::new();
    for line in text.lines() {
        if line.starts_with('/') {
            is_figures = FIGURES.iter().any(|page| line.starts_with(page));
        }
        let own = "connect-src 'self'";
        match is_figures {
            true => all += &line.replace(own, &format!("{own} {source}")),
            false => all += line,
        }
        all.push('\n');
    }
    all
}

/// A host as a policy names it.
fn source_of(url: &Url) -> Option<String> {
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    Some(format!("{}{port}", url.host_str()?))
}

#[cfg(test)]
mod test {
    use super::*;

    const OPEN: &str = "default-src 'none'; connect-src *; img-src * data:; base-uri 'none'";

    /// The sources that a directive lists.
    fn sources<'a>(policy: &'a str, directive: &str) -> BTreeSet<&'a str> {
        let of = |part: &'a str| part.trim().strip_prefix(directive)?.strip_prefix(' ');
        policy
            .split(';')
            .find_map(of)
            .unwrap()
            .split_whitespace()
            .collect()
    }

    /// Whether a list of sources allows a URL, as a browser decides it for a page of `https:`.
    fn allows(sources: &BTreeSet<&str>, url: &str) -> bool {
        let (scheme, rest) = url.split_once("://").unwrap();
        let host = rest.split(['/', '?', ':']).next().unwrap();
        sources.iter().any(|source| {
            let (wanted, name) = source.split_once("://").unwrap_or(("https", source));
            let named = match name.strip_prefix("*.") {
                Some(domain) => host
                    .strip_suffix(domain)
                    .is_some_and(|own| own.ends_with('.')),
                None => name.split(':').next() == Some(host),
            };
            wanted == scheme && named
        })
    }

    fn own() -> (Catalogue, String) {
        let catalogue = crate::catalogue::load(None).unwrap();
        let policy = Hosts::of(&catalogue).narrow(OPEN);
        (catalogue, policy)
    }

    #[test]
    fn every_url_of_the_catalogue_is_allowed() {
        let (catalogue, policy) = own();
        let (connect, image) = (sources(&policy, "connect-src"), sources(&policy, "img-src"));
        let mut seen = 0;
        let mut check = |list: &BTreeSet<&str>, url: &str| {
            seen += 1;
            assert!(allows(list, url), "{url} is refused by {list:?}");
        };
        for platform in &catalogue.platforms {
            for endpoint in &platform.endpoints {
                check(&connect, &endpoint.url);
                check(&connect, &endpoint.url.replace("wss://", "https://"));
                if let Some(alt) = &endpoint.alt {
                    check(&connect, alt);
                    check(&image, alt);
                }
                endpoint.image.iter().for_each(|url| check(&image, url));
                if endpoint.probe == ProbeKind::Image {
                    check(&image, &endpoint.url);
                }
            }
            if let Some(object) = &platform.object {
                check(&connect, &object.url);
                check(&image, &object.url);
            }
        }
        for control in &catalogue.controls {
            check(&connect, &control.url);
            check(&image, &control.url);
            if let Some(object) = &control.object {
                check(&connect, &object.url);
                check(&image, &object.url);
            }
        }
        let canary = catalogue.canary.unwrap();
        check(&connect, &format!("https://a-random-name.{canary}/"));
        assert!(seen > 200, "only {seen} URLs were looked at");
    }

    #[test]
    fn nothing_else_is_allowed() {
        let (catalogue, policy) = own();
        let text = serde_json::to_string(&catalogue).unwrap();
        let canary = format!("*.{}", catalogue.canary.unwrap());
        for directive in ["connect-src", "img-src"] {
            for source in sources(&policy, directive) {
                let ours = ["'self'", "data:", canary.as_str()].contains(&source);
                let name = source.trim_start_matches("wss://");
                assert!(ours || text.contains(&format!("://{name}")), "{source}");
            }
        }
        let connect = sources(&policy, "connect-src");
        for url in [
            "https://elsewhere.example/",
            "ws://gateway.discord.gg/",
            "https://invalid/",
        ] {
            assert!(!allows(&connect, url), "{url}");
        }
        assert!(!connect.contains("*"));
    }

    #[test]
    fn the_collector_may_be_asked_and_shows_no_pictures() {
        let url = Url::parse("https://collect.example:8443/figures/").unwrap();
        let policy = Hosts::default().and_collector(Some(&url)).narrow(OPEN);
        assert!(policy.contains("connect-src 'self' collect.example:8443;"));
        assert!(policy.contains("img-src 'self' data:;"));
        let none = Hosts::default().and_collector(None);
        assert_eq!(none, Hosts::default());
    }

    #[test]
    fn only_what_was_open_is_narrowed() {
        let mut hosts = Hosts::default();
        hosts.connect("https://collector.example/");
        let closed = "connect-src 'self'; img-src 'self' data:; frame-ancestors *";
        assert_eq!(hosts.narrow(closed), closed);
        assert_eq!(
            hosts.narrow(OPEN),
            "default-src 'none'; connect-src 'self' collector.example; \
             img-src 'self' data:; base-uri 'none'"
        );
    }

    #[test]
    fn only_the_pages_of_figures_may_ask_the_collector_and_each_of_them_may() {
        let www = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/_headers");
        let text = std::fs::read_to_string(www).unwrap();
        assert_eq!(name_collector(&text, None), text);
        let url = Url::parse("https://collect.example:8443/figures/").unwrap();
        let named = name_collector(&text, Some(&url));
        let headers = getthrough_headers::Headers::parse(&named).unwrap();
        let connect = |path: &str| {
            let all = headers.of(path).unwrap();
            let policy = all
                .iter()
                .find(|(name, _)| *name == "content-security-policy");
            policy.map(|(_, policy)| policy.contains("connect-src 'self' collect.example:8443;"))
        };
        assert_eq!(connect("/explore.html"), Some(true));
        assert_eq!(connect("/chart"), Some(true));
        assert_eq!(connect("/configure.html"), Some(false));
        assert_eq!(connect("/index.html"), Some(false));
    }
}
