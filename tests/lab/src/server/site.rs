//! The page's own server: the built site's files, with the headers of its `_headers` file.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use getthrough::catalogue::Catalogue;
use getthrough_headers::{FILE, Headers};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use hyper::{Request, Response, StatusCode};

use super::{Body, page};
use crate::addresses::{PAGE, PAGE_BLOCKER, PAGE_CSP, PAGE_EXTENSION, SELF_HOSTER, all_urls, host};

const POLICY: &str = "content-security-policy";

/// The folder of the built site, and what its headers allow.
pub struct Site {
    folder: PathBuf,
    headers: Headers,
    hosts: BTreeSet<String>,
    forbidden: Mutex<BTreeSet<String>>,
}

impl Site {
    /// The site in `folder`.
    pub fn new(folder: PathBuf, catalogue: &Catalogue) -> Result<Self> {
        let file = folder.join(FILE);
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("reading {}; `cargo xtask build` makes it", file.display()))?;
        let mut hosts: BTreeSet<String> = all_urls(catalogue).filter_map(host).collect();
        hosts.extend(catalogue.canary.iter().map(|canary| format!("*.{canary}")));
        Ok(Self {
            folder,
            headers: Headers::parse(&text)?,
            hosts,
            forbidden: Mutex::default(),
        })
    }

    /// Whether a host is the page's own.
    pub fn is_own(&self, host: &str) -> bool {
        [PAGE, PAGE_EXTENSION, PAGE_BLOCKER, PAGE_CSP, SELF_HOSTER].contains(&host)
    }

    /// Leaves these hosts out of the policy of [`PAGE_CSP`].
    pub fn forbid(&self, hosts: impl IntoIterator<Item = String>) {
        *self.forbidden.lock().unwrap_or_else(|e| e.into_inner()) = hosts.into_iter().collect();
    }

    /// The file at the path that is asked for; packed where the client takes it and there is one.
    pub async fn answer(&self, host: &str, request: &Request<Incoming>) -> Result<Response<Body>> {
        let path = request.uri().path();
        let Some(file) = self.file(path) else {
            return Ok(page(StatusCode::NOT_FOUND, "There is nothing here."));
        };
        let takes = request.headers().get(ACCEPT_ENCODING);
        let takes = takes.and_then(|value| value.to_str().ok()).unwrap_or("");
        let packed = if takes.split(',').any(|one| one.trim() == "br") {
            let mut name = file.clone().into_os_string();
            name.push(".br");
            tokio::fs::read(name).await.ok()
        } else {
            None
        };
        let is_packed = packed.is_some();
        let body = match packed {
            Some(body) => body,
            None => match tokio::fs::read(&file).await {
                Ok(body) => body,
                Err(_) => return Ok(page(StatusCode::NOT_FOUND, "There is nothing here.")),
            },
        };
        let kind = mime_guess::from_path(&file).first_or_octet_stream();
        let charset = if kind.type_() == "text" {
            "; charset=utf-8"
        } else {
            ""
        };
        let mut builder = Response::builder().header("content-type", format!("{kind}{charset}"));
        if is_packed {
            builder = builder.header(CONTENT_ENCODING, "br");
        }
        for (name, value) in self.headers.of(path)? {
            let narrowed = (host == PAGE_CSP && name == POLICY).then(|| self.narrowed(value));
            builder = builder.header(name, narrowed.as_deref().unwrap_or(value));
        }
        Ok(builder.body(Full::from(body))?)
    }

    fn file(&self, path: &str) -> Option<PathBuf> {
        let inside = Path::new(path.trim_start_matches('/'));
        let plain = inside
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(inside);
        let wanted = if path.ends_with('/') {
            file.join("index.html")
        } else {
            file
        };
        plain.then_some(wanted)
    }

    /// The policy with the catalogue's hosts, less the forbidden ones, in place of every host.
    fn narrowed(&self, policy: &str) -> String {
        let forbidden = self.forbidden.lock().unwrap_or_else(|e| e.into_inner());
        let allowed = self.hosts.difference(&forbidden);
        let list: String = allowed
            .map(|host| format!(" https://{host} wss://{host}"))
            .collect();
        let directives = policy.split(';').map(str::trim).filter(|directive| {
            !["connect-src", "img-src"]
                .iter()
                .any(|name| directive.starts_with(name))
        });
        let rest = directives.collect::<Vec<_>>().join("; ");
        format!("{rest}; connect-src 'self'{list}; img-src 'self' data:{list}")
    }
}
