//! nginx in place of the lab's own server, with the configuration that comes with the site.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::addresses::PAGE;
use crate::tools;
use crate::world::World;

/// What the site's build writes for nginx: the inside of a `server` block.
const SNIPPET: &str = "nginx.conf";

/// What stands in it for a server that has the module ngx_brotli.
const BROTLI: &str = "# brotli_static on;";

/// Starts it with its own files below `folder`; returns once it listens. It ends with the world.
pub fn start(world: &World, site: &Path, folder: &Path) -> Result<()> {
    let site = site
        .canonicalize()
        .with_context(|| format!("{} is no built site", site.display()))?;
    let snippet = site.join(SNIPPET);
    if !snippet.is_file() {
        bail!(
            "{} is missing: `cargo xtask dist` makes it",
            snippet.display()
        );
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let [certificate, key] = world.authority.files(PAGE)?;
    fs::write(folder.join("certificate.pem"), certificate)?;
    fs::write(folder.join("key.pem"), key)?;
    let own = tools::nginx()?;
    // This nginx has the module that a comment of the site's part speaks of.
    let part = fs::read_to_string(&snippet)?;
    anyhow::ensure!(part.contains(BROTLI), "{SNIPPET} lacks the line “{BROTLI}”");
    fs::write(folder.join(SNIPPET), part.replace(BROTLI, &BROTLI[2..]))?;
    fs::write(folder.join("all.conf"), whole(world, &own, &site)?)?;
    let mut command = world.server().command(own.join("usr/sbin/nginx"));
    command
        .arg("-p")
        .arg(folder)
        .arg("-c")
        .arg(folder.join("all.conf"));
    // Until it has read where its errors go.
    command.arg("-e").arg(folder.join("errors.log"));
    // It goes into the background, and this command ends, once it listens.
    let output = command.output().context("running nginx")?;
    if !output.status.success() {
        bail!(
            "nginx does not take the site's {SNIPPET}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// The whole configuration, around the site's part of it. Paths that are not absolute are below
/// the folder that nginx is started with.
fn whole(world: &World, own: &Path, site: &Path) -> Result<String> {
    let address = world
        .addresses
        .of(PAGE)
        .context("the page has no address")?;
    let module = own.join("usr/lib/nginx/modules/ngx_http_brotli_static_module.so");
    let (module, types) = (module.display(), own.join("etc/nginx/mime.types"));
    let (types, site) = (types.display(), site.display());
    Ok(format!(
        "load_module {module};
user root;
pid nginx.pid;
error_log errors.log;
events {{}}
http {{
    include {types};
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen {address}:443 ssl http2 reuseport;
        server_name {PAGE};
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        root {site};
        include {SNIPPET};
    }}
}}
"
    ))
}
