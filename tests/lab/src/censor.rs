//! The censor: what is done to each host, changeable while browsers run.
//!
//! An [`Action`] sets exactly one rule, in the place where a real censor would: the resolver, the
//! wire, or (standing for a middlebox that reads TLS and HTTP) the server's side of a connection.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::addresses::{self, Addresses};

/// What can be done to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The resolver says that the name does not exist.
    DnsNxdomain,
    /// The resolver fails.
    DnsServfail,
    /// The resolver says nothing.
    DnsSilent,
    /// The resolver says 127.0.0.1, where nothing listens.
    DnsLoopback,
    /// The resolver says a private address, where a server answers.
    DnsPrivate,
    /// The resolver names a block page's server, which has no certificate for the host.
    DnsBlockPage,
    /// Packets to and from its address vanish.
    Dropped,
    /// Connections are refused by a TCP reset.
    Refused,
    /// Connections are refused by an ICMP message.
    IcmpProhibited,
    /// A connection is reset when its ClientHello names the host.
    SniReset,
    /// A connection goes silent when its ClientHello names the host.
    SniDropped,
    /// Requests are accepted and never answered.
    HttpSilent,
    /// A connection goes silent after some kilobytes of answers.
    Stalled,
    /// What exceeds 140 kbit/s is dropped.
    Policed,
    /// Answers come later by [`LATE`].
    Late,
    /// Answers have this HTTP status.
    Status(u16),
    /// Answers redirect to a block page on plain http.
    RedirectHttp,
}

/// What the resolver says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRule {
    /// This address.
    Address(Ipv4Addr),
    /// NXDOMAIN.
    Nxdomain,
    /// SERVFAIL.
    Servfail,
    /// Nothing.
    Silent,
}

/// What the wire does with packets of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PacketRule {
    /// Carries them.
    #[default]
    Pass,
    /// Drops them.
    Drop,
    /// Answers a client's TCP packets with a reset.
    Reset,
    /// Answers a client's packets with ICMP “administratively prohibited”.
    Prohibit,
    /// Carries a connection's answers until [`STALL_BYTES`], then drops them.
    Stall,
    /// Drops answers above [`POLICED_BYTES_PER_SECOND`].
    Police,
}

/// What a server does with connections to a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerRule {
    /// Answers.
    #[default]
    Answer,
    /// Resets after the ClientHello.
    Reset,
    /// Is silent after the ClientHello.
    Hold,
    /// Never answers a request.
    Silent,
    /// Answers after [`LATE`].
    Late,
    /// Answers with this status.
    Status(u16),
    /// Redirects to `http://`.
    RedirectHttp,
}

/// Bytes (IP) of answers that a connection may carry under [`PacketRule::Stall`]: Russia's curtain
/// falls between 16 and 20 KB.
pub const STALL_BYTES: u64 = 18_000;
/// 140 kbit/s, as Twitter was policed to in 2021.
pub const POLICED_BYTES_PER_SECOND: f64 = 17_500.0;
/// How much later answers come under [`ServerRule::Late`]: no distance explains it.
pub const LATE: Duration = Duration::from_secs(2);
/// What may pass at once under [`PacketRule::Police`].
pub const POLICED_BURST_BYTES: f64 = 16_384.0;

/// The rules in force.
#[derive(Clone, Debug, Default)]
struct Rules {
    names: HashMap<String, NameRule>,
    every_name: Option<NameRule>,
    packets: HashMap<Ipv4Addr, PacketRule>,
    other_packets: PacketRule,
    servers: HashMap<String, ServerRule>,
    loss: f64,
    planned: Vec<Planned>,
    requests: usize,
}

/// What is to be done once so many requests have reached the servers.
#[derive(Clone, Debug)]
struct Planned {
    after_requests: usize,
    hosts: Vec<String>,
    action: Action,
}

/// The censor of one world; clones share their rules.
#[derive(Clone)]
pub struct Censor {
    addresses: Arc<Addresses>,
    rules: Arc<Mutex<Rules>>,
}

impl Censor {
    /// A censor that does nothing yet.
    pub fn new(addresses: Arc<Addresses>) -> Self {
        Self {
            addresses,
            rules: Arc::default(),
        }
    }

    /// Does it to the host from now on. An unknown host is a mistake in a scenario.
    pub fn apply(&self, host: &str, action: Action) {
        self.change(|rules| rules.set(&self.addresses, host, action));
    }

    /// Does it once `after_requests` more requests have reached the servers.
    pub fn plan(&self, after_requests: usize, hosts: &[String], action: Action) {
        self.change(|rules| {
            let after_requests = rules.requests + after_requests;
            rules.planned.push(Planned {
                after_requests,
                hosts: hosts.to_vec(),
                action,
            });
        });
    }

    /// Loses this share (0 to 1) of all packets, each way.
    pub fn lose(&self, share: f64) {
        self.change(|rules| rules.loss = share);
    }

    /// Drops everything but the resolver and these hosts.
    pub fn cut_all_but<'a>(&self, hosts: impl IntoIterator<Item = &'a str>) {
        self.change(|rules| rules.only(&self.addresses, hosts, PacketRule::Drop));
    }

    /// Drops everything, names included.
    pub fn go_dark(&self) {
        self.change(|rules| {
            rules.packets.clear();
            rules.other_packets = PacketRule::Drop;
        });
    }

    /// Answers for every name with a sign-in page, and lets nothing else through.
    pub fn capture(&self) {
        self.change(|rules| {
            rules.every_name = Some(NameRule::Address(addresses::PORTAL));
            rules.only(&self.addresses, [], PacketRule::Reset);
            rules.packets.insert(addresses::PORTAL, PacketRule::Pass);
        });
    }

    /// Ends all interference.
    pub fn clear(&self) {
        self.change(|rules| *rules = Rules::default());
    }

    /// What the resolver is to say of a name; `None` for a name that nobody has.
    pub fn name(&self, name: &str) -> Option<NameRule> {
        self.read(|rules| {
            let told = rules.every_name.or_else(|| rules.names.get(name).copied());
            told.or_else(|| self.addresses.of(name).map(NameRule::Address))
        })
    }

    /// What the wire is to do with packets of this address.
    pub fn packets(&self, address: Ipv4Addr) -> PacketRule {
        self.read(|rules| {
            rules
                .packets
                .get(&address)
                .copied()
                .unwrap_or(rules.other_packets)
        })
    }

    /// What a server is to do with connections to this host.
    pub fn server(&self, host: &str) -> ServerRule {
        self.read(|rules| rules.servers.get(host).copied().unwrap_or_default())
    }

    /// The share of packets that is lost, each way.
    pub fn loss(&self) -> f64 {
        self.read(|rules| rules.loss)
    }

    /// Tells that a request reached a server; plans that are due are carried out.
    pub fn on_request(&self) {
        self.change(|rules| {
            rules.requests += 1;
            let (due, later) = std::mem::take(&mut rules.planned)
                .into_iter()
                .partition(|planned| planned.after_requests <= rules.requests);
            rules.planned = later;
            let due: Vec<Planned> = due;
            for planned in due {
                for host in &planned.hosts {
                    rules.set(&self.addresses, host, planned.action);
                }
            }
        });
    }

    fn read<T>(&self, look: impl FnOnce(&Rules) -> T) -> T {
        look(&self.rules.lock().unwrap_or_else(|e| e.into_inner()))
    }

    fn change(&self, work: impl FnOnce(&mut Rules)) {
        work(&mut self.rules.lock().unwrap_or_else(|e| e.into_inner()));
    }
}

impl Rules {
    fn set(&mut self, addresses: &Addresses, host: &str, action: Action) {
        let address = addresses
            .of(host)
            .unwrap_or_else(|| panic!("{host} is no host of the lab"));
        match action {
            Action::DnsNxdomain => self.name(host, NameRule::Nxdomain),
            Action::DnsServfail => self.name(host, NameRule::Servfail),
            Action::DnsSilent => self.name(host, NameRule::Silent),
            Action::DnsLoopback => self.name(host, NameRule::Address(Ipv4Addr::LOCALHOST)),
            Action::DnsPrivate => self.name(host, NameRule::Address(addresses::private(address))),
            Action::DnsBlockPage => self.name(host, NameRule::Address(addresses::BLOCK_PAGE)),
            Action::Dropped => self.packet(address, PacketRule::Drop),
            Action::Refused => self.packet(address, PacketRule::Reset),
            Action::IcmpProhibited => self.packet(address, PacketRule::Prohibit),
            Action::Stalled => self.packet(address, PacketRule::Stall),
            Action::Policed => self.packet(address, PacketRule::Police),
            Action::SniReset => self.server(host, ServerRule::Reset),
            Action::SniDropped => self.server(host, ServerRule::Hold),
            Action::HttpSilent => self.server(host, ServerRule::Silent),
            Action::Late => self.server(host, ServerRule::Late),
            Action::Status(code) => self.server(host, ServerRule::Status(code)),
            Action::RedirectHttp => self.server(host, ServerRule::RedirectHttp),
        }
    }

    fn name(&mut self, host: &str, rule: NameRule) {
        self.names.insert(host.to_owned(), rule);
    }

    fn packet(&mut self, address: Ipv4Addr, rule: PacketRule) {
        self.packets.insert(address, rule);
    }

    fn server(&mut self, host: &str, rule: ServerRule) {
        self.servers.insert(host.to_owned(), rule);
    }

    /// Everything but the resolver and these hosts gets `rule`.
    fn only<'a>(
        &mut self,
        addresses: &Addresses,
        hosts: impl IntoIterator<Item = &'a str>,
        rule: PacketRule,
    ) {
        self.other_packets = rule;
        self.packets.clear();
        self.packets.insert(addresses::RESOLVER, PacketRule::Pass);
        for host in hosts {
            let address = addresses
                .of(host)
                .unwrap_or_else(|| panic!("{host} is no host of the lab"));
            self.packets.insert(address, PacketRule::Pass);
        }
    }
}
