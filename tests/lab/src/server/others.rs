//! Pages of other people, which a test writes and puts on a host of the lab.

use std::collections::HashMap;
use std::sync::Mutex;

use anyhow::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;

use super::Body;

/// A page, or a script of one.
#[derive(Clone, Debug, Default)]
pub struct OtherPage {
    /// Its content type.
    pub kind: &'static str,
    /// What it holds.
    pub body: Bytes,
    /// Its headers, beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// It is answered once a path that begins so has been asked of a host.
    pub after: Option<(&'static str, &'static str)>,
}

impl OtherPage {
    /// A page in HTML with this Content-Security-Policy.
    pub fn html(body: String, policy: &str) -> Self {
        Self {
            kind: "text/html; charset=utf-8",
            body: body.into(),
            headers: vec![("content-security-policy", policy.to_owned())],
            after: None,
        }
    }

    /// A script.
    pub fn script(body: &str) -> Self {
        Self {
            kind: "text/javascript; charset=utf-8",
            body: body.to_owned().into(),
            headers: Vec::new(),
            after: None,
        }
    }

    /// It as a response.
    pub fn response(self) -> Result<Response<Body>> {
        let mut builder = Response::builder().header("content-type", self.kind);
        for (name, value) in &self.headers {
            builder = builder.header(*name, value);
        }
        Ok(builder.body(Full::from(self.body))?)
    }
}

/// The pages by host and path.
#[derive(Default)]
pub struct Others {
    pages: Mutex<HashMap<(String, String), OtherPage>>,
}

impl Others {
    /// Puts a page at a path of a host.
    pub fn put(&self, host: &str, path: &str, page: OtherPage) {
        let mut pages = self.pages.lock().unwrap_or_else(|e| e.into_inner());
        pages.insert((host.to_owned(), path.to_owned()), page);
    }

    /// The page at a path of a host, whatever its query.
    pub fn find(&self, host: &str, path: &str) -> Option<OtherPage> {
        let pages = self.pages.lock().unwrap_or_else(|e| e.into_inner());
        pages.get(&(host.to_owned(), path.to_owned())).cloned()
    }
}
