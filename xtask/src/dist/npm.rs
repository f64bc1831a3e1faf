//! The package for those who build their own page: the element with all that it needs, as modules
//! that any build tool takes, in the form that npm installs.

use anyhow::{Result, ensure};
use flate2::{Compression, GzBuilder};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::addresses::Addresses;
use super::single::{ELSEWHERE, GLUE, WASM};
use super::table::base;
use super::{EMBEDDED, LATER, bundle, files, read};
use crate::workspace::Workspace;

/// The packed package, in the site: it is there where no registry can be reached. Its name has no
/// version, so that an address of it stays.
const FILE: &str = "getthrough.tgz";

/// Where its own files are, in the source.
const SOURCE: &str = "xtask/npm";
/// Files of the project that go with it.
const BESIDE: [(&str, &str); 4] = [
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("docs/RESULT.md", "RESULT.md"),
    ("www/js/types.d.ts", "types.d.ts"),
];

/// The module that defines the element.
const ENTRY: &str = "js/get-through.js";
/// Its name in the package, which `index.js` knows.
const ELEMENT: &str = "element";

/// The folder that everything in such a package is in.
const INSIDE: &str = "package";
/// Seconds since 1970 that npm writes for every file: a day of 1985, on which all tools agree.
const TIME: u64 = 499_162_500;

/// What was written.
pub struct Package {
    pub name: &'static str,
    pub bytes: usize,
}

/// Writes it from a stage whose files are as small as they get.
pub fn write(
    workspace: &Workspace,
    stage: &Path,
    out: &Path,
    addresses: &Addresses,
) -> Result<Package> {
    let module = addresses.packed(&places(stage)?)?;
    let mut contents = BTreeMap::new();
    for (name, text) in bundle::modules(workspace, stage, ENTRY, ELEMENT, &module)? {
        contents.insert(name, text.into_bytes());
    }
    contents.insert(base(WASM).to_owned(), fs::read(stage.join(WASM))?);
    for name in ["README.md", "index.d.ts", "index.js"] {
        let text = read(&workspace.root.join(SOURCE).join(name))?;
        contents.insert(name.to_owned(), text.into_bytes());
    }
    for (from, to) in BESIDE {
        let text = read(&workspace.root.join(from))?;
        contents.insert(to.to_owned(), text.into_bytes());
    }
    let described = read(&workspace.root.join(SOURCE).join("package.json"))?;
    let described = describe(&described, addresses.built.version)?;
    contents.insert("package.json".to_owned(), described.into_bytes());

    let packed = pack(&contents)?;
    fs::write(out.join(FILE), &packed)?;
    Ok(Package {
        name: FILE,
        bytes: packed.len(),
    })
}

/// Where the element's files are: texts are modules, so that nothing needs to be copied and no
/// policy for styles be changed; the engine lies beside the scripts, named in the way that build
/// tools follow.
fn places(stage: &Path) -> Result<String> {
    let mut texts = vec!["catalogue.json".to_owned(), "icons.json".to_owned()];
    texts.extend(files(stage, &["locales"])?);
    let styles = files(stage, &["css"])?;
    let styles = styles
        .iter()
        .filter(|name| ELSEWHERE.iter().all(|other| name != other));
    let modules = LATER.iter().filter(|name| !EMBEDDED.contains(name));

    // None of those who build a page have the site's collector.
    let mut held = "'collector.json':async()=>new Response('{}'),\n".to_owned();
    for name in texts.iter().chain(styles) {
        writeln!(
            held,
            "{name:?}:async()=>new Response((await import('../{name}')).default),"
        )?;
    }
    for name in modules.chain(&[GLUE]) {
        writeln!(held, "{name:?}:()=>import('../{name}'),")?;
    }
    let engine = base(WASM);
    Ok(format!(
        "export const HELD={{\n{held}}};
export const FILES={{{WASM:?}:{{url:new URL('./{engine}',import.meta.url).href}}}};"
    ))
}

fn describe(text: &str, version: &str) -> Result<String> {
    // As text: the order of its `exports` has a meaning.
    let (empty, full) = (r#""version": """#, format!(r#""version": "{version}""#));
    ensure!(text.contains(empty), "{SOURCE}/package.json has no {empty}");
    Ok(text.replacen(empty, &full, 1))
}

/// The files as npm packs them; the same files give the same bytes.
fn pack(contents: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let gzip = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    let mut archive = tar::Builder::new(gzip);
    for (name, bytes) in contents {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len().try_into()?);
        header.set_mode(0o644);
        header.set_mtime(TIME);
        archive.append_data(&mut header, format!("{INSIDE}/{name}"), &bytes[..])?;
    }
    Ok(archive.into_inner()?.finish()?)
}
