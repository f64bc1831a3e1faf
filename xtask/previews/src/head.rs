//! What a crawler reads: the tags of a head, by Open Graph and by X's cards.

use crate::language::Language;
use crate::picture::{HEIGHT, NAME, WIDTH};

/// The tags of one page, but for its title and description.
pub struct Head<'a> {
    pub language: Language,
    pub title: &'a str,
    pub description: &'a str,
    /// The address of the picture.
    pub image: &'a str,
    /// What the picture shows.
    pub alt: &'a str,
    /// The page's own address. A preview says none: a network that takes it for the address of
    /// what was shared would drop the fragment, and with it the result.
    pub canonical: Option<&'a str>,
    /// Whether search engines may list it.
    pub listed: bool,
}

impl Head<'_> {
    /// As HTML. `title` and the others are plain text.
    pub fn html(&self) -> String {
        let (width, height) = (WIDTH.to_string(), HEIGHT.to_string());
        let mut tags = String::new();
        if !self.listed {
            tags += &meta("name", "robots", "noindex");
        }
        if let Some(address) = self.canonical {
            tags += &format!(r#"<link rel="canonical" href="{}">"#, escape(address));
            tags += &meta("property", "og:url", address);
        }
        for (property, content) in [
            ("og:type", "website"),
            ("og:site_name", NAME),
            ("og:locale", self.language.og_locale),
            ("og:title", self.title),
            ("og:description", self.description),
            ("og:image", self.image),
            ("og:image:type", "image/png"),
            ("og:image:width", &width),
            ("og:image:height", &height),
            ("og:image:alt", self.alt),
        ] {
            tags += &meta("property", property, content);
        }
        for (name, content) in [
            ("twitter:card", "summary_large_image"),
            ("twitter:image:alt", self.alt),
        ] {
            tags += &meta("name", name, content);
        }
        tags
    }
}

/// A `<meta>`.
pub fn meta(kind: &str, name: &str, content: &str) -> String {
    format!(r#"<meta {kind}="{name}" content="{}">"#, escape(content))
}

/// A text in HTML, also between double quotes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_an_attribute() {
        assert_eq!(
            meta("name", "a", r#"" onload="x"><script>&"#),
            r#"<meta name="a" content="&quot; onload=&quot;x&quot;>&lt;script>&amp;">"#
        );
    }
}
