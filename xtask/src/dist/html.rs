//! The pages, with the built site's addresses and hashes in place of the source tree's.

use anyhow::{Result, anyhow};
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::error::Error;

use super::table::Table;

/// The modules that a page names.
pub fn modules(html: &str) -> Result<BTreeSet<String>> {
    let found = RefCell::new(BTreeSet::new());
    let settings = RewriteStrSettings::new().append_element_content_handler(element!(
        "script[type=module][src]",
        |script| {
            found.borrow_mut().extend(script.get_attribute("src"));
            Ok(())
        }
    ));
    rewrite_str(html, settings).map_err(|error| anyhow!("{error}"))?;
    Ok(found.into_inner())
}

/// Points a page to the files of the table, each with its hash. A module's parts are announced
/// before it, which has them come at once, and verified: an import cannot name a hash.
pub fn point(html: &str, table: &Table) -> Result<String> {
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("link[href]", |link| {
            replace(link, "href", table).map(drop)
        }))
        .append_element_content_handler(element!("script[src]", |script| {
            let needs = replace(script, "src", table)?;
            for name in needs {
                let part = &table[&name];
                let (url, integrity) = (&part.url, &part.integrity);
                let link = format!(
                    "<link rel=\"modulepreload\" href=\"{url}\" integrity=\"{integrity}\" \
                     crossorigin>\n    "
                );
                script.before(&link, ContentType::Html);
            }
            Ok(())
        }));
    rewrite_str(html, settings).map_err(|error| anyhow!("{error}"))
}

/// Puts HTML at the end of a page's head.
pub fn add_to_head(html: &str, more: &str) -> Result<String> {
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("head", |head| {
            head.append(more, ContentType::Html);
            Ok(())
        }));
    rewrite_str(html, settings).map_err(|error| anyhow!("{error}"))
}

/// Writes into a page where the copy is that stays as it is.
pub fn name_pinned(html: &str, folder: &str) -> Result<String> {
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("[data-pinned]", |element| Ok(
            element.set_attribute("data-pinned", folder)?
        )));
    rewrite_str(html, settings).map_err(|error| anyhow!("{error}"))
}

type Handled<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Replaces one address; gives the parts of what it names.
fn replace(element: &mut Element<'_, '_>, attribute: &str, table: &Table) -> Handled<Vec<String>> {
    let address = element.get_attribute(attribute).unwrap_or_default();
    let Some(entry) = table.get(&address) else {
        return Ok(Vec::new());
    };
    element.set_attribute(attribute, &entry.url)?;
    element.set_attribute("integrity", &entry.integrity)?;
    // Where the page's origin is opaque, as in a sandboxed frame, only CORS lets it be hashed.
    element.set_attribute("crossorigin", "")?;
    Ok(entry.needs.clone())
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::dist::table::Entry;

    fn table() -> Table {
        let entry = |url: &str, needs: &[&str]| Entry {
            url: format!("assets/{url}"),
            integrity: format!("sha256-{url}"),
            needs: needs.iter().map(|name| (*name).to_owned()).collect(),
        };
        Table::from([
            ("js/page.js".into(), entry("page-1.js", &["part.js"])),
            ("part.js".into(), entry("part-1.js", &[])),
            ("css/page.css".into(), entry("page-2.css", &[])),
        ])
    }

    #[test]
    fn a_module_comes_with_its_parts_and_all_with_their_hashes() {
        let html = "<link rel=stylesheet href=css/page.css><link rel=icon href=icon.svg>\
                    <script type=module src=js/page.js></script>";
        let pointed = point(html, &table()).unwrap();
        assert!(pointed.contains(r#"href="assets/page-2.css" integrity="sha256-page-2.css""#));
        assert!(
            pointed.contains("<link rel=icon href=icon.svg>"),
            "{pointed}"
        );
        let part = pointed.find(r#"rel="modulepreload" href="assets/part-1.js""#);
        let module = pointed.find(r#"src="assets/page-1.js" integrity="sha256-page-1.js""#);
        assert!(part.unwrap() < module.unwrap());
    }

    #[test]
    fn only_modules_are_modules() {
        let html = "<script src=js/old.js></script><script type=module src=js/page.js></script>";
        assert_eq!(modules(html).unwrap(), ["js/page.js".to_owned()].into());
    }
}
