//! Every fault is seen against a real server over TLS on loopback.

use serde_json::json;

use super::client::Resolve;
use super::fitness::Fault;
use super::report::Report;
use super::server::{Page, Server};
use super::{Options, ask, run};

const IMAGE: &[(&str, &str)] = &[("content-type", "image/png")];
const TEXT: &[(&str, &str)] = &[("content-type", "text/html")];
const READABLE: &[(&str, &str)] = &[("access-control-allow-origin", "*")];

/// The hosts that the certificate is good for.
const NAMES: [&str; 2] = ["a.example", "b.example"];

/// One address: how it is asked, what the server answers, what must be found.
struct Case {
    name: &'static str,
    probe: &'static str,
    pages: &'static [Page],
    /// None: fit.
    fault: Option<Fault>,
    /// A part of what is said of it.
    says: &'static str,
}

const fn page(
    at: &'static str,
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    bytes: usize,
) -> Page {
    Page {
        at,
        status,
        headers,
        bytes,
    }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { name: "an image", probe: "image", fault: None, says: "200 image/png, 900 bytes",
        pages: &[page("a.example/icon", 200, IMAGE, 900)] },
    Case { name: "an empty answer", probe: "fetch", fault: None, says: "204",
        pages: &[page("a.example/204", 204, &[("timing-allow-origin", "*")], 0)] },
    Case { name: "a redirect to another host", probe: "image", fault: None, says: "-> https://b.example/icon",
        pages: &[page("a.example/moved", 302, &[("location", "https://b.example/icon")], 0),
                 page("b.example/icon", 200, IMAGE, 900)] },
    Case { name: "a refusal, which a page cannot see", probe: "fetch", fault: None, says: "answers 403",
        pages: &[page("a.example/403", 403, TEXT, 10)] },
    Case { name: "a policy against other origins", probe: "fetch", fault: Some(Fault::Corp), says: "same-origin",
        pages: &[page("a.example/corp", 200, &[("cross-origin-resource-policy", "same-origin")], 0)] },
    Case { name: "the same policy on a hop", probe: "fetch", fault: Some(Fault::Corp), says: "same-site",
        pages: &[page("a.example/hop", 301, &[("location", "/after"), ("cross-origin-resource-policy", "same-site")], 0),
                 page("a.example/after", 200, TEXT, 0)] },
    Case { name: "a policy for all", probe: "fetch", fault: None, says: "CORP cross-origin",
        pages: &[page("a.example/all", 200, &[("cross-origin-resource-policy", "cross-origin")], 0)] },
    Case { name: "a redirect to http", probe: "fetch", fault: Some(Fault::HttpRedirect), says: "http://a.example/plain",
        pages: &[page("a.example/to-http", 302, &[("location", "http://a.example/plain")], 0)] },
    Case { name: "a redirect in a circle", probe: "fetch", fault: Some(Fault::Redirect), says: "without an end",
        pages: &[page("a.example/circle", 302, &[("location", "/circle")], 0)] },
    Case { name: "a redirect to nowhere", probe: "fetch", fault: Some(Fault::Redirect), says: "nowhere",
        pages: &[page("a.example/nowhere", 302, &[], 0)] },
    Case { name: "a page where an image is said", probe: "image", fault: Some(Fault::NotImage), says: "text/html, not an image",
        pages: &[page("a.example/page", 200, TEXT, 900)] },
    Case { name: "a certificate for other names", probe: "fetch", fault: Some(Fault::Connection), says: "no secure connection to c.example",
        pages: &[page("c.example/", 200, TEXT, 0)] },
    Case { name: "a socket", probe: "websocket", fault: None, says: "101",
        pages: &[page("a.example/socket", 101, &[("upgrade", "websocket"), ("connection", "upgrade")], 0)] },
    Case { name: "no socket", probe: "websocket", fault: Some(Fault::NoWebsocket), says: "answers 400",
        pages: &[page("a.example/no-socket", 400, TEXT, 0)] },
];

/// A larger object: of a platform (an image) or of a control (a file that can be read).
struct Object {
    said: u32,
    control: bool,
    page: Page,
    fault: Option<Fault>,
    says: &'static str,
}

#[rustfmt::skip]
const OBJECTS: &[Object] = &[
    Object { said: 70_000, control: false, page: page("a.example/o1", 200, IMAGE, 70_000), fault: None, says: "70000 bytes" },
    Object { said: 90_000, control: false, page: page("a.example/o2", 200, IMAGE, 70_000), fault: None, says: "Write bytes = 70000 instead of 90000" },
    Object { said: 70_000, control: false, page: page("a.example/o3", 200, IMAGE, 90_000), fault: Some(Fault::ObjectSize), says: "Write bytes = 90000" },
    Object { said: 70_000, control: false, page: page("a.example/o4", 200, IMAGE, 5_000), fault: Some(Fault::ObjectSize), says: "has 5000 bytes" },
    Object { said: 70_000, control: false, page: page("a.example/o5", 200, IMAGE, 700_000), fault: Some(Fault::ObjectSize), says: "has 700000 bytes" },
    Object { said: 70_000, control: false, page: page("a.example/o6", 404, IMAGE, 70_000), fault: Some(Fault::ObjectStatus), says: "answers 404" },
    Object { said: 70_000, control: false, page: page("a.example/o7", 200, TEXT, 70_000), fault: Some(Fault::NotImage), says: "not an image" },
    Object { said: 70_000, control: true, page: page("a.example/o8", 200, READABLE, 70_000), fault: None, says: "ACAO *" },
    Object { said: 70_000, control: true, page: page("a.example/o9", 200, READABLE, 69_000), fault: Some(Fault::ObjectSize), says: "Write bytes = 69000" },
    Object { said: 70_000, control: true, page: page("a.example/o10", 200, &[], 70_000), fault: Some(Fault::NotReadable), says: "lets no page" },
];

#[test]
fn every_fault_is_found_and_nothing_else() {
    let (server, options) = lab();
    let reports = ask(&options).unwrap();
    drop(server);
    for (index, case) in CASES.iter().enumerate() {
        look(
            &reports,
            &format!("p{index}"),
            "site",
            case.name,
            case.fault,
            case.says,
        );
    }
    for (index, object) in OBJECTS.iter().enumerate() {
        let owner = format!("{}{index}", if object.control { "c" } else { "o" });
        look(
            &reports,
            &owner,
            "object",
            object.page.at,
            object.fault,
            object.says,
        );
    }
}

#[test]
fn unfit_addresses_fail_the_command_and_fit_ones_do_not() {
    let (_server, mut options) = lab();
    options.ids = vec!["p0".into(), "p1".into()];
    run(&options).unwrap();
    options.ids.push("p4".into());
    assert_eq!(
        run(&options).unwrap_err().to_string(),
        "1 of 3 addresses are unfit"
    );
}

#[test]
fn an_id_that_is_in_no_catalogue_is_named() {
    let (_server, mut options) = lab();
    options.ids = vec!["xx".into()];
    assert!(
        ask(&options)
            .unwrap_err()
            .to_string()
            .contains("`xx` is neither")
    );
}

#[test]
fn a_port_where_nobody_listens_is_a_failed_connection() {
    let (_server, mut options) = lab();
    options.ids = vec!["p0".into()];
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    options.resolve = vec![format!("a.example={address}").parse().unwrap()];
    let fault = Some(Fault::Connection);
    let says = "cannot connect to a.example";
    look(&ask(&options).unwrap(), "p0", "site", "closed", fault, says);
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for() {
    let (_server, mut options) = lab();
    options.ids = vec!["hang".into()];
    options.timeout = 0.5;
    let fault = Some(Fault::Connection);
    let says = "no answer within 0.5 s";
    look(&ask(&options).unwrap(), "hang", "site", "hang", fault, says);
}

fn look(reports: &[Report], owner: &str, part: &str, name: &str, fault: Option<Fault>, says: &str) {
    let mut of_owner = reports
        .iter()
        .filter(|r| r.owner == owner && r.part == part);
    let report = of_owner
        .next()
        .unwrap_or_else(|| panic!("{name}: no report for {owner} {part}"));
    let found: Vec<_> = report
        .remarks
        .iter()
        .filter_map(|remark| remark.fault)
        .collect();
    assert_eq!(found, Vec::from_iter(fault), "{name}:\n{report}");
    assert!(
        report.to_string().contains(says),
        "{name}: `{says}` is not in\n{report}"
    );
}

/// A server with every page, and the options that ask it.
fn lab() -> (Server, Options) {
    let mut pages: Vec<Page> = CASES.iter().flat_map(|case| case.pages).copied().collect();
    pages.push(page("a.example/hang", 0, &[], 0));
    pages.extend(OBJECTS.iter().map(|object| object.page));
    let server = Server::start(&NAMES, pages);
    let resolve = ["a.example", "b.example", "c.example"]
        .map(|host| -> Resolve { format!("{host}={}", server.address).parse().unwrap() });
    let file = server.authority.with_file_name("catalogue.json");
    std::fs::write(&file, catalogue().to_string()).unwrap();
    let options = Options {
        ids: ids(),
        catalogue: Some(file),
        json: false,
        ca: vec![server.authority.clone()],
        resolve: resolve.into(),
        timeout: 20.0,
    };
    (server, options)
}

/// Those whose hosts the server plays; the other controls only make the catalogue good.
fn ids() -> Vec<String> {
    let cases = (0..CASES.len()).map(|index| format!("p{index}"));
    let objects = OBJECTS.iter().enumerate();
    let objects = objects.map(|(i, o)| format!("{}{i}", if o.control { "c" } else { "o" }));
    cases.chain(objects).collect()
}

fn catalogue() -> serde_json::Value {
    let mut platforms = Vec::new();
    let mut add = |id: String, url: String, probe: &str, object: serde_json::Value| {
        let mut platform = json!({
            "id": id, "code": platforms.len() + 1, "name": id, "category": "all", "tier": 1,
            "endpoints": [{"id": "site", "role": "site", "url": url, "probe": probe}],
        });
        if !object.is_null() {
            platform["object"] = object;
        }
        platforms.push(platform);
    };
    for (index, case) in CASES.iter().enumerate() {
        let scheme = if case.probe == "websocket" {
            "wss"
        } else {
            "https"
        };
        let url = format!("{scheme}://{}", case.pages[0].at);
        add(
            format!("p{index}"),
            url,
            case.probe,
            serde_json::Value::Null,
        );
    }
    let hang = "https://a.example/hang".to_string();
    add("hang".into(), hang, "fetch", serde_json::Value::Null);
    let object = |object: &Object| json!({"url": format!("https://{}", object.page.at), "bytes": object.said});
    let mut controls = Vec::new();
    for (index, o) in OBJECTS.iter().enumerate() {
        // The site itself is not there to be looked at: any page that answers does.
        let url = format!("https://b.example/icon?{index}");
        if o.control {
            controls.push(json!({
                "id": format!("c{index}"), "operator": format!("operator-{index}"),
                "url": url, "probe": "fetch", "object": object(o),
            }));
        } else {
            add(format!("o{index}"), url, "fetch", object(o));
        }
    }
    for index in 0..5 {
        controls.push(json!({
            "id": format!("other-{index}"), "operator": format!("other-{index}"),
            "url": format!("https://other-{index}.example/"), "probe": "fetch",
        }));
    }
    json!({
        "version": 1, "date": "2026-01-01", "categories": [{"id": "all", "on": true}],
        "platforms": platforms, "controls": controls,
    })
}
