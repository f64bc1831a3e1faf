//! Relative addresses of a page, when the page moves to another folder.

use anyhow::{Result, bail};
use lol_html::html_content::Element;
use url::Url;

/// Attributes that hold one address.
const SINGLE: [&str; 7] = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
];
/// Attributes that hold some, each with a size.
const SETS: [&str; 2] = ["srcset", "imagesrcset"];

/// Puts `prefix` before each relative address of an element.
pub fn move_all(element: &mut Element<'_, '_>, prefix: &str) -> Result<()> {
    let rebases = element.tag_name() == "base";
    let maps = element.get_attribute("type").as_deref() == Some("importmap");
    if rebases || maps {
        bail!("index.html has a <base> or an import map, which its previews cannot take along");
    }
    for name in SINGLE {
        // A <data> or a form's button may hold other things; these names are addresses wherever
        // a page of this project uses them.
        if let Some(address) = element.get_attribute(name) {
            element.set_attribute(name, &moved(&address, prefix))?;
        }
    }
    for name in SETS {
        if let Some(set) = element.get_attribute(name) {
            element.set_attribute(name, &moved_set(&set, prefix))?;
        }
    }
    Ok(())
}

/// One address, as it is written in the HTML.
fn moved(address: &str, prefix: &str) -> String {
    let address = address.trim_ascii();
    let stays =
        address.is_empty() || address.starts_with(['#', '/', '\\']) || Url::parse(address).is_ok();
    if stays {
        return address.to_owned();
    }
    let address = address.strip_prefix("./").unwrap_or(address);
    format!("{prefix}{address}")
}

/// Addresses with sizes: an address ends at white space, a size at a comma (HTML, 4.8.4.2.1).
fn moved_set(set: &str, prefix: &str) -> String {
    let mut candidates = Vec::new();
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return candidates.join(", ");
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace());
        let (address, after) = rest.split_at(end.unwrap_or(rest.len()));
        let bare = address.trim_end_matches(',');
        let (size, after) = if bare == address {
            after.split_once(',').unwrap_or((after, ""))
        } else {
            ("", after)
        };
        let candidate = format!("{} {}", moved(bare, prefix), size.trim_ascii());
        candidates.push(candidate.trim_end().to_owned());
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_addresses_move() {
        for stays in [
            "",
            "#main",
            "/root.css",
            "//host/x",
            "https://example.org/a",
            "data:image/png;base64,AA",
            "mailto:a@example.org",
        ] {
            assert_eq!(moved(stays, "../"), stays);
        }
        assert_eq!(
            moved("js/a.js?x=1&amp;y", "../../"),
            "../../js/a.js?x=1&amp;y"
        );
        assert_eq!(moved("./a.css", "../"), "../a.css");
        assert_eq!(moved("../a.css", "../"), "../../a.css");
        assert_eq!(moved("?lang=fa", "../"), "../?lang=fa");
    }

    #[test]
    fn sets_move_address_by_address() {
        assert_eq!(moved_set("a.png, b.png 2x", "../"), "../a.png, ../b.png 2x");
        assert_eq!(
            moved_set(" a.png 100w,data:image/png;base64,AA 2x", "../"),
            "../a.png 100w, data:image/png;base64,AA 2x"
        );
    }
}
