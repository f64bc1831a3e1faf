//! What a head has to say about a language beside its texts.

use anyhow::{Result, bail};

/// A language that the page may have texts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// The name of its file in the locales folder, a BCP 47 tag.
    pub tag: &'static str,
    /// As Open Graph wants it: a language with a territory.
    pub og_locale: &'static str,
    /// As HTML's `dir`.
    pub direction: &'static str,
}

const LTR: &str = "ltr";
const RTL: &str = "rtl";

/// By tag.
const LANGUAGES: [(&str, &str, &str); 27] = [
    ("am", "am_ET", LTR),
    ("ar", "ar_AR", RTL),
    ("az", "az_AZ", LTR),
    ("be", "be_BY", LTR),
    ("bn", "bn_IN", LTR),
    ("de", "de_DE", LTR),
    ("en", "en_US", LTR),
    ("es", "es_ES", LTR),
    ("fa", "fa_IR", RTL),
    ("fr", "fr_FR", LTR),
    ("hi", "hi_IN", LTR),
    ("id", "id_ID", LTR),
    ("ka", "ka_GE", LTR),
    ("kk", "kk_KZ", LTR),
    ("my", "my_MM", LTR),
    ("ps", "ps_AF", RTL),
    ("pt", "pt_BR", LTR),
    ("ru", "ru_RU", LTR),
    ("sw", "sw_KE", LTR),
    ("th", "th_TH", LTR),
    ("tr", "tr_TR", LTR),
    ("uk", "uk_UA", LTR),
    ("ur", "ur_PK", RTL),
    ("uz", "uz_UZ", LTR),
    ("vi", "vi_VN", LTR),
    ("zh-Hans", "zh_CN", LTR),
    ("zh-Hant", "zh_TW", LTR),
];

/// The language of a tag.
pub fn of(tag: &str) -> Result<Language> {
    match LANGUAGES.iter().find(|known| known.0 == tag) {
        Some(&(tag, og_locale, direction)) => Ok(Language {
            tag,
            og_locale,
            direction,
        }),
        None => bail!(
            "the language {tag} is not in the table of xtask/previews/src/language.rs: add its \
             territory and direction there"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_writes_each_in_the_same_direction() {
        let page = include_str!("../../../www/js/direction.js");
        for (tag, _, direction) in LANGUAGES {
            let listed = page.contains(&format!("'{}'", tag.split('-').next().unwrap()));
            assert_eq!(listed, direction == RTL, "{tag}");
        }
    }

    #[test]
    fn an_unknown_language_says_what_to_do() {
        assert!(of("xx").unwrap_err().to_string().contains("language.rs"));
    }
}
