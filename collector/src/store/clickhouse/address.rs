//! Where a cluster is, as it is told on the command line.

use anyhow::{Context, bail, ensure};
use std::fmt;
use std::str::FromStr;

/// `clickhouse://[user[:password]@]host[:port][,host[:port]…]/database[?cluster=name]`, or
/// `clickhouses://` for TLS. User and password may have `%` escapes.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Nodes, as URLs of their HTTP interface: the first that answers is asked.
    pub nodes: Vec<String>,
    /// Who asks.
    pub user: Option<String>,
    /// With which password.
    pub password: Option<String>,
    /// The database that has our tables.
    pub database: String,
    /// The cluster's name in the servers' configuration. `None`: one server by itself.
    pub cluster: Option<String>,
}

/// Without the password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let nodes = self.nodes.join(", ");
        write!(f, "{} at {nodes}", self.database)
    }
}

impl FromStr for Address {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let form = "write clickhouse://user:password@host:8123,host:8123/database?cluster=name";
        let (scheme, rest) = text.split_once("://").context(form)?;
        let (protocol, port) = match scheme {
            "clickhouse" => ("http", 8123),
            "clickhouses" => ("https", 8443),
            _ => bail!("{scheme}:// is not known; {form}"),
        };
        let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').context("the database is missing")?;
        let (who, hosts) = match authority.rsplit_once('@') {
            Some((who, hosts)) => (Some(who), hosts),
            None => (None, authority),
        };
        let (user, password) = match who.map(|who| who.split_once(':').unwrap_or((who, ""))) {
            Some((user, "")) => (Some(plain(user)?), None),
            Some((user, password)) => (Some(plain(user)?), Some(plain(password)?)),
            None => (None, None),
        };
        let node = |host: &str| {
            ensure!(!host.is_empty(), "a host is missing; {form}");
            let has_port = host
                .rsplit_once(':')
                .is_some_and(|(_, port)| !port.ends_with(']'));
            let host = if has_port {
                host.to_owned()
            } else {
                format!("{host}:{port}")
            };
            let url = format!("{protocol}://{host}");
            let uri: http::Uri = url.parse().with_context(|| format!("{host} is no host"))?;
            ensure!(uri.port_u16().is_some(), "{host} has no port");
            Ok(url)
        };
        let mut cluster = None;
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("cluster", name)) => cluster = Some(identifier(name)?),
                _ => bail!("{option} is not known; only cluster=name is"),
            }
        }
        Ok(Self {
            nodes: hosts.split(',').map(node).collect::<anyhow::Result<_>>()?,
            user,
            password,
            database: identifier(database)?,
            cluster,
        })
    }
}

/// A name that needs no quotes in SQL.
fn identifier(name: &str) -> anyhow::Result<String> {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    ensure!(
        letters && starts,
        "{name:?} is no name: use letters, digits and _"
    );
    Ok(name.to_owned())
}

fn plain(escaped: &str) -> anyhow::Result<String> {
    let decoded = percent_encoding::percent_decode_str(escaped).decode_utf8();
    Ok(decoded
        .context("user or password is not UTF-8")?
        .into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_parts() {
        let text = "clickhouse://me:p%40ss@one,two:9000,[::1]/figures?cluster=agg";
        let address: Address = text.parse().unwrap();
        assert_eq!(
            address.nodes,
            ["http://one:8123", "http://two:9000", "http://[::1]:8123"]
        );
        assert_eq!(address.user.as_deref(), Some("me"));
        assert_eq!(address.password.as_deref(), Some("p@ss"));
        assert_eq!(address.database, "figures");
        assert_eq!(address.cluster.as_deref(), Some("agg"));
        assert!(!format!("{address:?}").contains("ss"), "{address:?}");
        let alone: Address = "clickhouses://one/figures".parse().unwrap();
        assert_eq!(alone.nodes, ["https://one:8443"]);
        assert_eq!((alone.user, alone.cluster), (None, None));
    }

    #[test]
    fn a_mistake_says_what_is_missing() {
        for (text, says) in [
            ("one:8123/figures", "write clickhouse://"),
            ("postgres://one/figures", "postgres:// is not known"),
            ("clickhouse://one", "the database is missing"),
            ("clickhouse:///figures", "a host is missing"),
            ("clickhouse://one,/figures", "a host is missing"),
            ("clickhouse://one:port/figures", "has no port"),
            ("clickhouse://one two/figures", "is no host"),
            ("clickhouse://one/", "is no name"),
            ("clickhouse://one/a-b", "is no name"),
            ("clickhouse://one/a?cluster=;", "is no name"),
            ("clickhouse://one/a?shard=1", "shard=1 is not known"),
        ] {
            let error = format!("{:#}", text.parse::<Address>().unwrap_err());
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
