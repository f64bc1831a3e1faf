//! Public answers, kept until there are new figures.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use siphasher::sip::SipHasher24;
use std::collections::HashMap;
use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use super::problem::Problem;

/// So many bytes of answers are kept.
const MOST_BYTES: usize = 64 << 20;

/// Answers by question.
#[derive(Default)]
pub struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// Figures become public once a slot.
    slot: u64,
    bytes: usize,
    answers: HashMap<String, (Bytes, String)>,
}

impl Cache {
    /// The answer to a question in a slot, made now if it is not there.
    ///
    /// # Errors
    /// Those of making it.
    pub async fn answer<E>(
        &self,
        question: String,
        slot: u64,
        asked: &HeaderMap,
        make: impl Future<Output = Result<E, Problem>>,
    ) -> Result<Response, Problem>
    where
        E: serde::Serialize,
    {
        let kept = self.find(&question, slot);
        let (body, tag) = match kept {
            Some(found) => found,
            None => {
                let text = serde_json::to_vec(&make.await?).map_err(|_| Problem::away())?;
                let body = Bytes::from(text);
                let made = (body.clone(), tag(&body));
                self.keep(question, slot, made.clone());
                made
            }
        };
        Ok(respond(body, &tag, asked))
    }

    fn find(&self, question: &str, slot: u64) -> Option<(Bytes, String)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.answers.get(question).filter(|_| kept.slot == slot);
        found.cloned()
    }

    fn keep(&self, question: String, slot: u64, answer: (Bytes, String)) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let more = question.len() + answer.0.len();
        if kept.slot != slot || kept.bytes + more > MOST_BYTES {
            *kept = Kept {
                slot,
                ..Kept::default()
            };
        }
        if more <= MOST_BYTES && kept.answers.insert(question, answer).is_none() {
            kept.bytes += more;
        }
    }
}

fn tag(body: &[u8]) -> String {
    // It tells two answers of one address apart, and keeps nothing safe.
    let mut hasher = SipHasher24::new();
    hasher.write(body);
    format!("\"{:016x}\"", hasher.finish())
}

fn respond(body: Bytes, tag: &str, asked: &HeaderMap) -> Response {
    let same = asked.get_all(header::IF_NONE_MATCH).iter().any(|known| {
        let known = known.to_str().unwrap_or("").split(',');
        known
            .map(str::trim)
            .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    });
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let json = [(header::CONTENT_TYPE, "application/json")];
        (json, body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
