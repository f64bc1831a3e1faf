//! The types of the page's JavaScript modules, checked by TypeScript.

use anyhow::Result;
use serde_json::json;
use std::fs;
use std::process::Command;

use crate::workspace::Workspace;

/// TypeScript's check of `www`, for which the site must have been built.
pub fn check(workspace: &Workspace) -> Result<Command> {
    let tools = workspace.root.join("xtask/js");
    let www = workspace.root.join("www");
    // Only now it is known where the target directory is. The engine is not in `www`, but beside
    // the page in the site: the second root stands for that.
    let types = workspace.target.join("types");
    let engine = types.join("root/engine");
    fs::create_dir_all(&engine)?;
    for entry in fs::read_dir(workspace.package())? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".d.ts")
            && let Some(name) = path.file_name()
        {
            fs::copy(&path, engine.join(name))?;
        }
    }
    let config = types.join("tsconfig.json");
    let text = json!({
        "extends": tools.join("tsconfig.json"),
        "compilerOptions": { "rootDirs": [www, types.join("root")] },
        "include": [www.join("**/*.js")],
    });
    fs::write(&config, text.to_string())?;

    let mut tsc = Command::new(tools.join("node_modules/.bin/tsc"));
    tsc.arg("--project")
        .arg(config)
        .current_dir(&workspace.root);
    Ok(tsc)
}
