//! Every file that gets smaller, packed beforehand and only once.

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::manifest::walk;

/// What text and code is kept in.
const PACKED: [&str; 7] = ["css", "html", "js", "json", "svg", "wasm", "webmanifest"];

/// The folder of preview pages: thousands of files, of which a visitor loads one.
const PREVIEWS: &str = "s/";
/// How well these are packed: the best takes 25 times as long for a tenth of the bytes.
const QUICK: (i32, Compression) = (5, Compression::new(6));
/// How well all else is.
const BEST: (i32, Compression) = (11, Compression::best());

/// Writes a `.br` and a `.gz` beside each file that they make smaller.
pub fn all(out: &Path) -> Result<()> {
    let mut names = walk(out)?;
    names.retain(|name| {
        let kind = name.rsplit_once('.').map(|(_, kind)| kind);
        kind.is_some_and(|kind| PACKED.contains(&kind))
    });
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            pack(out, name).with_context(|| format!("packing {name}"))?;
        }
        Ok(())
    };
    let threads = thread::available_parallelism().map_or(1, |count| count.get());
    thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut ended = all.into_iter().map(|one| one.join());
        ended.try_for_each(|one| one.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn pack(out: &Path, name: &str) -> Result<()> {
    let bytes = fs::read(out.join(name))?;
    let (quality, level) = if name.starts_with(PREVIEWS) {
        QUICK
    } else {
        BEST
    };
    for (ending, packed) in [
        ("br", brotli_at(&bytes, quality)?),
        ("gz", gzip(&bytes, level)?),
    ] {
        if packed.len() < bytes.len() {
            fs::write(out.join(format!("{name}.{ending}")), packed)?;
        }
    }
    Ok(())
}

/// At its highest quality.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    brotli_at(bytes, BEST.0)
}

fn brotli_at(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = BrotliEncoderParams {
        quality,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

/// Without a name and a time, which would differ from build to build.
fn gzip(bytes: &[u8], level: Compression) -> Result<Vec<u8>> {
    let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), level);
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}
