//! Drawn pixels as a small PNG, the same bytes each time.

use anyhow::{Context, Result};
use oxipng::{BitDepth, ColorType, Deflater, FilterStrategy, Options, RawImage};
use resvg::tiny_skia::Pixmap;
use rgb::RGBA8;
use std::collections::HashMap;

use crate::tokens::Colour;

/// Steps between a ground and what is drawn on it, for the soft edges. The eye sees no more.
const STEPS: u16 = 20;

/// An opaque drawing of a few inks on grounds, as (ground, ink): with a palette of these.
pub fn flat(pixmap: &Pixmap, inks: &[(Colour, Colour)]) -> Result<Vec<u8>> {
    let palette = palette(inks);
    let mut nearest = HashMap::new();
    // Most pixels are of the colour of the one before.
    let mut last = None;
    let pixels = pixmap
        .pixels()
        .iter()
        .map(|p| [p.red(), p.green(), p.blue()])
        .map(|colour| match last {
            Some((same, place)) if same == colour => place,
            _ => {
                let place = *nearest
                    .entry(colour)
                    .or_insert_with(|| closest(&palette, colour));
                last = Some((colour, place));
                place
            }
        })
        .collect();
    let palette = palette.iter().map(|&[r, g, b]| RGBA8::new(r, g, b, 255));
    let colours = ColorType::Indexed {
        palette: palette.collect(),
    };
    // A palette gains nothing from filters.
    pack(pixmap, colours, pixels, FilterStrategy::NONE)
}

/// A drawing that may be transparent, as it is.
pub fn exact(pixmap: &Pixmap) -> Result<Vec<u8>> {
    let pixels = pixmap
        .pixels()
        .iter()
        .map(|p| p.demultiply())
        .flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()])
        .collect();
    pack(pixmap, ColorType::RGBA, pixels, FilterStrategy::MinSum)
}

fn pack(
    pixmap: &Pixmap,
    colours: ColorType,
    pixels: Vec<u8>,
    filter: FilterStrategy,
) -> Result<Vec<u8>> {
    let image = RawImage::new(
        pixmap.width(),
        pixmap.height(),
        colours,
        BitDepth::Eight,
        pixels,
    );
    let options = Options {
        filters: [filter].into_iter().collect(),
        // At level 9 all of it takes 1.4 times as long, for a twentieth of the bytes.
        deflater: Deflater::Libdeflater { compression: 7 },
        ..Options::default()
    };
    image
        .and_then(|image| image.create_optimized_png(&options))
        .context("a picture cannot be written as PNG")
}

fn palette(inks: &[(Colour, Colour)]) -> Vec<Colour> {
    let mut palette = Vec::new();
    for (ground, ink) in inks {
        for step in 0..=STEPS {
            let mixed = std::array::from_fn(|i| mix(ground[i], ink[i], step));
            if !palette.contains(&mixed) {
                palette.push(mixed);
            }
        }
    }
    palette
}

fn mix(ground: u8, ink: u8, step: u16) -> u8 {
    let sum = u16::from(ground) * (STEPS - step) + u16::from(ink) * step;
    // An average of two bytes is a byte.
    u8::try_from((sum + STEPS / 2) / STEPS).unwrap_or(u8::MAX)
}

/// The first of the closest colours.
fn closest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        let each = other.iter().zip(colour);
        each.map(|(&a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let found = (0u8..)
        .zip(palette)
        .min_by_key(|(_, other)| distance(other));
    found.map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inks_themselves_are_kept_exactly() {
        let inks = [([251, 251, 249], [26, 32, 38]), ([11, 84, 112], [255; 3])];
        let palette = palette(&inks);
        assert!(palette.len() <= 256);
        for colour in inks.iter().flat_map(|(a, b)| [a, b]) {
            assert_eq!(palette[usize::from(closest(&palette, *colour))], *colour);
        }
    }
}
