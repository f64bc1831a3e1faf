//! What stands in a good catalogue, in a few lines.

use anyhow::Result;
use getthrough::catalogue::{Catalogue, GOOD_OBJECT_BYTES};
use std::fmt::Write;

/// Counts, the size of what ships, and what is allowed but better otherwise.
pub fn of(catalogue: &Catalogue) -> Result<String> {
    let platforms = &catalogue.platforms;
    let first = platforms.iter().filter(|p| p.tier == 1).count();
    let endpoints: usize = platforms.iter().map(|p| p.endpoints.len()).sum();
    let foreign = catalogue
        .controls
        .iter()
        .filter(|c| c.country.is_none())
        .count();
    let json = serde_json::to_string(catalogue)?;
    let mut text = String::new();
    writeln!(
        text,
        "Good: version {} of {}; {} platforms ({first} in tier 1), {endpoints} endpoints, \
         {foreign} controls and {} inside countries.",
        catalogue.version,
        catalogue.date,
        platforms.len(),
        catalogue.controls.len() - foreign,
    )?;
    writeln!(
        text,
        "The lean form: {} bytes, {} with brotli.",
        json.len(),
        compressed(&json)?
    )?;
    for platform in platforms {
        if let Some(object) = &platform.object
            && !GOOD_OBJECT_BYTES.contains(&object.bytes)
        {
            writeln!(
                text,
                "{}: its object of up to {} bytes is better one of {} to {}.",
                platform.id,
                object.bytes,
                GOOD_OBJECT_BYTES.start(),
                GOOD_OBJECT_BYTES.end()
            )?;
        }
    }
    Ok(text)
}

/// The size in bytes with brotli at its best, as a server sends it.
pub fn compressed(text: &str) -> Result<usize> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut text.as_bytes(), &mut out, &parameters)?;
    Ok(out.len())
}
