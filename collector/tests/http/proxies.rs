//! Who asks, behind a proxy and without one.

use super::bench::Bench;
use getthrough_collector::options::ProxyHeader;

async fn network(bench: &Bench, headers: &[(&str, &str)]) -> u64 {
    let answer = bench.ask("GET", "/v1/networks/me", headers, b"").await;
    answer.json()["network"]["asn"].as_u64().unwrap_or(0)
}

#[tokio::test]
async fn without_a_trusted_proxy_no_header_is_believed() {
    let bench = Bench::new(|options| options.trusted_proxy.clear()).await;
    for header in [
        "x-forwarded-for",
        "forwarded",
        "x-real-ip",
        "cf-connecting-ip",
    ] {
        for value in ["20.1.2.3", "for=20.1.2.3"] {
            assert_eq!(network(&bench, &[(header, value)]).await, 0, "{header}");
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_is_believed_about_its_visitor_only() {
    let bench = Bench::new(|_| ()).await;
    let ask = async |value: &str| network(&bench, &[("x-forwarded-for", value)]).await;
    assert_eq!(ask("20.1.2.3").await, 12_389);
    assert_eq!(
        ask("20.1.2.3, 21.1.2.3").await,
        8_359,
        "the visitor made the first up"
    );
    assert_eq!(ask("20.1.2.3, 21.1.2.3, 127.0.0.9").await, 8_359);
    assert_eq!(ask("20.1.2.3, nonsense").await, 0);
    assert_eq!(network(&bench, &[("forwarded", "for=20.1.2.3")]).await, 0);
    assert_eq!(network(&bench, &[]).await, 0);
}

#[tokio::test]
async fn forwarded_is_read_where_the_operator_says_so() {
    let bench = Bench::new(|options| options.proxy_header = ProxyHeader::Forwarded).await;
    let both = [
        ("forwarded", "for=\"[2a00:1::1]:80\""),
        ("x-forwarded-for", "20.1.2.3"),
    ];
    assert_eq!(network(&bench, &both).await, 25_159);
    assert_eq!(network(&bench, &both[1..]).await, 0);
}
