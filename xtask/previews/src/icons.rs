//! The page's icon, and its PNG forms for home screens, which do not all read SVG.

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::encode::exact;
use crate::tokens::colour;

const FAVICON: &str = include_str!("../../../www/favicon.svg");

/// How much of a maskable icon is left of the icon: a mask may cut off all but a circle of 80 %.
const SAFE: f32 = 0.72;

/// Each file and its bytes.
pub fn all() -> Result<Vec<(&'static str, Vec<u8>)>> {
    Ok(vec![
        ("icon-192.png", exact(&plain(192)?)?),
        ("icon-512.png", exact(&plain(512)?)?),
        ("icon-maskable-512.png", exact(&maskable(512)?)?),
    ])
}

/// Draws the icon into a square.
pub fn draw(pixmap: &mut Pixmap, x: f32, y: f32, side: f32) -> Result<()> {
    let icon = Tree::from_str(FAVICON, &Options::default()).context("in www/favicon.svg")?;
    let scale = side / icon.size().width();
    let place = Transform::from_scale(scale, scale).post_translate(x, y);
    resvg::render(&icon, place, &mut pixmap.as_mut());
    Ok(())
}

fn plain(side: u16) -> Result<Pixmap> {
    let mut pixmap = empty(side)?;
    draw(&mut pixmap, 0.0, 0.0, f32::from(side))?;
    Ok(pixmap)
}

/// The ground up to the edges, the icon in the middle of it.
fn maskable(side: u16) -> Result<Pixmap> {
    let mut pixmap = empty(side)?;
    let [r, g, b] = colour("accent");
    pixmap.fill(resvg::tiny_skia::Color::from_rgba8(r, g, b, 255));
    let side = f32::from(side);
    let margin = side * (1.0 - SAFE) / 2.0;
    draw(&mut pixmap, margin, margin, side * SAFE)?;
    Ok(pixmap)
}

fn empty(side: u16) -> Result<Pixmap> {
    Pixmap::new(side.into(), side.into()).context("a picture has a size")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maskable_icon_has_one_ground_without_a_seam() {
        let pixmap = maskable(512).unwrap();
        let [r, g, b] = colour("accent");
        // From a corner, over the rounded corner of the icon, to where its arrow begins.
        for at in 0..140 {
            let p = pixmap.pixel(at, at).unwrap();
            assert_eq!(
                [p.red(), p.green(), p.blue(), p.alpha()],
                [r, g, b, 255],
                "{at}"
            );
        }
    }

    #[test]
    fn a_plain_icon_is_transparent_only_outside_its_corners() {
        let pixmap = plain(192).unwrap();
        assert_eq!(pixmap.pixel(0, 0).unwrap().alpha(), 0);
        assert_eq!(pixmap.pixel(96, 2).unwrap().alpha(), 255);
    }
}
