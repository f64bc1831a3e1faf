//! The few things that a censor on the wire reads in a packet, and the answers that it forges.

use std::net::Ipv4Addr;

use etherparse::icmpv4::DestUnreachableHeader;
use etherparse::{Icmpv4Type, NetSlice, PacketBuilder, SlicedPacket, TcpSlice, TransportSlice};

const TTL: u8 = 64;
/// How much of a packet an ICMP error quotes beyond the IP header (RFC 792).
const QUOTED_BYTES: usize = 8;

/// Who talks to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flow {
    /// The source's address and port.
    pub from: (Ipv4Addr, u16),
    /// The destination's address and port.
    pub to: (Ipv4Addr, u16),
}

impl Flow {
    /// The same connection in the other direction.
    pub fn back(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
        }
    }
}

/// An IPv4 packet, as far as it is looked at.
pub struct Packet<'a> {
    /// The source's address.
    pub from: Ipv4Addr,
    /// The destination's address.
    pub to: Ipv4Addr,
    /// The TCP segment in it, if it is one.
    pub tcp: Option<TcpSlice<'a>>,
    bytes: &'a [u8],
    header_length: usize,
}

impl<'a> Packet<'a> {
    /// Reads a packet; `None` for anything but IPv4.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let sliced = SlicedPacket::from_ip(bytes).ok()?;
        let NetSlice::Ipv4(ip) = sliced.net? else {
            return None;
        };
        let tcp = match sliced.transport {
            Some(TransportSlice::Tcp(tcp)) => Some(tcp),
            _ => None,
        };
        let header = ip.header();
        Some(Self {
            from: header.source_addr(),
            to: header.destination_addr(),
            tcp,
            bytes,
            header_length: header.slice().len(),
        })
    }

    /// The TCP connection it belongs to.
    pub fn flow(&self) -> Option<Flow> {
        let tcp = self.tcp.as_ref()?;
        let (from, to) = (
            (self.from, tcp.source_port()),
            (self.to, tcp.destination_port()),
        );
        Some(Flow { from, to })
    }

    /// Whether it begins a TCP connection.
    pub fn is_syn(&self) -> bool {
        self.tcp.as_ref().is_some_and(|tcp| tcp.syn() && !tcp.ack())
    }

    /// The reset that a host with a closed port would send back; `None` where there is nothing to
    /// reset.
    pub fn reset(&self) -> Option<Vec<u8>> {
        let tcp = self.tcp.as_ref().filter(|tcp| !tcp.rst())?;
        let taken = tcp.payload().len() as u32 + u32::from(tcp.syn()) + u32::from(tcp.fin());
        let sequence = if tcp.ack() {
            tcp.acknowledgment_number()
        } else {
            0
        };
        let builder =
            self.answer_from(self.to)
                .tcp(tcp.destination_port(), tcp.source_port(), sequence, 0);
        let builder = builder.rst().ack(tcp.sequence_number().wrapping_add(taken));
        written(|out| builder.write(out, &[]))
    }

    /// ICMP “communication administratively prohibited” from `router`.
    pub fn prohibited(&self, router: Ipv4Addr) -> Option<Vec<u8>> {
        let quoted = &self.bytes[..self.bytes.len().min(self.header_length + QUOTED_BYTES)];
        let kind = Icmpv4Type::DestinationUnreachable(DestUnreachableHeader::FilterProhibited);
        let builder = self.answer_from(router).icmpv4(kind);
        written(|out| builder.write(out, quoted))
    }

    fn answer_from(&self, from: Ipv4Addr) -> etherparse::PacketBuilderStep<etherparse::IpHeaders> {
        PacketBuilder::ipv4(from.octets(), self.from.octets(), TTL)
    }
}

fn written<E>(write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    write(&mut out).ok().map(|()| out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn syn() -> Vec<u8> {
        let builder = PacketBuilder::ipv4([192, 168, 77, 2], [45, 10, 1, 1], 64);
        let builder = builder.tcp(40000, 443, 1000, 64000).syn();
        written(|out| builder.write(out, &[])).unwrap()
    }

    #[test]
    fn a_syn_is_answered_with_a_reset_that_acknowledges_it() {
        let bytes = syn();
        let packet = Packet::read(&bytes).unwrap();
        assert!(packet.is_syn());
        let answer = packet.reset().unwrap();
        let answer = Packet::read(&answer).unwrap();
        let tcp = answer.tcp.as_ref().unwrap();
        assert!(tcp.rst() && tcp.ack() && !tcp.syn());
        assert_eq!(tcp.acknowledgment_number(), 1001);
        assert_eq!(answer.flow().unwrap(), packet.flow().unwrap().back());
    }

    #[test]
    fn a_reset_is_not_answered() {
        let bytes = syn();
        let reset = Packet::read(&bytes).unwrap().reset().unwrap();
        assert_eq!(Packet::read(&reset).unwrap().reset(), None);
    }

    #[test]
    fn an_icmp_error_quotes_the_header_and_eight_bytes() {
        let bytes = syn();
        let answer = Packet::read(&bytes)
            .unwrap()
            .prohibited([45, 9, 0, 1].into())
            .unwrap();
        assert_eq!(answer.len(), 20 + 8 + 28);
        assert_eq!(&answer[28..], &bytes[..28]);
        assert_eq!((answer[20], answer[21]), (3, 13));
    }
}
