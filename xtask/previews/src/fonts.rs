//! The fonts of the pictures, compiled in, and how wide they set a text. `fonts/README.md` says
//! where they are from and how to add those of another script.

use anyhow::{Result, bail};
use resvg::usvg::{FontResolver, Node, Options, Tree, fontdb};
use skrifa::MetadataProvider;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

/// How bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular = 400,
    SemiBold = 600,
}

impl Weight {
    /// The families of the first script in this weight: each file is a family of its own. The
    /// other scripts are found by their characters.
    fn families(self) -> &'static str {
        match self {
            Self::Regular => FAMILY,
            Self::SemiBold => "Noto Sans SemiBold, Noto Sans",
        }
    }
}

/// One script's (or some scripts') font, in both weights.
struct Script {
    regular: &'static [u8],
    semi_bold: &'static [u8],
}

/// The first that has a character sets it.
const SCRIPTS: [Script; 6] = [
    // Latin and Cyrillic
    Script {
        regular: include_bytes!("../fonts/NotoSans-Regular.ttf"),
        semi_bold: include_bytes!("../fonts/NotoSans-SemiBold.ttf"),
    },
    Script {
        regular: include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
        semi_bold: include_bytes!("../fonts/NotoSansArabic-SemiBold.ttf"),
    },
    Script {
        regular: include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
        semi_bold: include_bytes!("../fonts/NotoSansDevanagari-SemiBold.ttf"),
    },
    Script {
        regular: include_bytes!("../fonts/NotoSansEthiopic-Regular.ttf"),
        semi_bold: include_bytes!("../fonts/NotoSansEthiopic-SemiBold.ttf"),
    },
    Script {
        regular: include_bytes!("../fonts/NotoSansMyanmar-Regular.ttf"),
        semi_bold: include_bytes!("../fonts/NotoSansMyanmar-SemiBold.ttf"),
    },
    Script {
        regular: include_bytes!("../fonts/NotoSansSC-Regular.ttf"),
        semi_bold: include_bytes!("../fonts/NotoSansSC-SemiBold.ttf"),
    },
];

/// The family of the first script.
pub const FAMILY: &str = "Noto Sans";

struct Face {
    id: fontdb::ID,
    weight: fontdb::Weight,
    characters: HashSet<u32>,
}

struct Fonts {
    database: Arc<fontdb::Database>,
    faces: Vec<Face>,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    let mut faces = Vec::new();
    for data in SCRIPTS.iter().flat_map(|s| [s.regular, s.semi_bold]) {
        // The files are compiled in; a test asks both of each script.
        let characters = skrifa::FontRef::new(data)
            .expect("a font that is compiled in can be read")
            .charmap()
            .mappings()
            .map(|(character, _)| character)
            .collect();
        let source = fontdb::Source::Binary(Arc::new(data));
        for id in database.load_font_source(source) {
            let weight = database.face(id).expect("it was just loaded").weight;
            faces.push(Face {
                id,
                weight,
                characters: HashSet::clone(&characters),
            });
        }
    }
    Fonts {
        database: Arc::new(database),
        faces,
    }
});

/// How SVG is read here: only with these fonts, never with those of the machine.
pub fn options() -> Options<'static> {
    Options {
        fontdb: Arc::clone(&FONTS.database),
        font_family: FAMILY.to_owned(),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            // The library's own choice may take another weight.
            select_fallback: Box::new(|character, used, _| {
                let base = FONTS
                    .faces
                    .iter()
                    .find(|face| used.first() == Some(&face.id))?;
                FONTS
                    .faces
                    .iter()
                    .find(|face| {
                        face.weight == base.weight
                            && !used.contains(&face.id)
                            && face.characters.contains(&u32::from(character))
                    })
                    .map(|face| face.id)
            }),
        },
        ..Options::default()
    }
}

/// Refuses a text of which a character would be drawn as an empty box.
pub fn check(text: &str) -> Result<()> {
    let missing: Vec<String> = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .filter(|&c| {
            !FONTS
                .faces
                .iter()
                .any(|f| f.characters.contains(&u32::from(c)))
        })
        .map(|c| format!("{c} (U+{:04X})", u32::from(c)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "no font has {} of “{text}”: xtask/previews/fonts/README.md says how to add a script",
        missing.join(", ")
    )
}

/// Joiners, direction marks and variation selectors need no glyph.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}')
}

/// How wide a line is at a size of 1; white space at its ends counts.
pub fn width(text: &str, weight: Weight) -> Result<f32> {
    // Thousands of pictures have the same note, and names have the same beginnings.
    thread_local! {
        static KNOWN: RefCell<HashMap<(String, u16), f32>> = RefCell::default();
    }
    let key = (text.to_owned(), weight as u16);
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&key).copied()) {
        return Ok(known);
    }
    let measured = measure(text, weight)?;
    KNOWN.with_borrow_mut(|known| known.insert(key, measured));
    Ok(measured)
}

fn measure(text: &str, weight: Weight) -> Result<f32> {
    const SIZE: f32 = 100.0;
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>"#,
        line(text, weight, SIZE, "")
    );
    let tree = Tree::from_str(&svg, &options())?;
    Ok(match tree.root().children() {
        [Node::Text(text)] => text.bounding_box().width() / SIZE,
        // Nothing to see.
        _ => 0.0,
    })
}

/// A line of text as SVG, with further attributes.
pub fn line(text: &str, weight: Weight, size: f32, attributes: &str) -> String {
    format!(
        r#"<text xml:space="preserve" font-family="{}" font-weight="{}" font-size="{size}" {attributes}>{}</text>"#,
        weight.families(),
        weight as u16,
        escape(text)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_and_cyrillic_can_be_set() {
        check("ABC xyz äöü ğış ș “…” — Ђђ Україна Қазақ ə Tiếng Việt").unwrap();
    }

    #[test]
    fn the_scripts_of_the_other_languages_can_be_set() {
        check("فارسی گپ ـ اُردو ٹیڑھے عربي ﷼ हिन्दी क्षत्रिय မြန်မာ ဘာသာ အမှန် አማርኛ 从这里能打开吗？")
            .unwrap();
    }

    #[test]
    fn a_character_without_a_glyph_is_named() {
        let complaint = check("YouTube か").unwrap_err().to_string();
        assert!(complaint.contains("か (U+304B)"), "{complaint}");
        assert!(complaint.contains("README"));
    }

    #[test]
    fn each_script_comes_in_both_weights() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let faces = FONTS.faces.iter();
            let count = faces.filter(|f| f.weight.0 == weight as u16).count();
            assert_eq!(count, SCRIPTS.len(), "{weight:?}");
        }
        assert!(width("Mimi", Weight::SemiBold).unwrap() > width("Mimi", Weight::Regular).unwrap());
    }

    #[test]
    fn marks_of_direction_need_no_glyph() {
        check("\u{2067}a\u{200c}b\u{2069}").unwrap();
    }

    #[test]
    fn white_space_at_the_end_has_a_width() {
        let w = |text| width(text, Weight::Regular).unwrap();
        assert!(w("a ") > w("a"));
        assert!((w("a b") - w("a ") - w("b")).abs() < 0.05);
    }
}
