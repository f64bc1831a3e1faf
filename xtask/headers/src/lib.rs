//! The site's `_headers` file: which headers each path is served with, in the form that hosts of
//! static files read.
//!
//! A line that is not indented names a path, or with `*` at its end every path that starts so;
//! indented lines are its headers; lines with `#` are comments. Hosts differ in what they do where
//! two blocks give one path the same header: some join the values, some take one of them. So that
//! is a mistake here, told when the path is asked for.

use anyhow::{Context, Result, bail};

/// The file's name, in the root of the site.
pub const FILE: &str = "_headers";

/// Path patterns, each with its headers.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    blocks: Vec<Block>,
}

/// One pattern and its headers, names in lower case.
#[derive(Clone, Debug)]
pub struct Block {
    /// A path, or a path's beginning and `*`.
    pub pattern: String,
    /// Names and values, in the file's order.
    pub headers: Vec<(String, String)>,
}

impl Headers {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self> {
        let mut blocks: Vec<Block> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let bare = line.trim();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            if !line.starts_with(char::is_whitespace) {
                if !bare.starts_with('/') {
                    bail!("line {number}: expected a path that starts with `/`, found `{bare}`");
                }
                blocks.push(Block {
                    pattern: bare.to_owned(),
                    headers: Vec::new(),
                });
                continue;
            }
            let (name, value) = bare.split_once(':').with_context(|| {
                format!("line {number}: expected `Name: value`, found `{bare}`")
            })?;
            let block = blocks
                .last_mut()
                .with_context(|| format!("line {number}: a header that stands under no path"))?;
            let name = name.trim().to_ascii_lowercase();
            block.headers.push((name, value.trim().to_owned()));
        }
        Ok(Self { blocks })
    }

    /// The blocks, in the file's order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The headers of a path, without its query.
    pub fn of(&self, path: &str) -> Result<Vec<(&str, &str)>> {
        let mut all: Vec<(&str, &str)> = Vec::new();
        for block in self.blocks.iter().filter(|block| block.names(path)) {
            for (name, value) in &block.headers {
                if all.iter().any(|(there, _)| there == name) {
                    bail!("{path} has the header {name} twice: hosts do not agree what that means");
                }
                all.push((name, value));
            }
        }
        Ok(all)
    }
}

impl Block {
    /// Whether the pattern stands for a path.
    pub fn names(&self, path: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => self.pattern == path,
        }
    }
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn every_block_that_names_a_path_adds_its_headers() {
        let text = "# why\n/*\n  A: one\n\n/embed*\n  B: two: three\n";
        let headers = Headers::parse(text).unwrap();
        assert_eq!(headers.of("/").unwrap(), [("a", "one")]);
        let embed = headers.of("/embed.html").unwrap();
        assert_eq!(embed, [("a", "one"), ("b", "two: three")]);
    }

    #[test]
    fn one_header_twice_is_a_mistake() {
        let headers = Headers::parse("/*\n  A: one\n/embed.html\n  a: other\n").unwrap();
        assert!(headers.of("/").is_ok());
        assert!(headers.of("/embed.html").is_err());
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (text, line) in [
            ("  A: one", "line 1: a header"),
            ("# why\n/*\n  one", "line 3: expected `Name: value`"),
            ("embed.html\n  A: one", "line 1: expected a path"),
        ] {
            let error = Headers::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(line), "{error}");
        }
    }
}
