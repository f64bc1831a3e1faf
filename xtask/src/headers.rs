//! The headers that the site is served with, as `www/_headers` states them.

use anyhow::{Context, Result, bail};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::path::Path;

/// The file's name, in the root of the site.
pub const FILE: &str = "_headers";

/// Reads the headers of a built site.
pub fn of(site: &Path) -> Result<HeaderMap> {
    let path = site.join(FILE);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    parse(&text).with_context(|| format!("{} has a mistake", path.display()))
}

/// Comments start with `#`, a line that is not indented names the files, and the headers of
/// those files follow, indented. The site has one set, for `/*`: all files.
fn parse(text: &str) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') || line == "/*" {
            continue;
        }
        let header = line
            .strip_prefix("  ")
            .and_then(|line| line.split_once(": "));
        let Some((name, value)) = header else {
            bail!("line {number}: expected `  Name: value` or `/*`, found `{line}`");
        };
        headers.append(
            HeaderName::try_from(name).with_context(|| format!("line {number}"))?,
            HeaderValue::try_from(value).with_context(|| format!("line {number}"))?,
        );
    }
    Ok(headers)
}

#[cfg(test)]
mod test {
    use super::*;
    use getthrough::catalogue::Catalogue;

    fn policy() -> String {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        let headers = of(&www).unwrap();
        headers["content-security-policy"].to_str().unwrap().into()
    }

    /// The sources that a directive lists.
    fn sources<'a>(policy: &'a str, directive: &str) -> Vec<&'a str> {
        policy
            .split(';')
            .filter_map(|part| part.trim().strip_prefix(directive))
            .flat_map(str::split_whitespace)
            .collect()
    }

    /// Whether a list of sources allows a URL: `*`, a scheme, or a host.
    fn allows(sources: &[&str], url: &str) -> bool {
        let (scheme, rest) = url.split_once("://").unwrap();
        let host = rest.split('/').next().unwrap();
        sources.iter().any(|source| {
            *source == "*"
                || source.strip_suffix(':') == Some(scheme)
                || source.trim_start_matches("https://") == host
        })
    }

    #[test]
    fn every_url_of_the_catalogue_is_allowed_by_the_policy() {
        let catalogue: Catalogue = crate::catalogue::load(None).unwrap();
        let policy = policy();
        let connect = sources(&policy, "connect-src ");
        let image = sources(&policy, "img-src ");
        let mut seen = 0;
        let mut check = |list: &[&str], url: &String| {
            seen += 1;
            assert!(allows(list, url), "{url} is refused by {list:?}");
        };
        for platform in &catalogue.platforms {
            for endpoint in &platform.endpoints {
                check(&connect, &endpoint.url);
                endpoint.alt.iter().for_each(|url| check(&connect, url));
                // A repeat may load any of them as an `Image`.
                let images = [&endpoint.alt, &endpoint.image].into_iter().flatten();
                images.for_each(|url| check(&image, url));
            }
            let object = platform.object.iter();
            object.for_each(|object| check(&image, &object.url));
        }
        for control in &catalogue.controls {
            check(&connect, &control.url);
            check(&image, &control.url);
            if let Some(object) = &control.object {
                check(&connect, &object.url);
                check(&image, &object.url);
            }
        }
        assert!(seen > 200, "only {seen} URLs were looked at");
    }

    #[test]
    fn a_policy_that_lists_hosts_refuses_the_others() {
        let list = ["'self'", "data:", "https://one.example"];
        assert!(allows(&list, "https://one.example/a"));
        assert!(!allows(&list, "https://two.example/"));
        assert!(!allows(&list, "wss://two.example/"));
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let error = parse("# a comment\n/*\n  Referrer-Policy no-referrer").unwrap_err();
        assert!(error.to_string().starts_with("line 3: expected"));
    }
}
