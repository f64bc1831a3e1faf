//! A copy of the site that stays as it is, for articles that are to keep what they were published
//! with. Its folder is named after the version and a hash of all that is in it, so that it is never
//! overwritten by another one: whoever publishes the next version puts it beside those that there
//! are, and keeps the folder `v`.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

use super::built::Built;
use super::manifest::walk;
use super::table::short;

/// The folder of all such copies.
const FOLDER: &str = "v";

/// Makes the copy of what is in `out`, which must be the site with all that its check needs, but for
/// the page that tells of the copy; gives its folder, from the site's root.
pub fn keep(out: &Path, built: &Built, but: &str) -> Result<String> {
    let mut names = walk(out)?;
    names.retain(|name| name != but);
    let mut everything = Vec::new();
    for name in &names {
        everything.extend(name.as_bytes());
        everything.extend(fs::read(out.join(name))?);
    }
    let folder = format!("{FOLDER}/{}-{}/", built.version, short(&everything));
    for name in &names {
        let target = out.join(&folder).join(name);
        let parent = target.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent)?;
        fs::copy(out.join(name), target).with_context(|| name.clone())?;
    }
    Ok(folder)
}

#[cfg(test)]
mod test {
    use super::*;

    fn keep_of(text: &str) -> String {
        let out = tempfile::tempdir().unwrap();
        fs::create_dir(out.path().join("assets")).unwrap();
        fs::write(out.path().join("assets/a.js"), text).unwrap();
        fs::write(out.path().join("b.html"), "b").unwrap();
        let built = Built {
            version: "1.2.3",
            date: "2026-11-24".into(),
        };
        let folder = keep(out.path(), &built, "b.html").unwrap();
        let kept = fs::read_to_string(out.path().join(&folder).join("assets/a.js"));
        assert_eq!(kept.unwrap(), text);
        assert!(!out.path().join(&folder).join("b.html").exists());
        folder
    }

    #[test]
    fn each_content_has_a_folder_of_its_own() {
        let [one, again, other] = ["1", "1", "2"].map(keep_of);
        assert_eq!(one, again);
        assert_ne!(one, other);
        assert!(one.starts_with("v/1.2.3-") && one.ends_with('/'), "{one}");
    }
}
