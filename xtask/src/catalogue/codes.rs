//! Numbers that were ever given to platforms. Links that were shared long ago name platforms by
//! number, so a number never changes its owner: `codes.txt` remembers them all.

use getthrough::catalogue::Catalogue;

use super::finding::Finding;
use super::place;
use super::source::Source;

/// The rule's name.
pub const RULE: &str = "code-owner";

/// One line of `codes.txt`.
struct Given<'a> {
    line: usize,
    code: u16,
    id: &'a str,
}

/// Whether the catalogue keeps to the numbers that were given.
pub fn check(source: &Source, catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    let file = &source.codes.name;
    let mut given: Vec<Given> = Vec::new();
    for (number, text) in source.codes.text.lines().enumerate() {
        let line = number + 1;
        let mut wrong = |message: String| {
            findings.push(Finding {
                file: file.clone(),
                line,
                rule: RULE,
                message,
            });
        };
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let entry = text
            .split_once(' ')
            .and_then(|(code, id)| Some((code.parse().ok()?, id)));
        let Some((code, id)) = entry else {
            wrong(format!(
                "`{text}` is no entry. Write the number, a space, and the id."
            ));
            continue;
        };
        match given.iter().find(|g| g.code == code || g.id == id) {
            Some(g) => wrong(format!(
                "`{text}` clashes with line {}: {} {}. A number has one id, for ever.",
                g.line, g.code, g.id
            )),
            None => given.push(Given { line, code, id }),
        }
    }
    for (index, platform) in catalogue.platforms.iter().enumerate() {
        let owner = given.iter().find(|g| g.code == platform.code);
        let own = given.iter().find(|g| g.id == platform.id);
        let message = match (owner, own) {
            (Some(owner), _) if owner.id == platform.id => continue,
            (_, Some(own)) => format!(
                "{} has had code {} ({file}:{}). Give it that one back.",
                platform.id, own.code, own.line
            ),
            (Some(owner), None) => format!(
                "code {} was given to {} ({file}:{}). Give {} a number that was never used.",
                owner.code, owner.id, owner.line, platform.id
            ),
            (None, None) => format!(
                "code {0} is new. Add the line `{0} {1}` to {file}.",
                platform.code, platform.id
            ),
        };
        let (file, line) = place::in_source(source, &format!("platforms[{index}].code"));
        findings.push(Finding {
            file,
            line,
            rule: RULE,
            message,
        });
    }
    findings
}
