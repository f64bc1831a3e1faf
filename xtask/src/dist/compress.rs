//! Every file that gets smaller, packed beforehand: as good as it gets, and only once.

use anyhow::Result;
use flate2::{Compression, GzBuilder};
use std::fs;
use std::io::Write;
use std::path::Path;

use super::manifest::walk;

/// What text and code is kept in.
const PACKED: [&str; 7] = ["css", "html", "js", "json", "svg", "wasm", "webmanifest"];

/// Writes a `.br` and a `.gz` beside each file that they make smaller.
pub fn all(out: &Path) -> Result<()> {
    for name in walk(out)? {
        let packs = name
            .rsplit_once('.')
            .is_some_and(|(_, kind)| PACKED.contains(&kind));
        if !packs {
            continue;
        }
        let bytes = fs::read(out.join(&name))?;
        for (ending, packed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
            if packed.len() < bytes.len() {
                fs::write(out.join(format!("{name}.{ending}")), packed)?;
            }
        }
    }
    Ok(())
}

/// At its highest quality.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &Default::default())?;
    Ok(packed)
}

/// Without a name and a time, which would differ from build to build.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}
