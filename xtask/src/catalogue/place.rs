//! From a path in the lean form (`platforms[3].endpoints[0].url`) to the line where it is written.

use jsonc_parser::ast;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

use super::finding::line_at;
use super::source::Source;

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// Where a path of the lean form is written in the source form: file and line.
pub fn in_source(source: &Source, path: &str) -> (String, usize) {
    let mut steps = steps(path);
    let (file, text) = match steps.first() {
        Some(Step::Key("platforms")) => {
            let Some(&Step::Item(index)) = steps.get(1) else {
                return (source.meta.name.clone(), 0);
            };
            let Some((file, index, _)) = source.platforms().nth(index) else {
                return (source.meta.name.clone(), 0);
            };
            steps.splice(..2, [Step::Key("platform"), Step::Item(index)]);
            (&file.name, &file.text)
        }
        Some(Step::Key("controls")) => {
            steps[0] = Step::Key("control");
            (&source.controls.name, &source.controls.text)
        }
        _ => (&source.meta.name, &source.meta.text),
    };
    for step in &mut steps {
        match step {
            Step::Key("endpoints") => *step = Step::Key("endpoint"),
            Step::Key("categories") => *step = Step::Key("category"),
            _ => {}
        }
    }
    (file.clone(), toml_line(text, &steps))
}

/// Where a path is written in one TOML file: its line.
pub fn in_toml(text: &str, path: &str) -> usize {
    toml_line(text, &steps(path))
}

/// Where a path is written in a lean file: its line.
pub fn in_lean(text: &str, path: &str) -> usize {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
    let Some(mut at) = parsed.ok().and_then(|parsed| parsed.value) else {
        return 0;
    };
    let mut byte = 0;
    for step in steps(path) {
        let next = match (at, step) {
            (ast::Value::Object(object), Step::Key(key)) => object
                .properties
                .into_iter()
                .find(|property| property.name.as_str() == key)
                .map(|property| (property.range.start, property.value)),
            (ast::Value::Array(array), Step::Item(index)) => array
                .elements
                .into_iter()
                .nth(index)
                .map(|value| (start_of(&value), value)),
            _ => None,
        };
        let Some((start, value)) = next else { break };
        (byte, at) = (start, value);
    }
    line_at(text, byte)
}

fn start_of(value: &ast::Value) -> usize {
    use jsonc_parser::common::Ranged;
    value.start()
}

/// The line of the deepest step that is written at all: of a missing field, its table's.
fn toml_line(text: &str, steps: &[Step]) -> usize {
    let Ok(table) = DeTable::parse(text) else {
        return 0;
    };
    let mut span = table.span();
    let mut at: Option<&DeValue> = None;
    for step in steps {
        let next: Option<(Range<usize>, &DeValue)> = match (at, step) {
            (None, Step::Key(key)) => entry(table.get_ref(), key),
            (Some(DeValue::Table(table)), Step::Key(key)) => entry(table, key),
            (Some(DeValue::Array(array)), Step::Item(index)) => array
                .get(*index)
                .map(|value| (value.span(), value.get_ref())),
            _ => None,
        };
        let Some((found, value)) = next else { break };
        (span, at) = (found, Some(value));
    }
    line_at(text, span.start)
}

fn entry<'t>(table: &'t DeTable, key: &str) -> Option<(Range<usize>, &'t DeValue<'t>)> {
    table
        .iter()
        .find(|(name, _)| name.get_ref().as_ref() == key)
        .map(|(name, value)| (name.span(), value.get_ref()))
}

fn steps(path: &str) -> Vec<Step<'_>> {
    path.split(['.', '['])
        .map(|part| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(index)) => Step::Item(index),
            _ => Step::Key(part),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_step_by_step() {
        assert_eq!(
            steps("platforms[3].endpoints[0].url"),
            [
                Step::Key("platforms"),
                Step::Item(3),
                Step::Key("endpoints"),
                Step::Item(0),
                Step::Key("url")
            ]
        );
    }

    #[test]
    fn a_missing_field_is_at_the_line_of_its_table() {
        let text = "\n[[platform]]\nid = \"a\"\n\n[[platform]]\nid = \"b\"\n";
        assert_eq!(in_toml(text, "platform[1].id"), 6);
        assert_eq!(in_toml(text, "platform[1].name"), 5);
    }

    #[test]
    fn a_lean_file_keeps_its_lines_too() {
        let text = "{\n \"controls\": [\n  {\"id\": \"a\"},\n  {\n   \"id\": \"b\"}]}";
        assert_eq!(in_lean(text, "controls[1].id"), 5);
        assert_eq!(in_lean(text, "controls[1].url"), 4);
    }
}
