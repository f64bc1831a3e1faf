//! The shapes of verdicts, the same that the page draws (`www/js/marks.js`), in a box of 16.

use getthrough::verdict::HeadlineKind;

/// What stands for a headline, told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Reachable,
    Slow,
    Partly,
    Unreachable,
    BrowserBlocked,
    Inconclusive,
}

/// How a shape is drawn.
pub struct Drawing {
    pub path: &'static str,
    /// A token of the page's colours.
    pub colour: &'static str,
    pub stroke_width: f32,
    pub filled: bool,
}

impl Shape {
    /// The shape of a headline.
    pub fn of(kind: HeadlineKind) -> Shape {
        match kind {
            HeadlineKind::AllReachable => Shape::Reachable,
            HeadlineKind::Unreachable | HeadlineKind::NothingReachable => Shape::Unreachable,
            HeadlineKind::Partly => Shape::Partly,
            HeadlineKind::Slow => Shape::Slow,
            HeadlineKind::BrowserBlocked => Shape::BrowserBlocked,
            HeadlineKind::Offline
            | HeadlineKind::InternationalCut
            | HeadlineKind::Inconclusive
            | HeadlineKind::Unsure
            | HeadlineKind::Stopped => Shape::Inconclusive,
        }
    }

    /// How it is drawn.
    pub fn drawing(self) -> Drawing {
        let (path, colour, stroke_width, filled) = match self {
            Shape::Reachable => ("M3 8.5 6.5 12 13 4.5", "good", 2.0, false),
            Shape::Slow => (
                "M4 2.5h8M4 13.5h8M5 2.5c0 4 6 7 6 11M11 2.5c0 4-6 7-6 11",
                "warn",
                1.5,
                false,
            ),
            Shape::Partly => (
                "M8 2a6 6 0 1 0 0 12 6 6 0 1 0 0-12zM8 2a6 6 0 0 1 0 12z",
                "warn",
                1.5,
                true,
            ),
            Shape::Unreachable => ("M4 4l8 8M12 4l-8 8", "bad", 2.0, false),
            Shape::BrowserBlocked => (
                "M8 1.8 13 4v4c0 3-2.2 5-5 6.2C5.2 13 3 11 3 8V4zM5.5 8h5",
                "local",
                1.5,
                false,
            ),
            Shape::Inconclusive => (
                "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10M8 13h.01",
                "soft",
                2.0,
                false,
            ),
        };
        Drawing {
            path,
            colour,
            stroke_width,
            filled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slug::KINDS;

    #[test]
    fn the_page_draws_the_same_shapes() {
        let page = include_str!("../../../www/js/marks.js");
        for kind in KINDS {
            let path = Shape::of(kind).drawing().path;
            assert!(page.contains(&format!("'{path}'")), "{kind:?}: {path}");
        }
    }
}
