//! Who asks: the peer's address, or what a trusted proxy says. Never what a visitor says.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::Arc;

use crate::options::ProxyHeader;

/// The address at the other end of the connection.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The visitor's address; `None` where a proxy did not say it. It lives in the request and
/// nowhere else.
#[derive(Clone, Copy)]
pub struct Client(pub Option<IpAddr>);

/// Whom to believe.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The proxies.
    pub proxies: Vec<IpNet>,
    /// Their header.
    pub header: ProxyHeader,
}

impl Trust {
    fn is_proxy(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.proxies.iter().any(|net| net.contains(&address))
    }

    /// The visitor behind a peer: the last in the header who is no trusted proxy. Whoever stands
    /// before that one may have been made up by that one.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        if !self.is_proxy(peer) {
            return Some(peer);
        }
        let hops: Vec<Option<IpAddr>> = match self.header {
            ProxyHeader::XForwardedFor => list(headers, "x-forwarded-for", address),
            ProxyHeader::Forwarded => list(headers, "forwarded", forwarded),
        };
        let visitor = |hop: &Option<IpAddr>| hop.is_none_or(|hop| !self.is_proxy(hop));
        hops.into_iter().rev().find(visitor).flatten()
    }
}

/// The elements of a header, of all its lines, in order.
fn list(headers: &HeaderMap, name: &str, read: fn(&str) -> Option<IpAddr>) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(name).iter();
    lines
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .map(|element| read(element.trim()))
        .collect()
}

/// An address, maybe with a port, maybe in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|t| t.split(']').next());
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|a| a.ip());
    let address = bare.unwrap_or(text).parse().ok().or_else(with_port)?;
    Some(IpAddr::to_canonical(&address))
}

/// `for=` of an element of `Forwarded`.
fn forwarded(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address(value.trim().trim_matches('"'))
}

/// Finds the visitor's address, and takes every header that says one out of the request.
pub async fn identify(
    State(trust): State<Arc<Trust>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let client = peer.and_then(|peer| trust.client(peer, request.headers()));
    for name in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        request.headers_mut().remove(name);
    }
    request.extensions_mut().insert(Client(client));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(header: ProxyHeader, peer: &str, lines: &[(&'static str, &str)]) -> Option<String> {
        let nets = ["127.0.0.0/8", "10.0.0.0/8", "fd00::/8"];
        let trust = Trust {
            proxies: nets.map(|net| net.parse().expect("a net")).into(),
            header,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().expect("a value"));
        }
        let peer = peer.parse().expect("an address");
        trust.client(peer, &headers).map(|a| a.to_string())
    }

    fn xff(peer: &str, value: &str) -> Option<String> {
        client(
            ProxyHeader::XForwardedFor,
            peer,
            &[("x-forwarded-for", value)],
        )
    }

    #[test]
    fn a_visitor_is_not_believed() {
        assert_eq!(
            xff("192.0.2.1", "198.51.100.1").as_deref(),
            Some("192.0.2.1")
        );
        assert_eq!(
            xff("2001:db8::1", "198.51.100.1").as_deref(),
            Some("2001:db8::1")
        );
    }

    #[test]
    fn the_last_who_is_no_proxy_is_the_visitor() {
        for (value, found) in [
            ("198.51.100.1", Some("198.51.100.1")),
            ("203.0.113.9, 198.51.100.1", Some("198.51.100.1")),
            ("203.0.113.9, 198.51.100.1, 10.0.0.7", Some("198.51.100.1")),
            ("198.51.100.1:4711", Some("198.51.100.1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]:443, fd00::1", Some("2001:db8::1")),
            ("::ffff:198.51.100.1", Some("198.51.100.1")),
            ("203.0.113.9, unknown", None),
            ("203.0.113.9, ", None),
            ("10.0.0.1", None),
            ("", None),
        ] {
            assert_eq!(xff("127.0.0.1", value).as_deref(), found, "{value}");
            assert_eq!(xff("::ffff:127.0.0.1", value).as_deref(), found, "{value}");
        }
    }

    #[test]
    fn only_the_header_that_is_named_is_read() {
        let both = [
            ("forwarded", "for=203.0.113.9"),
            ("x-forwarded-for", "198.51.100.1"),
        ];
        let found = |header| client(header, "127.0.0.1", &both);
        assert_eq!(
            found(ProxyHeader::XForwardedFor).as_deref(),
            Some("198.51.100.1")
        );
        assert_eq!(
            found(ProxyHeader::Forwarded).as_deref(),
            Some("203.0.113.9")
        );
    }

    #[test]
    fn forwarded_is_read_in_all_its_forms() {
        for (value, found) in [
            ("for=198.51.100.1", Some("198.51.100.1")),
            (
                "For=\"[2001:db8::1]:4711\";proto=https",
                Some("2001:db8::1"),
            ),
            (
                "proto=https; for=198.51.100.1;by=10.0.0.1",
                Some("198.51.100.1"),
            ),
            (
                "for=203.0.113.9, for=198.51.100.1, for=10.0.0.1",
                Some("198.51.100.1"),
            ),
            ("for=203.0.113.9, for=_hidden", None),
            ("for=unknown", None),
            ("proto=https", None),
        ] {
            let line = [("forwarded", value)];
            let seen = client(ProxyHeader::Forwarded, "127.0.0.1", &line);
            assert_eq!(seen.as_deref(), found, "{value}");
        }
    }

    #[test]
    fn several_lines_are_one_list() {
        let lines = [
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-for", "198.51.100.1"),
        ];
        let found = client(ProxyHeader::XForwardedFor, "127.0.0.1", &lines);
        assert_eq!(found.as_deref(), Some("198.51.100.1"));
    }
}
