//! The headers that the site is served with, as `www/_headers` states them.

#[cfg(test)]
mod test {
    use getthrough::catalogue::Catalogue;
    use getthrough_headers::{FILE, Headers};
    use std::path::Path;

    /// The pages that ask what the catalogue names.
    const CHECKS: [&str; 4] = ["/", "/index.html", "/embed.html", "/s/en/x-slow/"];

    fn policy(page: &str) -> String {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        let text = std::fs::read_to_string(www.join(FILE)).unwrap();
        let headers = Headers::parse(&text).unwrap();
        let headers = headers.of(page).unwrap();
        let policy = headers
            .iter()
            .find(|(name, _)| *name == "content-security-policy");
        policy
            .unwrap_or_else(|| panic!("{page} has no policy"))
            .1
            .to_owned()
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
    fn every_url_of_the_catalogue_is_allowed_by_the_policies() {
        let catalogue: Catalogue = crate::catalogue::load(None).unwrap();
        for policy in CHECKS.map(policy) {
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
    }

    #[test]
    fn a_policy_that_lists_hosts_refuses_the_others() {
        let list = ["'self'", "data:", "https://one.example"];
        assert!(allows(&list, "https://one.example/a"));
        assert!(!allows(&list, "https://two.example/"));
        assert!(!allows(&list, "wss://two.example/"));
    }

    #[test]
    fn only_the_embed_may_be_shown_by_others() {
        let may = |page| sources(&policy(page), "frame-ancestors ").join(" ");
        assert_eq!(may("/embed.html"), "*");
        assert_eq!(may("/embed"), "*");
        for page in ["/", "/index.html", "/configure.html", "/configure"] {
            assert_eq!(may(page), "'none'", "{page}");
        }
    }

    #[test]
    fn only_the_configuration_shows_a_frame_and_only_our_own() {
        let frames = |page| sources(&policy(page), "frame-src ").join(" ");
        assert_eq!(frames("/configure.html"), "'self'");
        for page in CHECKS {
            assert_eq!(frames(page), "", "{page}");
        }
    }

    #[test]
    fn every_page_has_a_policy() {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        for entry in std::fs::read_dir(www).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".html") {
                let policy = policy(&format!("/{name}"));
                assert!(
                    policy.starts_with("default-src 'none';"),
                    "{name}: {policy}"
                );
            }
        }
    }
}
