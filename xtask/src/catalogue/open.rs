//! A catalogue from a file or a folder, checked: the one way in for every command.

use anyhow::{Result, bail};
use getthrough::catalogue::{Catalogue, Problem, check};
use std::path::{Path, PathBuf};

use super::advice::advice;
use super::finding::Finding;
use super::source::Source;
use super::{codes, compile, evidence, place};

/// Reads a lean file (`.json`) or the folder of a source form; `None` is the project's own.
/// Whatever is wrong is in the error, a line each, with file, line, rule and what to do.
pub fn load(path: Option<&Path>) -> Result<Catalogue> {
    match open(path) {
        Ok(catalogue) => Ok(catalogue),
        Err(findings) => {
            let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
            bail!("the catalogue cannot be used\n{}", lines.join("\n"))
        }
    }
}

/// As [`load`], with the findings one by one.
pub fn open(path: Option<&Path>) -> Result<Catalogue, Vec<Finding>> {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue");
    let (path, name) = match path {
        Some(path) => (path.to_path_buf(), path.display().to_string()),
        None => (own(), "catalogue".into()),
    };
    let name = name.trim_end_matches('/');
    if path.is_dir() {
        folder(&path, name)
    } else {
        lean(&path, name)
    }
}

fn folder(path: &Path, name: &str) -> Result<Catalogue, Vec<Finding>> {
    let source = Source::read(path, name)?;
    let catalogue = compile::compile(&source);
    let place_of = |path: &str| place::in_source(&source, path);
    let mut findings = told(&catalogue, &check(&catalogue), place_of);
    findings.extend(evidence::check(&source));
    findings.extend(codes::check(&source, &catalogue));
    good(catalogue, findings)
}

fn lean(path: &PathBuf, name: &str) -> Result<Catalogue, Vec<Finding>> {
    let wrong = |line, rule, message| {
        vec![Finding {
            file: name.into(),
            line,
            rule,
            message,
        }]
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        wrong(
            0,
            "readable",
            format!("{error}. Name a lean .json file or a source folder."),
        )
    })?;
    let catalogue: Catalogue = serde_json::from_str(&text).map_err(|error| {
        wrong(
            error.line(),
            "shape",
            format!("{error}. docs/CATALOGUE.md lists the fields."),
        )
    })?;
    let place_of = |path: &str| (name.to_string(), place::in_lean(&text, path));
    let findings = told(&catalogue, &check(&catalogue), place_of);
    good(catalogue, findings)
}

/// Problems of the lean form, each with its place and what to do.
fn told(
    catalogue: &Catalogue,
    problems: &[Problem],
    place_of: impl Fn(&str) -> (String, usize),
) -> Vec<Finding> {
    let tell = |problem: &Problem| {
        let (file, line) = place_of(&problem.path);
        let other = |path: &str| match place_of(path) {
            (other, line) if other == file => format!("line {line}"),
            (other, line) => format!("{other}:{line}"),
        };
        let message = advice(catalogue, problem, other);
        Finding {
            file,
            line,
            rule: problem.rule.name(),
            message,
        }
    };
    problems.iter().map(tell).collect()
}

fn good(catalogue: Catalogue, findings: Vec<Finding>) -> Result<Catalogue, Vec<Finding>> {
    if findings.is_empty() {
        Ok(catalogue)
    } else {
        Err(findings)
    }
}
