//! What makes an address unfit for a page, and what is only worth knowing.

use getthrough::catalogue::OBJECT_BYTES;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde::Serialize;

use super::follow::{End, Trail};
use super::target::Wanted;

/// Why a page's request can only fail there, or tells something wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// No answer at all.
    Connection,
    /// `Cross-Origin-Resource-Policy` keeps other sites out, on some hop.
    Corp,
    /// A redirect to `http://`.
    HttpRedirect,
    /// A redirect to nowhere, or without an end.
    Redirect,
    /// Not an image where an image is said.
    NotImage,
    /// The larger object is not of a useful size, or not of the size that is said.
    ObjectSize,
    /// The larger object is not there.
    ObjectStatus,
    /// A page may not read the control's object (no `Access-Control-Allow-Origin`).
    NotReadable,
    /// No WebSocket opens.
    NoWebsocket,
}

/// One thing to put right or to know.
#[derive(Debug, Serialize)]
pub struct Remark {
    /// Absent where the address is fit all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    pub text: String,
}

/// All that is to be said of an address.
pub fn judge(wanted: Wanted, trail: &Trail) -> Vec<Remark> {
    let mut remarks = Remarks::default();
    remarks.hops(wanted, trail);
    match &trail.end {
        End::Answered => remarks.answer(wanted, trail),
        End::Failed(what) => remarks.fault(Fault::Connection, format!("{what}.")),
        End::Insecure(next) => remarks.fault(
            Fault::HttpRedirect,
            format!(
                "redirects to {next}, which a page on https may not ask. Choose another address."
            ),
        ),
        End::Nowhere => remarks.fault(
            Fault::Redirect,
            "redirects to nowhere. Choose another address.".into(),
        ),
        End::Loop => remarks.fault(
            Fault::Redirect,
            "redirects without an end. Choose another address.".into(),
        ),
    }
    remarks.0
}

#[derive(Default)]
struct Remarks(Vec<Remark>);

impl Remarks {
    fn fault(&mut self, fault: Fault, text: String) {
        self.0.push(Remark {
            fault: Some(fault),
            text,
        });
    }

    fn note(&mut self, text: String) {
        self.0.push(Remark { fault: None, text });
    }

    fn hops(&mut self, wanted: Wanted, trail: &Trail) {
        for (url, answer) in &trail.hops {
            let corp = header(&answer.headers, "cross-origin-resource-policy");
            // A WebSocket is not subject to it.
            if wanted != Wanted::Websocket
                && let Some(policy @ ("same-origin" | "same-site")) = corp
            {
                self.fault(
                    Fault::Corp,
                    format!(
                        "{url} answers Cross-Origin-Resource-Policy: {policy}, so every page's \
                         request fails. Choose another address."
                    ),
                );
            }
            if matches!(wanted, Wanted::ReadableObject(_))
                && header(&answer.headers, "access-control-allow-origin").is_none()
            {
                self.fault(
                    Fault::NotReadable,
                    format!("{url} lets no page of another origin read it. Choose another file."),
                );
            }
        }
    }

    fn answer(&mut self, wanted: Wanted, trail: &Trail) {
        let Some((_, answer)) = trail.hops.last() else {
            return;
        };
        let object = match wanted {
            Wanted::Websocket => {
                if answer.status != 101 {
                    let text = format!("answers {} instead of opening a socket.", answer.status);
                    self.fault(Fault::NoWebsocket, text);
                }
                return;
            }
            Wanted::ImageObject(bytes) | Wanted::ReadableObject(bytes) => Some(bytes),
            Wanted::Answer | Wanted::Image => None,
        };
        if answer.status >= 400 {
            match object {
                Some(_) => self.fault(
                    Fault::ObjectStatus,
                    format!(
                        "answers {}: the file is not there. Choose another.",
                        answer.status
                    ),
                ),
                // A page's opaque request resolves all the same.
                None => self.note(format!(
                    "answers {}; look whether it will stay.",
                    answer.status
                )),
            }
        }
        if matches!(wanted, Wanted::Image | Wanted::ImageObject(_)) {
            let kind = header(&answer.headers, CONTENT_TYPE.as_str()).unwrap_or("nothing");
            if !kind.starts_with("image/") {
                self.fault(
                    Fault::NotImage,
                    format!(
                        "is {kind}, not an image. Choose an image, or write probe = \"fetch\"."
                    ),
                );
            }
        }
        if let Some(said) = object
            && answer.status < 400
            && let Some(bytes) = answer.bytes
        {
            self.size(wanted, said, bytes);
        }
    }

    fn size(&mut self, wanted: Wanted, said: u32, bytes: usize) {
        let useful = u32::try_from(bytes).is_ok_and(|bytes| OBJECT_BYTES.contains(&bytes));
        let exact = matches!(wanted, Wanted::ReadableObject(_));
        if !useful {
            self.fault(
                Fault::ObjectSize,
                format!(
                    "has {bytes} bytes. Choose a file of {} to {}.",
                    OBJECT_BYTES.start(),
                    OBJECT_BYTES.end()
                ),
            );
        } else if bytes > said as usize || (exact && bytes != said as usize) {
            self.fault(
                Fault::ObjectSize,
                format!("has {bytes} bytes, not {said}. Write bytes = {bytes}."),
            );
        } else if bytes < said as usize {
            self.note(format!(
                "has {bytes} bytes. Write bytes = {bytes} instead of {said}."
            ));
        }
    }
}

/// A header's value, where it is text.
pub fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}
