//! The place in a document that the tables are written to.

use std::path::Path;

const BEGIN: &str = "<!-- accuracy:begin -->";
const END: &str = "<!-- accuracy:end -->";

/// Puts the tables between the markers of the document.
///
/// # Errors
/// A sentence, where the file cannot be read or written, or has no markers.
pub fn write(path: &Path, tables: &str) -> Result<(), String> {
    let text = read(path)?;
    let new = replaced(&text, tables).ok_or_else(|| no_markers(path))?;
    std::fs::write(path, new).map_err(|e| format!("{} cannot be written: {e}", path.display()))
}

/// Whether the document holds exactly these tables.
///
/// # Errors
/// A sentence that says how to bring the document up to date, or why it cannot be looked at.
pub fn check(path: &Path, tables: &str) -> Result<(), String> {
    let text = read(path)?;
    let new = replaced(&text, tables).ok_or_else(|| no_markers(path))?;
    if new == text {
        return Ok(());
    }
    let shown = path.display();
    Err(format!(
        "{shown} is not what the simulation gives now; run `cargo xtask accuracy --write`:\n{tables}"
    ))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))
}

fn replaced(text: &str, tables: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{BEGIN}\n{}\n{END}{after}",
        tables.trim_end()
    ))
}

fn no_markers(path: &Path) -> String {
    format!(
        "{} has no place for the tables: put the lines {BEGIN} and {END} where they belong",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let text = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let new = replaced(&text, "new\n").unwrap();
        assert_eq!(new, format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(replaced(&new, "new\n").unwrap(), new);
        assert_eq!(replaced("no markers", "new"), None);
    }
}
