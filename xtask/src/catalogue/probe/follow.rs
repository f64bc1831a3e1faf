//! A request and the redirects after it, hop by hop: a page's request fails where any one of them
//! is unfit, which a client that follows by itself would not tell.

use hyper::header::LOCATION;
use url::Url;

use super::client::{Answer, Client, Form};
use super::target::{Target, Wanted};

/// More than this a browser does not follow either.
const MOST_HOPS: usize = 20;

/// All answers on the way, and what ended it.
pub struct Trail {
    pub hops: Vec<(Url, Answer)>,
    pub end: End,
}

/// What ended the way.
#[derive(Debug, PartialEq)]
pub enum End {
    /// An answer that is no redirect.
    Answered,
    /// No answer; what failed.
    Failed(String),
    /// A redirect to an address that a page on https may not ask.
    Insecure(String),
    /// A redirect without a place that can be understood.
    Nowhere,
    /// Too many redirects.
    Loop,
}

/// Asks, and follows.
pub async fn follow(client: &Client, target: &Target) -> Trail {
    let mut hops = Vec::new();
    let end = walk(client, target, &mut hops).await;
    Trail { hops, end }
}

async fn walk(client: &Client, target: &Target, hops: &mut Vec<(Url, Answer)>) -> End {
    let form = Form {
        destination: match target.wanted {
            Wanted::Image | Wanted::ImageObject(_) => "image",
            Wanted::Websocket => "websocket",
            Wanted::Answer | Wanted::ReadableObject(_) => "empty",
        },
        whole: matches!(
            target.wanted,
            Wanted::ImageObject(_) | Wanted::ReadableObject(_)
        ),
    };
    let mut url = match Url::parse(&target.url) {
        Ok(url) => url,
        Err(error) => return End::Failed(error.to_string()),
    };
    loop {
        let answer = match client.get(&url, form).await {
            Ok(answer) => answer,
            Err(error) => return End::Failed(format!("{error:#}")),
        };
        let redirect = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
        let place = answer.headers.get(LOCATION).cloned();
        hops.push((url.clone(), answer));
        if !redirect {
            return End::Answered;
        }
        if hops.len() > MOST_HOPS {
            return End::Loop;
        }
        url = match place.and_then(|place| url.join(place.to_str().ok()?).ok()) {
            Some(next) if next.scheme() == "https" => next,
            Some(next) => return End::Insecure(next.into()),
            None => return End::Nowhere,
        };
    }
}
