//! The site's `_headers` file: which headers each path is served with, in the form that hosts of
//! static files read.

use anyhow::{Context, Result, bail};

/// Path patterns, each with its headers.
#[derive(Debug, Default)]
pub struct Headers {
    blocks: Vec<(String, Vec<(String, String)>)>,
}

impl Headers {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self> {
        let mut blocks: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let bare = line.trim();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            if !line.starts_with(char::is_whitespace) {
                blocks.push((bare.to_owned(), Vec::new()));
                continue;
            }
            let header = bare
                .split_once(':')
                .with_context(|| format!("line {} of _headers is no header: {bare}", number + 1))?;
            let Some((_, headers)) = blocks.last_mut() else {
                bail!("line {} of _headers stands under no path", number + 1);
            };
            headers.push((
                header.0.trim().to_ascii_lowercase(),
                header.1.trim().to_owned(),
            ));
        }
        Ok(Self { blocks })
    }

    /// The headers of a path; of the same name the last one stands.
    pub fn of(&self, path: &str) -> Vec<(&str, &str)> {
        let mut all: Vec<(&str, &str)> = Vec::new();
        for (pattern, headers) in &self.blocks {
            if matches(pattern, path) {
                for (name, value) in headers {
                    all.retain(|(there, _)| there != name);
                    all.push((name, value));
                }
            }
        }
        all
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => pattern == path,
    }
}

#[cfg(test)]
mod tests {
    use super::Headers;

    #[test]
    fn a_later_block_overrides_an_earlier_one() {
        let text = "# why\n/*\n  A: one\n  B: two: three\n\n/embed.html\n  A: other\n";
        let headers = Headers::parse(text).unwrap();
        assert_eq!(headers.of("/"), [("a", "one"), ("b", "two: three")]);
        assert_eq!(
            headers.of("/embed.html"),
            [("b", "two: three"), ("a", "other")]
        );
    }

    #[test]
    fn a_header_needs_a_path_and_a_colon() {
        assert!(Headers::parse("  A: one").is_err());
        assert!(Headers::parse("/*\n  one").is_err());
    }
}
