//! The little that the engine reads from a URL.

/// The host of an absolute URL, with its port where it has one: what a browser opens a connection
/// to. `None` where there is no scheme or no host.
pub fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once(':')?;
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next().unwrap_or(authority);
    (!host.is_empty()).then_some(host)
}

/// Whether a page on https may ask for it.
pub fn is_secure(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("wss://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_stands_between_the_scheme_and_the_path() {
        assert_eq!(host_of("https://x.com/favicon.ico"), Some("x.com"));
        assert_eq!(host_of("wss://a.example:8443?v=1"), Some("a.example:8443"));
        assert_eq!(host_of("https://user@h.example/"), Some("h.example"));
        assert_eq!(host_of("/favicon.ico"), None);
        assert_eq!(host_of("https:///x"), None);
    }
}
