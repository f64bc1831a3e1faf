//! From lists of ranges to a file, and from an address to its network.

use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Output};

use getthrough_collector::networks::{Meta, Network, Ranges, Source, Table, pack};

const ROUTES: &str = "\
83.149.0.0,83.149.63.255,31133,PJSC MegaFon
212.188.0.0,212.188.127.255,8359,MTS PJSC
217.118.80.0,217.118.95.255,16345,\"Vimpel, \"\"Beeline\"\"\"
255.255.255.0,255.255.255.255,64511,The last
2a00:1fa0::,2a00:1fa3:ffff:ffff:ffff:ffff:ffff:ffff,25159,PJSC MegaFon
";
const COUNTRIES: &str = "\
# as tor-geoipdb
1402273792,1402290175,RU
3569090560,3569106943,RU
3569106944,3569123327,KZ
3569123328,3569123583,??
2a00:1fa0::,2a00:1fa1:ffff:ffff:ffff:ffff:ffff:ffff,RU
2a00:2000::,2a00:20ff:ffff:ffff:ffff:ffff:ffff:ffff,DE
";

fn table() -> Table {
    let networks = Ranges::networks(&[ROUTES]).expect("good routes");
    let countries = Ranges::countries(&[COUNTRIES]).expect("good countries");
    Table::read(&pack(&networks, Some(&countries), meta())).expect("a good file")
}

fn meta() -> Meta {
    let source = |gives: &str| Source {
        gives: gives.into(),
        name: "a fixture".into(),
        licence: "CC0".into(),
        date: "2026-11-24".into(),
    };
    Meta {
        sources: vec![source("networks"), source("countries")],
    }
}

fn found(table: &Table, address: &str) -> String {
    let network = table.network(address.parse().expect("an address"));
    format!("{} {}", network.country, network.asn)
}

#[test]
fn an_address_has_its_network_and_country_to_the_ends_of_its_range() {
    let table = table();
    for (address, network) in [
        ("83.148.255.255", "ZZ 0"),
        ("83.149.0.0", "RU 31133"),
        ("83.149.63.255", "RU 31133"),
        ("83.149.64.0", "ZZ 0"),
        ("212.187.255.255", "ZZ 0"),
        ("212.188.0.0", "RU 8359"),
        ("212.188.63.255", "RU 8359"),
        ("212.188.64.0", "KZ 8359"),
        ("212.188.127.255", "KZ 8359"),
        ("212.188.128.0", "ZZ 0"),
        ("217.118.90.1", "ZZ 16345"),
        ("0.0.0.0", "ZZ 0"),
        ("255.255.254.255", "ZZ 0"),
        ("255.255.255.255", "ZZ 64511"),
        ("2a00:1fa0::1", "RU 25159"),
        ("2a00:1fa1:ffff:ffff::1", "RU 25159"),
        ("2a00:1fa2::1", "ZZ 25159"),
        ("2a00:1fa4::1", "ZZ 0"),
        ("2a00:2000::1", "DE 0"),
        ("::", "ZZ 0"),
        ("::ffff:217.118.90.1", "ZZ 16345"),
    ] {
        assert_eq!(found(&table, address), network, "{address}");
    }
    let nowhere = IpAddr::from([83, 148, 0, 0]);
    assert_eq!(table.network(nowhere), Network::UNKNOWN);
}

#[test]
fn countries_divide_a_network() {
    let networks = Ranges::networks(&["10.0.0.0,10.0.2.255,7,Seven"]).expect("good");
    let countries = "10.0.1.0,10.0.1.255,RU\n10.0.2.0,10.0.3.255,KZ";
    let countries = Ranges::countries(&[countries]).expect("good");
    let table = Table::read(&pack(&networks, Some(&countries), meta())).expect("a good file");
    let all: Vec<String> = (0..5)
        .map(|n| found(&table, &format!("10.0.{n}.9")))
        .collect();
    assert_eq!(all, ["ZZ 7", "RU 7", "KZ 7", "KZ 0", "ZZ 0"]);
    assert_eq!(table.ranges(), (6, 1));
}

#[test]
fn without_countries_networks_are_still_known() {
    let networks = Ranges::networks(&[ROUTES]).expect("good routes");
    let table = Table::read(&pack(&networks, None, meta())).expect("a good file");
    assert_eq!(found(&table, "2a00:1fa0::1"), "ZZ 25159");
}

#[test]
fn networks_have_their_names() {
    let table = table();
    assert_eq!(table.name(31_133), Some("PJSC MegaFon"));
    assert_eq!(table.name(16_345), Some("Vimpel, \"Beeline\""));
    assert_eq!(table.name(64_511), Some("The last"));
    assert_eq!(table.name(1), None);
}

#[test]
fn the_same_lists_make_the_same_file() {
    let networks = Ranges::networks(&[ROUTES]).expect("good routes");
    let mut lines: Vec<&str> = ROUTES.lines().collect();
    lines.reverse();
    let backwards = lines.join("\n");
    let backwards = Ranges::networks(&[&backwards]).expect("good routes");
    assert_eq!(
        pack(&networks, None, meta()),
        pack(&backwards, None, meta())
    );
}

/// Asked at random, the packed file says what the lists say.
#[test]
fn a_file_says_what_its_lists_say() {
    let mut rng = getthrough::rng::Rng::new(1);
    let (mut routes, mut countries) = (String::new(), String::new());
    let mut of = vec![0; 4_096];
    let mut at = vec!["ZZ"; 4_096];
    for block in 0..4_096_usize {
        let range = |block: usize| format!("{},{}", block << 20, ((block + 1) << 20) - 1);
        if rng.below(3) > 0 {
            of[block] = 1 + rng.below(5) as u32;
            routes += &format!("{},{}\n", range(block), of[block]);
        }
        if rng.below(3) > 0 {
            at[block] = ["RU", "DE", "FR"][rng.below(3)];
            countries += &format!("{},{}\n", range(block), at[block]);
        }
    }
    let networks = Ranges::networks(&[&routes]).expect("good");
    let countries = Ranges::countries(&[&countries]).expect("good");
    let table = Table::read(&pack(&networks, Some(&countries), meta())).expect("a good file");
    for _ in 0..20_000 {
        let address = (rng.below(1 << 16) as u32) << 16 | rng.below(1 << 16) as u32;
        let block = (address >> 20) as usize;
        let network = table.network(IpAddr::from(address.to_be_bytes()));
        let found = (network.asn, network.country.to_string());
        assert_eq!(found, (of[block], at[block].to_owned()));
    }
}

fn program(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_getthrough-networks");
    Command::new(program)
        .args(arguments)
        .output()
        .expect("it starts")
}

fn packed(folder: &Path, routes: &str, date: &str) -> Output {
    let (list, out) = (folder.join("routes.csv"), folder.join("networks.bin"));
    std::fs::write(&list, routes).expect("written");
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let (list, out) = (text(&list), text(&out));
    let source = ["--networks-name", "a fixture", "--networks-licence", "CC0"];
    let files = [
        "pack",
        "--networks",
        &list,
        "--out",
        &out,
        "--networks-date",
        date,
    ];
    program(&[&files[..], &source].concat())
}

#[test]
fn the_program_makes_a_file_and_shows_its_licence_and_age() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = packed(folder.path(), ROUTES, "2026-06-17");
    assert!(output.status.success(), "{output:?}");
    let file = folder.path().join("networks.bin");
    let output = program(&[
        "look",
        file.to_str().expect("a path"),
        "212.188.1.1",
        "192.0.2.1",
    ]);
    let text = String::from_utf8(output.stdout).expect("text");
    for part in [
        "networks of 2026-06-17: a fixture. CC0\n",
        " days old.\n",
        "212.188.1.1 ZZ AS8359 MTS\n",
        "192.0.2.1 ZZ AS0 unknown\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_program_names_what_is_wrong_and_leaves_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(packed(folder.path(), ROUTES, "2026-06-17").status.success());
    let file = folder.path().join("networks.bin");
    let before = std::fs::read(&file).expect("the file");
    for (routes, date, message) in [
        (
            "first,last,asn\n",
            "2026-06-17",
            "routes.csv: line 1: `first` is no address",
        ),
        (ROUTES, "June", "write the day of the data as YYYY-MM-DD"),
    ] {
        let output = packed(folder.path(), routes, date);
        let told = String::from_utf8(output.stderr).expect("text");
        assert!(!output.status.success() && told.contains(message), "{told}");
    }
    assert_eq!(std::fs::read(&file).expect("the file"), before);

    std::fs::write(&file, &before[..before.len() - 1]).expect("written");
    let output = program(&["look", file.to_str().expect("a path")]);
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(
        told.contains("networks.bin: this file of networks should have"),
        "{told}"
    );
}
