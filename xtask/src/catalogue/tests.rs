//! The shipped catalogue is good, and of one that is not, the line, the rule and the way out are
//! told.

use getthrough::catalogue::{Catalogue, Rule, host_of};
use std::path::Path;

use super::finding::Finding;
use super::{codes, evidence, open, summary};

#[test]
fn the_shipped_catalogue_is_good_and_small() {
    let catalogue = open::load(None).unwrap();
    let lean = serde_json::to_string(&catalogue).unwrap();
    assert_eq!(serde_json::from_str::<Catalogue>(&lean).unwrap(), catalogue);
    let size = summary::compressed(&lean).unwrap();
    assert!(size <= 8 * 1024, "{size} bytes with brotli");
}

#[test]
fn the_shipped_catalogue_has_all_platforms() {
    let catalogue = open::load(None).unwrap();
    let tier = |tier| {
        catalogue
            .platforms
            .iter()
            .filter(|p| p.tier == tier)
            .count()
    };
    assert_eq!((tier(1), tier(2)), (70, 23));
    let off: Vec<_> = catalogue
        .categories
        .iter()
        .filter(|c| !c.on)
        .map(|c| &c.id[..])
        .collect();
    assert_eq!(off, ["circumvention"]);
    let with_object: Vec<_> = catalogue
        .platforms
        .iter()
        .filter(|p| p.object.is_some())
        .map(|p| &p.id[..])
        .collect();
    for id in [
        "telegram",
        "youtube",
        "wikipedia",
        "x",
        "instagram",
        "whatsapp",
        "linkedin",
    ] {
        assert!(with_object.contains(&id), "{id} has no larger object");
    }
    let control_objects = catalogue
        .controls
        .iter()
        .filter(|c| c.object.is_some())
        .count();
    assert!(
        control_objects >= 3,
        "{control_objects} controls with an object"
    );
}

#[test]
fn the_shipped_operators_of_platforms_are_operators_of_controls() {
    let catalogue = open::load(None).unwrap();
    for platform in &catalogue.platforms {
        if let Some(operator) = &platform.operator {
            let known = catalogue.controls.iter().any(|c| c.operator == *operator);
            assert!(
                known,
                "{}: no control has the operator {operator}",
                platform.id
            );
        }
    }
}

/// A control on a platform's own host speaks for the line only where that platform leaves it out.
#[test]
fn a_shipped_control_on_a_platforms_host_has_its_operator() {
    let catalogue = open::load(None).unwrap();
    for platform in &catalogue.platforms {
        for endpoint in &platform.endpoints {
            for control in &catalogue.controls {
                if host_of(&control.url) == host_of(&endpoint.url) {
                    assert_eq!(
                        platform.operator.as_ref(),
                        Some(&control.operator),
                        "{} and {} share a host",
                        platform.id,
                        control.id
                    );
                }
            }
        }
    }
}

/// A small folder, and one change in one of its files.
struct Case {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    told: &'static str,
}

const META: &str = r#"version = 1
date = "2026-01-01"
[[category]]
id = "social"
on = true
"#;

const SOCIAL: &str = r#"# The platforms.
[[platform]]
id = "x"
code = 1
name = "X"
tier = 1
homepage = "https://x.example/"
restricted = ["TR25"]

[[platform.endpoint]]
id = "site"
role = "site"
url = "https://x.example/icon"
probe = "image"
confidence = "high"
provenance = ["LIST (page 3)"]

[[platform.endpoint]]
id = "static"
role = "static"
url = "https://static.x.example/icon"
probe = "image"
confidence = "low"
provenance = ["LIST", "docs.example/page"]

[[platform]]
id = "y"
code = 2
name = "Y"
tier = 2
homepage = "https://y.example/"
single_host = "It has one host."

[[platform.endpoint]]
id = "site"
role = "site"
url = "https://y.example/"
probe = "fetch"
confidence = "low"
provenance = ["LIST"]
"#;

const SOURCES: &str = r#"[source.LIST]
ref = "list.example"
kind = "a list"
[event.TR25]
countries = ["TR"]
date = "2025-03"
kind = "throttled"
ref = "report.example"
[[avoid]]
url = "https://bad.example/*"
why = "it is bad"
source = "judgement"
"#;

const CODES: &str = "# number, id\n1 x\n2 y\n7 gone\n";

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { file: "social.toml", from: "code = 2", to: "code = 1", told: "social.toml:28: unique-code: code 1 is also X's (line 4). Give it a number that was never used." },
    Case { file: "social.toml", from: "id = \"y\"", to: "id = \"x\"", told: "social.toml:27: unique-id: id `x` is also X's (line 3). Give it one of its own." },
    Case { file: "social.toml", from: "https://y.example/\"\nprobe", to: "https://x.example/icon\"\nprobe", told: "social.toml:37: unique-url: https://x.example/icon is also X's (line 13). Ask another path." },
    Case { file: "social.toml", from: "https://y.example/\"\nprobe", to: "http://y.example/\"\nprobe", told: "social.toml:37: secure-url: `http://y.example/` is no https:// or wss:// address of a host. A page on https can ask nothing else." },
    Case { file: "social.toml", from: "code = 2", to: "code = 3", told: "social.toml:28: code-owner: y has had code 2 (codes.txt:3). Give it that one back." },
    Case { file: "social.toml", from: "id = \"y\"\ncode = 2", to: "id = \"z\"\ncode = 7", told: "social.toml:28: code-owner: code 7 was given to gone (codes.txt:4). Give z a number that was never used." },
    Case { file: "social.toml", from: "id = \"y\"\ncode = 2", to: "id = \"z\"\ncode = 8", told: "social.toml:28: code-owner: code 8 is new. Add the line `8 z` to codes.txt." },
    Case { file: "codes.txt", from: "7 gone", to: "2 gone", told: "codes.txt:4: code-owner: `2 gone` clashes with line 3: 2 y. A number has one id, for ever." },
    Case { file: "codes.txt", from: "7 gone", to: "gone", told: "codes.txt:4: code-owner: `gone` is no entry. Write the number, a space, and the id." },
    Case { file: "social.toml", from: "[\"LIST (page 3)\"]", to: "[]", told: "social.toml:16: provenance: Nothing says where this address was seen. Name it in provenance = [\"…\"]." },
    Case { file: "social.toml", from: "[\"LIST (page 3)\"]", to: "[\"LOST\"]", told: "social.toml:16: known-source: `LOST` is no source. Begin with a key of sources.toml, or with an address of its own (example.org/page)." },
    Case { file: "social.toml", from: "TR25", to: "TR26", told: "social.toml:8: known-event: `TR26` is no event. Add [event.TR26] to sources.toml." },
    Case { file: "social.toml", from: "single_host = \"It has one host.\"\n", to: "", told: "social.toml:26: two-hosts: Y is asked at one host only. Add an endpoint on another one, or say why there is none: single_host = \"…\"." },
    Case { file: "social.toml", from: "It has one host.", to: " ", told: "social.toml:32: two-hosts: The reason is empty. Say why there is no second host." },
    Case { file: "social.toml", from: "code = 1\n", to: "code = 1\nsingle_host = \"No.\"\n", told: "social.toml:5: two-hosts: X has several hosts. Remove the line." },
    Case { file: "sources.toml", from: "https://bad.example/*", to: "https://x.example/*", told: "social.toml:13: avoided: https://x.example/icon must not be used: it is bad. Choose another address." },
    Case { file: "social.toml", from: "tier = 2", to: "teir = 2", told: "social.toml:30: shape: unknown field `teir`" },
    Case { file: "social.toml", from: "probe = \"fetch\"", to: "probe = \"head\"", told: "social.toml:38: shape: unknown variant `head`" },
    Case { file: "social.toml", from: "code = 2", to: "code = ", told: "social.toml:28: shape: " },
    Case { file: "meta.toml", from: "social", to: "news", told: "news.toml: readable: " },
    Case { file: "meta.toml", from: "date = \"2026-01-01\"", to: "date = \"\"", told: "meta.toml:2: not-empty: nothing stands here. Fill it in." },
    Case { file: "controls.toml", from: "operator = \"o4\"", to: "operator = \"o3\"", told: "controls.toml:1: control-operators: the controls outside of any one country have 4 operators." },
];

#[test]
fn the_line_the_rule_and_the_way_out_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display().to_string();
    for case in CASES {
        write(folder.path());
        assert_eq!(findings(folder.path()), "", "the folder itself is good");
        let file = folder.path().join(case.file);
        let text = std::fs::read_to_string(&file).unwrap();
        let changed = text.replacen(case.from, case.to, 1);
        assert_ne!(changed, text, "`{}` is in {}", case.from, case.file);
        std::fs::write(&file, changed).unwrap();
        let told = findings(folder.path()).replace(&format!("{name}/"), "");
        assert!(
            told.starts_with(case.told),
            "not told: {}\nbut: {told}",
            case.told
        );
    }
}

#[test]
fn a_lean_file_is_told_of_by_line_too() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let catalogue = open::load(Some(folder.path())).unwrap();
    let file = folder.path().join("lean.json");
    let name = file.display().to_string();
    let lean = serde_json::to_string_pretty(&catalogue).unwrap();
    let told = |text: &str| {
        std::fs::write(&file, text).unwrap();
        findings(&file).replace(&name, "lean.json")
    };
    assert_eq!(told(&lean), "");
    let second = 1 + lean
        .lines()
        .position(|line| line.contains("\"code\": 2"))
        .unwrap();
    let first = 1 + lean
        .lines()
        .position(|line| line.contains("\"code\": 1"))
        .unwrap();
    assert_eq!(
        told(&lean.replace("\"code\": 2", "\"code\": 1")),
        format!(
            "lean.json:{second}: unique-code: code 1 is also X's (line {first}). \
             Give it a number that was never used."
        )
    );
    let wrong = told(&lean.replace("\"code\": 2", "\"cod\": 2"));
    assert!(
        wrong.starts_with(&format!("lean.json:{second}: shape: unknown field `cod`")),
        "{wrong}"
    );
    let broken = told(&lean.replace("\"code\": 2", "\"code\": "));
    assert!(
        broken.starts_with(&format!("lean.json:{second}: shape: ")),
        "{broken}"
    );
    let gone = open::load(Some(&folder.path().join("none.json"))).unwrap_err();
    assert!(
        gone.to_string()
            .contains("Name a lean .json file or a source folder"),
        "{gone}"
    );
}

#[test]
fn the_documentation_names_every_rule() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/CATALOGUE.md");
    let text = std::fs::read_to_string(file).unwrap();
    let of_source = evidence::Rule::ALL.map(evidence::Rule::name);
    let rules = Rule::ALL.iter().map(|rule| rule.name()).chain(of_source);
    let rules: Vec<_> = rules.chain([codes::RULE, "shape", "readable"]).collect();
    for rule in &rules {
        assert!(
            text.contains(&format!("\n| `{rule}` |")),
            "{rule} is not documented"
        );
    }
    let table = text
        .split("\n## ")
        .find(|part| part.starts_with("Rules"))
        .unwrap();
    assert_eq!(
        table.matches("\n| `").count(),
        rules.len(),
        "a rule too many is documented"
    );
}

fn findings(path: &Path) -> String {
    let findings = open::open(Some(path)).err().unwrap_or_default();
    findings
        .iter()
        .map(Finding::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn write(folder: &Path) {
    let control = |i| {
        format!(
            "[[control]]\nid = \"c{i}\"\noperator = \"o{i}\"\nurl = \"https://c{i}.example/\"\n\
             probe = \"fetch\"\nconfidence = \"high\"\nprovenance = [\"LIST\"]\n"
        )
    };
    let controls: String = (0..5).map(control).collect();
    for (file, text) in [
        ("meta.toml", META),
        ("social.toml", SOCIAL),
        ("controls.toml", &controls),
        ("sources.toml", SOURCES),
        ("codes.txt", CODES),
    ] {
        std::fs::write(folder.join(file), text).unwrap();
    }
}

/// serde names the fields that it knows when it meets one that it does not.
#[test]
fn the_documentation_names_every_field_of_a_platform_and_an_endpoint() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/CATALOGUE.md");
    let text = std::fs::read_to_string(file).unwrap();
    let documented = |heading: &str| -> Vec<String> {
        let part = text
            .split("\n### ")
            .find(|part| part.starts_with(heading))
            .unwrap();
        let rows = part.lines().filter(|line| line.starts_with("| `"));
        let names = rows.flat_map(|row| row.split('|').nth(1).unwrap().split(','));
        names
            .map(|name| name.trim().trim_matches('`').to_string())
            .collect()
    };
    let known = |source: &str| -> Vec<String> {
        let error = toml::from_str::<super::source::CategoryFile>(source)
            .err()
            .unwrap();
        let names = error
            .message()
            .split("expected one of ")
            .nth(1)
            .unwrap()
            .to_string();
        names
            .split(", ")
            .map(|name| name.trim_matches('`').to_string())
            .collect()
    };
    // Those that are tables of their own, or are documented with another field.
    let apart = ["endpoint", "object", "alt_provenance", "notes"];
    for (heading, source) in [
        ("A platform", "[[platform]]\nno_field = 1"),
        (
            "An endpoint",
            "[[platform]]\n[[platform.endpoint]]\nno_field = 1",
        ),
    ] {
        let sorted = |mut names: Vec<String>| {
            names.retain(|name| !apart.contains(&name.as_str()));
            names.sort();
            names
        };
        assert_eq!(
            sorted(documented(heading)),
            sorted(known(source)),
            "{heading}"
        );
    }
}
