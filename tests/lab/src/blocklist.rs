//! What well-kept lists of content blockers stop of the catalogue's addresses: few of their
//! thousands of filters, but those that meet a visitor of this page.

use std::sync::LazyLock;

use serde::Deserialize;

/// The lists, with where each is from.
const FILE: &str = include_str!("../fixtures/blocklists.json");

#[derive(Deserialize)]
struct Lists {
    lists: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    name: String,
    /// `||host^` or `||host/path`, with all hosts below it, for requests of other sites.
    filters: Vec<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // Compiled in, and read by a test.
    serde_json::from_str(FILE).expect("the blocklists are in their form")
});

/// A filter, in the syntax that the lists and the browsers' own rules share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filter(&'static str);

/// All filters of all lists, each once.
pub fn filters() -> Vec<Filter> {
    let lists = LISTS.lists.iter().flat_map(|list| &list.filters);
    let mut all: Vec<_> = lists.map(|filter| Filter(filter)).collect();
    all.sort();
    all.dedup();
    all
}

/// The hosts that Firefox's tracking protection takes from one of them.
pub fn tracking_protection() -> Vec<Filter> {
    let disconnect = LISTS.lists.iter().filter(|list| list.name == "Disconnect");
    let filters = disconnect.flat_map(|list| &list.filters);
    filters.map(|filter| Filter(filter)).collect()
}

impl Filter {
    /// As a list writes it, and as Chromium's and Firefox's rules take it.
    pub fn text(self) -> &'static str {
        self.0
    }

    /// The host, and how the path begins.
    pub fn parts(self) -> (&'static str, &'static str) {
        let body = self.0.trim_start_matches("||").trim_end_matches('^');
        body.split_once('/').unwrap_or((body, ""))
    }

    /// Whether it stops a request of another site to this address.
    pub fn stops(self, url: &str) -> bool {
        let Some((_, rest)) = url.split_once("://") else {
            return false;
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let asked = authority.split(':').next().unwrap_or_default();
        let (host, begins) = self.parts();
        let below = asked.strip_suffix(host);
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
            && path.starts_with(begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_has_one_of_the_two_forms() {
        for filter in filters() {
            let (host, path) = filter.parts();
            let plain = |text: &str| !text.contains(['*', '^', '|', '$', '/']);
            assert!(filter.text().starts_with("||"), "{filter:?}");
            assert!(plain(host) && host.contains('.'), "{filter:?}");
            assert_eq!(path.is_empty(), filter.text().ends_with('^'), "{filter:?}");
        }
    }

    #[test]
    fn a_filter_stops_its_host_and_what_is_below() {
        let filter = Filter("||t.co^");
        assert!(filter.stops("https://t.co/favicon.ico"));
        assert!(filter.stops("wss://a.t.co:443"));
        assert!(!filter.stops("https://dot.com/"));
        assert!(!filter.stops("https://not.co/t.co/"));
        let filter = Filter("||cloudflare.com/cdn-cgi/trace");
        assert!(filter.stops("https://www.cloudflare.com/cdn-cgi/trace"));
        assert!(!filter.stops("https://www.cloudflare.com/favicon.ico"));
    }

    /// Visitors with the usual content blockers would have fewer of them than others, and be told
    /// each time that some failed.
    #[test]
    fn no_control_is_on_a_list() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/controls.toml");
        let text = std::fs::read_to_string(file).unwrap();
        // Controls inside a country are asked only where the others fail.
        let foreign = text.find("country = ").unwrap();
        let urls: Vec<&str> = text[..foreign]
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|text| text.starts_with("https://"))
            .collect();
        assert!(urls.len() >= 12, "{urls:?}");
        for url in urls {
            let stopped = filters().into_iter().find(|filter| filter.stops(url));
            assert_eq!(stopped, None, "{url}");
        }
    }
}
