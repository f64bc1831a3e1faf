//! The steps of the tests, as a table: what each is called, needs and runs.

use anyhow::{Result, ensure};
use clap::builder::PossibleValuesParser;
use std::fs;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{lab, pack, process, tools, visitor};

/// Which steps go one after the other. Those of different lanes run side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Installs something; waits for the network more than for the processor.
    SetUp,
    /// Builds and computes, and stands aside for the browsers.
    Work,
    /// Has browsers look at a network, which takes time rather than the processor's.
    Lab,
}

/// One step.
pub struct Step {
    pub name: &'static str,
    /// What it makes sure of, for the heading.
    pub what: &'static str,
    pub lane: Lane,
    /// The steps that must have passed; they stand above it.
    pub needs: &'static [&'static str],
    pub command: fn(&Workspace) -> Result<Command>,
}

/// In the order in which each lane takes them, as far as what they need is there.
pub const STEPS: &[Step] = &[
    Step {
        name: "packages",
        what: "browsers and network tools are installed",
        lane: Lane::SetUp,
        needs: &[],
        command: |workspace| xtask(workspace, &["set-up", "packages"]),
    },
    Step {
        name: "npm",
        what: "the page's development tools are installed",
        lane: Lane::SetUp,
        needs: &[],
        command: |workspace| xtask(workspace, &["set-up", "npm"]),
    },
    Step {
        name: "web-server",
        what: "a web server is unpacked",
        lane: Lane::SetUp,
        // Both use the system's package manager.
        needs: &["packages"],
        command: |workspace| xtask(workspace, &["set-up", "nginx"]),
    },
    Step {
        name: "geckodriver",
        what: "the driver of Firefox is installed",
        lane: Lane::SetUp,
        needs: &[],
        command: |workspace| xtask(workspace, &["set-up", "geckodriver"]),
    },
    Step {
        name: "schemathesis",
        what: "what asks the collector is installed",
        lane: Lane::SetUp,
        // They bring pip.
        needs: &["packages"],
        command: |workspace| xtask(workspace, &["set-up", "schemathesis"]),
    },
    Step {
        name: "clickhouse",
        what: "servers of a ClickHouse cluster are unpacked, and a current engine is installed",
        lane: Lane::SetUp,
        // They bring Java and pip.
        needs: &["packages"],
        command: |workspace| xtask(workspace, &["set-up", "clickhouse"]),
    },
    Step {
        name: "cargo-deny",
        what: "what looks at dependencies is installed",
        lane: Lane::SetUp,
        needs: &[],
        command: |workspace| xtask(workspace, &["set-up", "cargo-deny"]),
    },
    Step {
        name: "format",
        what: "the Rust is formatted",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| cargo(workspace, &["fmt", "--all", "--check", "--", "-l"]),
    },
    Step {
        name: "catalogue",
        what: "the catalogue keeps its rules",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| xtask(workspace, &["catalogue", "check"]),
    },
    Step {
        name: "site",
        what: "the site builds and keeps its size budgets",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| xtask(workspace, &["build", "--budget"]),
    },
    Step {
        name: "lab-program",
        what: "the lab builds",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| Ok(lab::build(workspace)),
    },
    Step {
        name: "collector",
        what: "the collector builds",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| Ok(lab::build_collector(workspace)),
    },
    Step {
        name: "types",
        what: "the types of the page's JavaScript",
        lane: Lane::Work,
        needs: &["npm"],
        command: |workspace| {
            let mut tsc =
                Command::new(workspace.root.join(tools::JS).join("node_modules/.bin/tsc"));
            tsc.arg("--project").arg(workspace.root.join(tools::JS));
            Ok(tsc)
        },
    },
    Step {
        name: "page",
        what: "the page's modules that need no browser",
        lane: Lane::Work,
        // It brings Node.
        needs: &["npm"],
        command: page_tests,
    },
    Step {
        name: "dist",
        what: "the published form of the site builds and keeps its size budgets",
        lane: Lane::Work,
        needs: &["npm", "site"],
        command: |workspace| {
            // Some address: with one, everything that can be written is.
            let base = ["dist", "--base-url", "https://getthrough.example/"];
            xtask(workspace, &base)
        },
    },
    Step {
        name: "npm-package",
        what: "the npm package installs, has its types and builds in a project of its own",
        lane: Lane::Work,
        needs: &["npm", "dist"],
        command: |workspace| xtask(workspace, &["package-page"]),
    },
    Step {
        name: "world",
        what: "the lab's network does what the lab says",
        lane: Lane::Lab,
        needs: &["lab-program", "packages", "geckodriver", "site"],
        command: |workspace| Ok(lab::together(workspace, "world", &workspace.site())),
    },
    Step {
        name: "lab",
        what: "the real page in real browsers on a network with a censor",
        lane: Lane::Lab,
        needs: &["lab-program", "packages", "geckodriver", "site"],
        command: |workspace| Ok(lab::together(workspace, "run", &workspace.site())),
    },
    Step {
        name: "guarded",
        what: "the real page in browsers that are set to protect their visitor, and in a window",
        lane: Lane::Lab,
        needs: &["lab-program", "packages", "geckodriver", "site"],
        command: |workspace| Ok(lab::together(workspace, "guarded", &workspace.site())),
    },
    Step {
        name: "accessibility",
        what: "every page and state by axe's rules, in all widths and schemes, and by keyboard",
        lane: Lane::Lab,
        needs: &["lab-program", "packages", "npm", "site", "collector"],
        command: |workspace| Ok(lab::looks_invocation(workspace)),
    },
    Step {
        name: "story",
        what: "browsers on four networks report, and the public figures tell what happened",
        lane: Lane::Lab,
        needs: &[
            "lab-program",
            "packages",
            "geckodriver",
            "site",
            "collector",
        ],
        command: |workspace| Ok(lab::story_invocation(workspace)),
    },
    Step {
        name: "pages",
        what: "the published site as it is shared, embedded and set up by an editor, in real browsers",
        lane: Lane::Lab,
        needs: &[
            "lab-program",
            "packages",
            "geckodriver",
            "dist",
            "npm-package",
        ],
        command: |workspace| {
            let site = workspace.target.join("dist");
            let mut pages = lab::together(workspace, "pages", &site);
            pages.arg("--package-page").arg(visitor::page(workspace));
            let first_run = pack::Pack::read(workspace)?.budget.dist.first_run;
            pages.arg("--first-run").arg(first_run.bytes().to_string());
            Ok(pages)
        },
    },
    Step {
        name: "nginx",
        what: "the published site on a server of the system, with its generated headers, in real browsers",
        lane: Lane::Lab,
        needs: &[
            "lab-program",
            "packages",
            "geckodriver",
            "web-server",
            "dist",
        ],
        command: |workspace| {
            let mut run = lab::together(workspace, "run", &workspace.target.join("dist"));
            run.args(["--server", "nginx"]);
            run.args(["--scenario", "clean", "connections"]);
            Ok(run)
        },
    },
    Step {
        name: "clippy",
        what: "no warnings in the Rust",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| {
            let all = ["clippy", "--workspace", "--all-targets"];
            cargo(workspace, &[&all[..], &["--", "-D", "warnings"]].concat())
        },
    },
    Step {
        name: "clippy-wasm",
        what: "no warnings in the Rust that only browsers run",
        lane: Lane::Work,
        // It adds the target to the toolchain.
        needs: &["site"],
        command: |workspace| {
            let engine = ["clippy", "--package", "getthrough", "--lib"];
            let target = ["--target", "wasm32-unknown-unknown"];
            let deny = ["--", "-D", "warnings"];
            cargo(workspace, &[&engine[..], &target, &deny].concat())
        },
    },
    Step {
        name: "docs",
        what: "the documentation of every package has no broken link",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| {
            let mut doc = cargo(workspace, &["doc", "--no-deps", "--workspace"])?;
            doc.env("RUSTDOCFLAGS", "-D warnings");
            Ok(doc)
        },
    },
    Step {
        name: "unit",
        what: "the tests of the Rust packages",
        lane: Lane::Work,
        needs: &[],
        // The simulated lines are slow without optimisation; they have a step of their own.
        command: |workspace| {
            let all = ["test", "--workspace", "--exclude", "getthrough-lines"];
            cargo(workspace, &all)
        },
    },
    Step {
        name: "api",
        what: "the collector answers as its OpenAPI document says",
        lane: Lane::Work,
        needs: &["schemathesis"],
        command: |workspace| {
            let described = ["--test", "described", "--", "--nocapture"];
            let test = ["test", "--package", "getthrough-collector"];
            let mut command = cargo(workspace, &[&test[..], &described].concat())?;
            command.env("SCHEMATHESIS", tools::schemathesis_folder(workspace));
            Ok(command)
        },
    },
    Step {
        name: "cluster",
        what: "the collector's store on a ClickHouse cluster of which parts are killed, and on a current server",
        lane: Lane::Work,
        needs: &["clickhouse"],
        command: |workspace| {
            let cluster = ["--test", "cluster", "--", "--nocapture"];
            let test = ["test", "--package", "getthrough-collector"];
            let mut command = cargo(workspace, &[&test[..], &cluster].concat())?;
            command.env("CLICKHOUSE", tools::clickhouse_folder(workspace));
            command.env("CHDB", tools::chdb_folder(workspace));
            Ok(command)
        },
    },
    Step {
        name: "lines",
        what: "accuracy on simulated lines",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| {
            let lines = ["test", "--release", "--package", "getthrough-lines"];
            cargo(workspace, &lines)
        },
    },
    Step {
        name: "accuracy",
        what: "the table in the documentation says what is measured",
        lane: Lane::Work,
        needs: &[],
        command: |workspace| xtask(workspace, &["accuracy"]),
    },
    Step {
        name: "reproducible",
        what: "the same source gives the same published files in another place",
        lane: Lane::Work,
        needs: &["npm", "dist"],
        command: |workspace| xtask(workspace, &["dist", "--check-reproducible"]),
    },
    Step {
        name: "dependencies",
        what: "dependencies have licences that go with ours, and come from crates.io",
        lane: Lane::Work,
        needs: &["cargo-deny"],
        command: |workspace| {
            let mut deny = Command::new(tools::cargo_deny_path(workspace));
            deny.args(["--workspace", "--log-level", "warn", "check"])
                .args(["licenses", "bans", "sources"])
                .current_dir(&workspace.root);
            Ok(deny)
        },
    },
];

/// The names, for the command line.
pub fn names() -> PossibleValuesParser {
    STEPS
        .iter()
        .map(|step| step.name)
        .collect::<Vec<_>>()
        .into()
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<Command> {
    let mut command = process::cargo();
    command.args(arguments).current_dir(&workspace.root);
    Ok(command)
}

/// Node's own runner on each file of tests; none at all is a fault.
fn page_tests(workspace: &Workspace) -> Result<Command> {
    let folder = workspace.root.join("tests/page");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            files.push(path);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "{} has no tests", folder.display());
    let mut node = Command::new("node");
    // The page has no package.json that would say that its files are modules.
    node.arg("--disable-warning=MODULE_TYPELESS_PACKAGE_JSON")
        .arg("--test")
        .args(files);
    Ok(node)
}

/// This program again: a step is a process, so its output can be kept.
fn xtask(workspace: &Workspace, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(&workspace.program);
    command.args(arguments);
    Ok(command)
}

#[cfg(test)]
mod test {
    use super::STEPS;

    #[test]
    fn what_a_step_needs_stands_above_it() {
        for (index, step) in STEPS.iter().enumerate() {
            for name in step.needs {
                assert!(
                    STEPS[..index].iter().any(|other| other.name == *name),
                    "{} needs {name}",
                    step.name
                );
            }
        }
    }
}
