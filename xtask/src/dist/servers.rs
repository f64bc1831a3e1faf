//! The headers of the site, for the servers that it is most often put on: `_headers` (Netlify,
//! Cloudflare Pages and others), `nginx.conf` and `Caddyfile`, all from the source's `_headers`.

use anyhow::Result;
use getthrough_headers::{FILE, Headers};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::policy::Hosts;
use super::table::ASSETS;

const POLICY: &str = "content-security-policy";
const CACHE: &str = "cache-control";

/// A name that holds a hash never means anything else.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// The longest line that Cloudflare Pages reads; it leaves out what is longer.
const CLOUDFLARE: usize = 2000;

/// nginx reads no word of over 4,096 bytes.
const NGINX: usize = 3500;

/// One pattern of paths and everything it is served with.
struct Place {
    pattern: String,
    headers: Vec<(String, String)>,
}

/// Writes the three files.
pub fn write(out: &Path, headers: &Headers, hosts: Option<&Hosts>) -> Result<()> {
    let places = places(headers, hosts);
    let plain = underscore(&places);
    if let Some(line) = plain.lines().find(|line| line.len() > CLOUDFLARE) {
        println!(
            "note: a line of {FILE} has {} characters. Cloudflare Pages leaves out lines of over \
             {CLOUDFLARE}: for it, use `--policy open`.",
            line.len()
        );
    }
    fs::write(out.join(FILE), plain)?;
    fs::write(out.join("nginx.conf"), nginx(&places))?;
    fs::write(out.join("Caddyfile"), caddy(&places))?;
    Ok(())
}

/// The first place is that of all paths; the others add to it, or replace what it says.
fn places(headers: &Headers, hosts: Option<&Hosts>) -> Vec<Place> {
    let narrow = |name: &str, value: &str| match hosts {
        Some(hosts) if name == POLICY => hosts.narrow(value),
        _ => value.to_owned(),
    };
    let mut places: Vec<Place> = Vec::new();
    for block in headers.blocks() {
        let of_block = block.headers.iter();
        places.push(Place {
            pattern: block.pattern.clone(),
            headers: of_block
                .map(|(name, value)| (name.clone(), narrow(name, value)))
                .collect(),
        });
    }
    // No path may have one header twice: what is not an asset is told not to be kept one by one.
    let all = places.iter_mut().find(|place| place.pattern == "/*");
    let fresh = all.and_then(|place| {
        let at = place.headers.iter().position(|(name, _)| name == CACHE)?;
        Some(place.headers.remove(at))
    });
    if let Some(fresh) = fresh {
        for place in places.iter_mut().filter(|place| place.pattern != "/*") {
            place.headers.push(fresh.clone());
        }
        for file in [
            "/app.webmanifest",
            "/catalogue.json",
            "/collector.json",
            "/getthrough-offline.js",
            "/ping.txt",
            "/manifest.json",
            "/start/*",
        ] {
            places.push(Place {
                pattern: file.into(),
                headers: vec![fresh.clone()],
            });
        }
    }
    places.push(Place {
        pattern: format!("/{ASSETS}/*"),
        headers: vec![(CACHE.into(), FOREVER.into())],
    });
    places
}

fn underscore(places: &[Place]) -> String {
    let mut text = String::new();
    for place in places {
        let _ = writeln!(text, "{}", place.pattern);
        for (name, value) in &place.headers {
            let _ = writeln!(text, "  {name}: {value}");
        }
    }
    text
}

/// The inside of a `server` block. A location that names a header forgets those around it, so each
/// has all.
fn nginx(places: &[Place]) -> String {
    let mut text = String::from(
        "# For the inside of a `server` block whose `root` is this folder.\n\
         gzip_static on;\n\
         # Where nginx has the module ngx_brotli:\n\
         # brotli_static on;\n\
         types_hash_max_size 4096;\n",
    );
    let common = places.iter().find(|place| place.pattern == "/*");
    let common: &[_] = common.map_or(&[], |place| &place.headers);
    let mut pieces = 0;
    for place in places {
        let mut lines = String::new();
        let own = if place.pattern == "/*" {
            &[][..]
        } else {
            &place.headers[..]
        };
        for (name, value) in common.iter().chain(own) {
            let mut value = value.clone();
            if value.len() > NGINX {
                let mut words = String::new();
                for piece in split(&value) {
                    pieces += 1;
                    let _ = writeln!(text, "set $getthrough_{pieces} \"{piece}\";");
                    let _ = write!(words, "${{getthrough_{pieces}}}");
                }
                value = words;
            }
            let _ = writeln!(lines, "    add_header {name} \"{value}\" always;");
        }
        let location = match place.pattern.strip_suffix('*') {
            Some("/") => "/".to_owned(),
            Some(start) => format!("^~ {start}"),
            None => format!("= {}", place.pattern),
        };
        // The folder's page: found under its name, it would be sent to another location.
        let index = if place.pattern == "/" {
            "    try_files /index.html =404;\n"
        } else {
            ""
        };
        // Few servers know its ending.
        let kind = if place.pattern.ends_with(".webmanifest") {
            "    types {}\n    default_type application/manifest+json;\n"
        } else {
            ""
        };
        let _ = writeln!(text, "location {location} {{\n{index}{kind}{lines}}}");
    }
    text
}

/// Pieces that nginx can read.
fn split(value: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in value.split_inclusive(' ') {
        if pieces
            .last()
            .is_some_and(|piece| piece.len() + word.len() > NGINX)
        {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(word);
        }
    }
    pieces
}

/// For `import` inside a site block whose `root` is this folder.
fn caddy(places: &[Place]) -> String {
    let mut text =
        String::from("# For `import Caddyfile` inside a site block whose `root` is this folder.\n");
    for place in places {
        let _ = writeln!(text, "header {} {{", place.pattern);
        for (name, value) in &place.headers {
            let _ = writeln!(text, "\t{name} \"{value}\"");
        }
        let _ = writeln!(text, "}}");
    }
    text + "file_server {\n\tprecompressed br gzip\n}\n"
}

#[cfg(test)]
mod test {
    use super::*;

    const SOURCE: &str = include_str!("../../../www/_headers");

    fn own() -> Vec<Place> {
        let catalogue = crate::catalogue::load(None).unwrap();
        let hosts = Hosts::of(&catalogue);
        places(&Headers::parse(SOURCE).unwrap(), Some(&hosts))
    }

    #[test]
    fn no_path_has_a_header_twice() {
        let headers = Headers::parse(&underscore(&own())).unwrap();
        for path in [
            "/",
            "/index.html",
            "/embed.html",
            "/configure.html",
            "/assets/a.js",
            "/ping.txt",
        ] {
            let all = headers.of(path).unwrap();
            let cached = all.iter().filter(|(name, _)| *name == CACHE).count();
            assert_eq!(cached, 1, "{path}");
            let html = !path.contains(".js") && !path.contains(".txt");
            assert_eq!(all.iter().any(|(name, _)| *name == POLICY), html, "{path}");
        }
    }

    #[test]
    fn only_the_embed_may_be_framed() {
        let headers = Headers::parse(&underscore(&own())).unwrap();
        for (path, framed) in [
            ("/", "'none'"),
            ("/embed.html", "*"),
            ("/index.html", "'none'"),
            ("/s/en/x-slow/", "'none'"),
        ] {
            let all = headers.of(path).unwrap();
            let policy = all.iter().find(|(name, _)| *name == POLICY).unwrap().1;
            assert!(
                policy.ends_with(&format!("frame-ancestors {framed}")),
                "{policy}"
            );
            assert!(!policy.contains("connect-src *"));
        }
    }

    #[test]
    fn nginx_gets_no_word_that_it_cannot_read() {
        for line in nginx(&own()).lines() {
            assert!(line.len() < 4096, "{} characters", line.len());
        }
    }

    #[test]
    fn pieces_make_the_whole() {
        let value = "some words ".repeat(1000);
        assert_eq!(split(&value).concat(), value);
        assert!(split(&value).iter().all(|piece| piece.len() <= NGINX));
    }
}
