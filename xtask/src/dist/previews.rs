//! The preview pages of shared links, one for each headline and language, and their pictures.
//!
//! A crawler takes a picture only from a whole address, so there are none for a site that does not
//! know its own.

use anyhow::Result;
use std::path::Path;
use url::Url;

use super::files;
use crate::process;
use crate::workspace::Workspace;

/// The folder of texts, in the stage.
const LOCALES: &str = "locales";

/// The languages that there will be preview pages in.
pub fn languages(stage: &Path, base: Option<&Url>) -> Result<Vec<String>> {
    if base.is_none() {
        return Ok(Vec::new());
    }
    let names = files(stage, &[LOCALES])?;
    let bare = |name: &String| {
        name.trim_start_matches(LOCALES)
            .trim_start_matches('/')
            .trim_end_matches(".json")
            .to_owned()
    };
    Ok(names.iter().map(bare).collect())
}

/// Draws and writes them into `out`, as a program of their own: drawing takes minutes where it is
/// not optimised.
pub fn write(workspace: &Workspace, stage: &Path, out: &Path, base: &Url) -> Result<()> {
    process::run(
        process::cargo()
            .args(["run", "--quiet", "--release"])
            .args(["--package", "getthrough-previews", "--", "--site"])
            .arg(out)
            .arg("--catalogue")
            .arg(out.join("catalogue.json"))
            .arg("--locales")
            .arg(stage.join(LOCALES))
            .args(["--base-url", base.as_str()])
            .current_dir(&workspace.root),
    )
}
