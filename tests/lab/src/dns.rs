//! The resolver: each host of the lab has its own address, other names do not exist, and the
//! censor may have it say otherwise.

use std::sync::Arc;

use anyhow::{Context, Result};
use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, SOA};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;

use crate::addresses::RESOLVER;
use crate::censor::{Censor, NameRule};
use crate::log::{Event, Log};

/// How long an answer may be kept, seconds: longer than any run, as with real names.
const TTL_SECONDS: u32 = 300;
const NEGATIVE_TTL_SECONDS: u32 = 1;

/// Opens the resolver's socket; to be called inside the servers' namespace.
pub async fn bind() -> Result<UdpSocket> {
    UdpSocket::bind((RESOLVER, 53))
        .await
        .context("opening the DNS server's socket")
}

/// Answers for ever.
pub async fn serve(socket: UdpSocket, censor: Censor, log: Arc<Log>) {
    let mut buffer = [0; 1500];
    loop {
        // Errors of single packets (a client that is gone) do not end the server.
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else {
            continue;
        };
        let Ok(query) = Message::from_vec(&buffer[..length]) else {
            continue;
        };
        let answer = answer(&query, &censor, &log).and_then(|answer| answer.to_vec().ok());
        if let Some(answer) = answer {
            let _ = socket.send_to(&answer, from).await;
        }
    }
}

/// The answer to a query; `None` for silence.
fn answer(query: &Message, censor: &Censor, log: &Log) -> Option<Message> {
    let question = query.queries.first()?;
    let name = question
        .name()
        .to_string()
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let kind = question.query_type();
    log.push(Event::Name {
        name: name.clone(),
        kind: kind.to_string(),
    });
    let mut message = Message::new(query.metadata.id, MessageType::Response, OpCode::Query);
    message.metadata.recursion_desired = query.metadata.recursion_desired;
    message.metadata.recursion_available = true;
    message.add_query(question.clone());
    match censor.name(&name) {
        Some(NameRule::Silent) => return None,
        Some(NameRule::Servfail) => message.metadata.response_code = ResponseCode::ServFail,
        Some(NameRule::Address(address)) if kind == RecordType::A => {
            let data = RData::A(A(address));
            message.add_answer(Record::from_rdata(
                question.name().clone(),
                TTL_SECONDS,
                data,
            ));
        }
        Some(NameRule::Address(_)) => {
            message.add_authority(start_of_authority());
        }
        Some(NameRule::Nxdomain) | None => {
            message.metadata.response_code = ResponseCode::NXDomain;
            message.add_authority(start_of_authority());
        }
    }
    Some(message)
}

/// Without it resolvers distrust an answer that has no records.
fn start_of_authority() -> Record {
    let ttl = NEGATIVE_TTL_SECONDS;
    let soa = SOA::new(Name::root(), Name::root(), 1, 3600, 600, 86_400, ttl);
    Record::from_rdata(Name::root(), ttl, RData::SOA(soa))
}
