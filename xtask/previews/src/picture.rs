//! The picture of a preview: calm, light, to be read at the width of a thumb.

use anyhow::{Context, Result, ensure};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Node, Tree};

use crate::encode::flat;
use crate::fit::{Fitted, Space, fit};
use crate::fonts::{Weight, check, line, options, width};
use crate::icons;
use crate::shape::Shape;
use crate::tokens::{colour, hex};

/// As wide as networks show it.
pub const WIDTH: u16 = 1200;
/// And as high.
pub const HEIGHT: u16 = 630;

/// The name of what this is.
pub const NAME: &str = "Getthrough";

/// Empty at each side: some apps cut a little off.
const MARGIN: f32 = 72.0;
const RIGHT: f32 = WIDTH as f32 - MARGIN;
const INNER: f32 = RIGHT - MARGIN;
/// The shape, or the icon where there is none, and the name beside it.
const TOP: f32 = 104.0;
/// The sentence.
const SENTENCE: Space = Space {
    width: INNER,
    height: 264.0,
    sizes: (96.0, 54.0),
    most_lines: 3,
    leading: 1.17,
};
const SENTENCE_TOP: f32 = MARGIN + TOP + 34.0;
/// The note below it.
const RULE: f32 = 510.0;
const NOTE: Space = Space {
    width: INNER,
    height: 48.0,
    sizes: (36.0, 24.0),
    most_lines: 1,
    leading: 1.0,
};

/// What a picture shows.
pub struct Picture<'a> {
    pub sentence: &'a str,
    pub note: &'a str,
    /// None: the icon alone.
    pub shape: Option<Shape>,
    /// As HTML's `dir`: everything begins at that side.
    pub direction: &'a str,
}

impl Picture<'_> {
    /// As PNG.
    pub fn png(&self) -> Result<Vec<u8>> {
        let tree = self.tree()?;
        let mut pixmap = Pixmap::new(WIDTH.into(), HEIGHT.into()).context("it has a size")?;
        resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
        let (left, top, side) = self.brand()?.icon;
        icons::draw(&mut pixmap, left, top, side)?;

        let paper = colour("paper");
        let mut inks: Vec<_> = ["ink", "soft", "edge", "accent"]
            .map(|token| (paper, colour(token)))
            .into();
        inks.push((colour("accent"), colour("on-accent")));
        if let Some(shape) = self.shape {
            inks.push((paper, colour(shape.drawing().colour)));
        }
        flat(&pixmap, &inks)
    }

    /// All of it but the icon. What would stand outside of the margins is refused.
    fn tree(&self) -> Result<Tree> {
        check(self.sentence)?;
        check(self.note)?;
        let tree = Tree::from_str(&self.svg()?, &options())?;
        for node in tree.root().children() {
            if let Node::Text(text) = node {
                let on = text.abs_bounding_box();
                // What is rounded.
                let (left, right) = (MARGIN - 2.0, RIGHT + 2.0);
                ensure!(
                    on.left() >= left && on.right() <= right && on.bottom() <= f32::from(HEIGHT),
                    "“{}” does not fit into its picture: {on:?}",
                    text.chunks().iter().map(|c| c.text()).collect::<String>()
                );
            }
        }
        Ok(tree)
    }

    fn svg(&self) -> Result<String> {
        let drawn = |line: &str| self.directed(line);
        let sentence = fit(self.sentence, Weight::SemiBold, &SENTENCE, drawn)?;
        let note = fit(self.note, Weight::Regular, &NOTE, drawn)?;
        let parts = [
            self.shape.map(|shape| self.mark(shape)).unwrap_or_default(),
            self.brand()?.name,
            self.lines(&sentence),
            format!(
                r#"<rect x="{MARGIN}" y="{RULE}" width="{INNER}" height="2" fill="{}"/>"#,
                hex(colour("edge"))
            ),
            self.text(
                &note.lines[0],
                Weight::Regular,
                note.size,
                RULE + 58.0,
                "soft",
            ),
        ];
        Ok(format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"><rect width="100%" height="100%" fill="{}"/>{}</svg>"#,
            hex(colour("paper")),
            parts.concat()
        ))
    }

    /// The verdict's shape, at the side where the language begins. The path of a shape leaves
    /// about an eighth of its box empty; the shape itself begins at the margin.
    fn mark(&self, shape: Shape) -> String {
        let drawing = shape.drawing();
        let scale = TOP / 16.0 * 1.25;
        let outside = TOP * 0.125;
        let x = if self.is_rtl() {
            RIGHT - TOP - outside
        } else {
            MARGIN - outside
        };
        let ink = hex(colour(drawing.colour));
        let fill = if drawing.filled { &ink } else { "none" };
        format!(
            r#"<path transform="translate({x} {}) scale({scale})" d="{}" fill="{fill}" fill-rule="evenodd" stroke="{ink}" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round"/>"#,
            MARGIN - outside,
            drawing.path,
            drawing.stroke_width
        )
    }

    /// The icon with the name beside it: at the far side, or alone at the near one.
    fn brand(&self) -> Result<Brand> {
        let (side, size) = match self.shape {
            Some(_) => (48.0, 38.0),
            None => (TOP, 64.0),
        };
        let name = width(NAME, Weight::SemiBold)? * size;
        let gap = side * 0.3;
        let at_right = self.shape.is_some() != self.is_rtl();
        let left = if at_right {
            RIGHT - side - gap - name
        } else {
            MARGIN
        };
        let (icon_x, name_x) = if self.is_rtl() {
            (left + name + gap, left)
        } else {
            (left, left + side + gap)
        };
        let top = MARGIN + (TOP - side) / 2.0;
        let place = format!(
            r#"x="{name_x}" y="{}" fill="{}""#,
            MARGIN + TOP / 2.0 + size * 0.36,
            hex(colour("ink"))
        );
        Ok(Brand {
            icon: (icon_x, top, side),
            name: line(NAME, Weight::SemiBold, size, &place),
        })
    }

    fn lines(&self, sentence: &Fitted) -> String {
        let leading = sentence.size * SENTENCE.leading;
        let room = SENTENCE.height - leading * sentence.lines.len() as f32;
        let first = SENTENCE_TOP + room / 2.0 + sentence.size;
        let lines = sentence.lines.iter().zip(0u8..).map(|(text, i)| {
            let y = first + leading * f32::from(i);
            self.text(text, Weight::SemiBold, sentence.size, y, "ink")
        });
        lines.collect()
    }

    /// A line that begins at the side where the language does.
    fn text(&self, text: &str, weight: Weight, size: f32, y: f32, token: &str) -> String {
        let ink = hex(colour(token));
        if self.is_rtl() {
            let place = format!(r#"x="{RIGHT}" y="{y}" fill="{ink}" text-anchor="end""#);
            line(&self.directed(text), weight, size, &place)
        } else {
            let place = format!(r#"x="{MARGIN}" y="{y}" fill="{ink}""#);
            line(text, weight, size, &place)
        }
    }

    /// A line with what sets its direction: lines are taken as left-to-right, and an isolate sets
    /// the order of words and names.
    fn directed(&self, line: &str) -> String {
        match self.is_rtl() {
            true => format!("\u{2067}{line}\u{2069}"),
            false => line.to_owned(),
        }
    }

    fn is_rtl(&self) -> bool {
        self.direction == "rtl"
    }
}

struct Brand {
    /// Left, top, side.
    icon: (f32, f32, f32),
    name: String,
}
