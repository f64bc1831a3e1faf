//! The site: the page's files, the engine and the catalogue in one folder that any server of
//! static files can serve.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

use crate::pack::Pack;
use crate::size::Sizes;
use crate::workspace::Workspace;
use crate::{catalogue, engine, start};

/// Marks a folder that `build` made and may empty.
const MARK: &str = ".getthrough-site";

/// Builds the site into `out`, which holds nothing else afterwards, and measures the engine.
pub fn site(workspace: &Workspace, catalogue: Option<&Path>, out: &Path) -> Result<Sizes> {
    // First what fails fastest.
    let pack = Pack::read(workspace)?;
    let catalogue = catalogue::load(catalogue)?;
    let engine = engine::build(workspace, &pack)?;

    empty(out)?;
    copy(&workspace.root.join("www"), out)?;
    let folder = out.join("engine");
    fs::create_dir_all(&folder)?;
    for file in [&engine.wasm, &engine.glue] {
        let name = file.file_name().context("a packed file has a name")?;
        fs::copy(file, folder.join(name))
            .with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    fs::write(
        out.join("catalogue.json"),
        serde_json::to_string(&catalogue)?,
    )?;
    start::write(out, &catalogue)?;

    Sizes::of(&engine.wasm, &engine.glue, pack.budget)
}

/// Leaves an empty folder, and refuses to empty one that is somebody else's.
pub fn empty(out: &Path) -> Result<()> {
    let strange = out.is_dir() && fs::read_dir(out)?.next().is_some() && !out.join(MARK).exists();
    if strange {
        bail!(
            "{} holds files that are not a built site: empty it or name another folder",
            out.display()
        );
    }
    if out.exists() {
        fs::remove_dir_all(out).with_context(|| format!("{} cannot be emptied", out.display()))?;
    }
    fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    fs::write(out.join(MARK), "")?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)
                .with_context(|| format!("{} cannot be copied", entry.path().display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let letter = folder.path().join("letter.txt");
        fs::write(&letter, "dear").unwrap();
        assert!(empty(folder.path()).is_err());
        assert_eq!(fs::read_to_string(letter).unwrap(), "dear");
    }

    #[test]
    fn an_older_site_makes_way() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        empty(&site).unwrap();
        fs::write(site.join("old.js"), "").unwrap();
        empty(&site).unwrap();
        assert!(!site.join("old.js").exists());
    }
}
