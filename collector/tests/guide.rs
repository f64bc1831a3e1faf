//! What docs/OPERATE.md and the files of a deployment say is what the program does.

use clap::CommandFactory;
use getthrough_collector::intake::MOST_WAITING;
use getthrough_collector::options::Arguments;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const OPEN: &str = "<!-- options -->\n";
const CLOSE: &str = "<!-- /options -->";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    let path = root().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn options() -> Vec<clap::Arg> {
    let command = Arguments::command();
    let own = command.get_arguments().filter(|a| !a.is_positional());
    let own = own.filter(|a| !["help", "version"].contains(&a.get_long().unwrap_or("help")));
    own.cloned().collect()
}

/// The table of options, from the options.
fn table() -> String {
    let mut text =
        "| flag | variable | if not given | what |\n| --- | --- | --- | --- |\n".to_owned();
    for option in options() {
        let value = option.get_value_names().map(|names| names[0].to_string());
        let takes = option.get_action().takes_values();
        let value = value.filter(|_| takes).map(|name| format!(" {name}"));
        let variable = option
            .get_env()
            .map(|name| format!("`{}`", name.to_string_lossy()));
        let default = option.get_default_values().first();
        let default = default
            .filter(|_| takes)
            .map(|value| format!("`{}`", value.to_string_lossy()));
        let help = option
            .get_long_help()
            .or(option.get_help())
            .map(ToString::to_string);
        text += &format!(
            "| `--{}{}` | {} | {} | {} |\n",
            option.get_long().unwrap_or_default(),
            value.unwrap_or_default(),
            variable.unwrap_or_default(),
            default.unwrap_or_default(),
            help.unwrap_or_default()
                .replace('\n', " ")
                .replace('|', "\\|"),
        );
    }
    text
}

#[test]
fn the_table_of_options_is_that_of_the_program() {
    let guide = read("docs/OPERATE.md");
    let (before, rest) = guide.split_once(OPEN).expect("a place for the table");
    let (told, after) = rest.split_once(CLOSE).expect("its end");
    let table = table();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let text = [before, OPEN, &table, CLOSE, after].concat();
        std::fs::write(root().join("docs/OPERATE.md"), text).expect("written");
    } else {
        assert_eq!(told, table, "UPDATE_DOCS=1 writes it anew");
    }
}

#[test]
fn every_metric_is_in_the_guide_and_no_other() {
    let names = |text: &str, before: &str| -> BTreeSet<String> {
        let parts = text.split(before).skip(1);
        let name = |part: &str| {
            let end = part.find(|c: char| !c.is_ascii_lowercase() && c != '_');
            format!("getthrough_{}", &part[..end.unwrap_or(part.len())])
        };
        parts.map(name).collect()
    };
    let mut code = BTreeSet::new();
    let mut folders = vec![root().join("collector/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                code.extend(names(
                    &std::fs::read_to_string(&path).expect("text"),
                    "!(\"getthrough_",
                ));
            }
        }
    }
    assert!(code.len() > 5, "{code:?}");
    assert_eq!(names(&read("docs/OPERATE.md"), "| `getthrough_"), code);
}

#[test]
fn the_bound_of_what_waits_is_told() {
    let bound = format!("{},{:03}", MOST_WAITING / 1_000, MOST_WAITING % 1_000);
    assert!(
        read("docs/OPERATE.md").matches(&bound).count() >= 2,
        "{bound}"
    );
}

#[test]
fn the_files_of_a_deployment_name_variables_that_there_are() {
    let known: BTreeSet<String> = options()
        .iter()
        .filter_map(|option| Some(option.get_env()?.to_string_lossy().into_owned()))
        .collect();
    for file in [
        "collector/deploy/collector.env",
        "collector/deploy/Containerfile",
        "docs/OPERATE.md",
    ] {
        let text = read(file);
        let mut seen = 0;
        for part in text.split("GETTHROUGH_").skip(1) {
            let end = part.find(|c: char| !c.is_ascii_uppercase() && c != '_');
            let name = format!("GETTHROUGH_{}", &part[..end.unwrap_or(part.len())]);
            assert!(known.contains(&name), "{file}: {name}");
            seen += 1;
        }
        assert!(seen > 2, "{file}");
    }
}
