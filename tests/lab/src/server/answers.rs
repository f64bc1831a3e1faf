//! What each URL of the catalogue is answered with.

use std::collections::HashMap;

use anyhow::{Context, Result};
use bytes::Bytes;
use getthrough::catalogue::{Catalogue, LargeObject, ProbeKind};
use http_body_util::Full;
use hyper::Response;

use super::{Body, picture};
use crate::addresses::host;

/// The answer to a URL.
pub enum Answer {
    /// A WebSocket opens; with `hello` the server speaks first.
    Socket {
        /// The server speaks first.
        hello: bool,
    },
    /// Always the same.
    Fixed(Fixed),
}

/// A body and its headers.
pub struct Fixed {
    kind: &'static str,
    body: Bytes,
    headers: &'static [(&'static str, &'static str)],
}

impl Fixed {
    /// It as a response.
    pub fn response(&self) -> Result<Response<Body>> {
        let mut builder = Response::builder().header("content-type", self.kind);
        for (name, value) in self.headers {
            builder = builder.header(*name, *value);
        }
        Ok(builder.body(Full::new(self.body.clone()))?)
    }
}

const PLAIN: &[(&str, &str)] = &[];
const TIMED: &[(&str, &str)] = &[("timing-allow-origin", "*")];
const READABLE: &[(&str, &str)] = &[
    ("timing-allow-origin", "*"),
    ("access-control-allow-origin", "*"),
];

/// The answers by host and path.
#[derive(Default)]
pub struct Answers {
    by_host: HashMap<String, HashMap<String, Answer>>,
}

impl Answers {
    /// What the catalogue says that its URLs are answered with.
    pub fn of(catalogue: &Catalogue) -> Result<Self> {
        let mut answers = Self::default();
        for platform in &catalogue.platforms {
            for endpoint in &platform.endpoints {
                answers.add(&endpoint.url, answer_to(endpoint.probe, endpoint.hello)?)?;
                // The other path is asked by the same kind of request, where there is an image.
                if let Some(url) = &endpoint.alt {
                    answers.add_unless_there(
                        url,
                        answer_to(asked_without_socket(endpoint.probe), false)?,
                    )?;
                }
                if let Some(url) = &endpoint.image {
                    answers.add(url, small_image()?)?;
                }
            }
            if let Some(object) = &platform.object {
                answers.add(&object.url, large_image(object)?)?;
            }
        }
        for control in &catalogue.controls {
            answers.add(&control.url, answer_to(control.probe, false)?)?;
            if let Some(object) = &control.object {
                let body = picture::noise(object.bytes as usize).into();
                let kind = "application/octet-stream";
                answers.add(
                    &object.url,
                    Answer::Fixed(Fixed {
                        kind,
                        body,
                        headers: READABLE,
                    }),
                )?;
            }
        }
        Ok(answers)
    }

    /// The answer to a path of a host, whatever its query.
    pub fn find(&self, host: &str, path: &str) -> Option<&Answer> {
        self.by_host.get(host)?.get(path)
    }

    fn add(&mut self, url: &str, answer: Answer) -> Result<()> {
        let (host, path) = parts(url)?;
        self.by_host.entry(host).or_default().insert(path, answer);
        Ok(())
    }

    fn add_unless_there(&mut self, url: &str, answer: Answer) -> Result<()> {
        let (host, path) = parts(url)?;
        self.by_host
            .entry(host)
            .or_default()
            .entry(path)
            .or_insert(answer);
        Ok(())
    }
}

fn asked_without_socket(probe: ProbeKind) -> ProbeKind {
    match probe {
        ProbeKind::Image => ProbeKind::Image,
        ProbeKind::Fetch | ProbeKind::Websocket => ProbeKind::Fetch,
    }
}

fn answer_to(probe: ProbeKind, hello: bool) -> Result<Answer> {
    match probe {
        ProbeKind::Image => small_image(),
        ProbeKind::Websocket => Ok(Answer::Socket { hello }),
        ProbeKind::Fetch => {
            let body = Bytes::from_static(b"<!doctype html><title>ok</title>");
            Ok(Answer::Fixed(Fixed {
                kind: "text/html; charset=utf-8",
                body,
                headers: PLAIN,
            }))
        }
    }
}

fn small_image() -> Result<Answer> {
    let body = picture::small()?.into();
    Ok(Answer::Fixed(Fixed {
        kind: "image/png",
        body,
        headers: PLAIN,
    }))
}

fn large_image(object: &LargeObject) -> Result<Answer> {
    let body = picture::large(object.bytes as usize)
        .with_context(|| format!("the picture for {}", object.url))?;
    Ok(Answer::Fixed(Fixed {
        kind: "image/png",
        body: body.into(),
        headers: TIMED,
    }))
}

/// Host and path of a URL, the path without its query.
fn parts(url: &str) -> Result<(String, String)> {
    let host = host(url).with_context(|| format!("the catalogue's URL {url} has no host"))?;
    let authority_and_path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = authority_and_path
        .find('/')
        .map_or("", |at| &authority_and_path[at..]);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = if path.is_empty() { "/" } else { path };
    Ok((host, path.to_owned()))
}
