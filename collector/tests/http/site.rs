//! The site that it serves beside.

use super::bench::Bench;
use getthrough_collector::http::Site;

#[tokio::test]
async fn the_site_is_served_with_its_headers_beside_the_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("index.html", "<!doctype html><title>Here</title>");
    write("app.wasm", "\0asm");
    write("catalogue.json", "{}");
    write(
        "_headers",
        "/*\n  Referrer-Policy: no-referrer\n  Access-Control-Allow-Origin: *\n/app*\n  X-Only: wasm\n",
    );
    let site = Site::open(folder.path()).expect("a site");
    assert_eq!(site.catalogues(), [folder.path().join("catalogue.json")]);
    let bench = Bench::with_site(|_| (), Some(site)).await;
    let index = bench.get("/").await;
    assert_eq!(index.status, 200);
    assert!(index.text().contains("Here"));
    assert_eq!(index.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(index.header("x-only"), None);
    let wasm = bench.get("/app.wasm").await;
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
    assert_eq!(wasm.header("x-only"), Some("wasm"));
    assert_eq!(bench.get("/v1/cells").await.status, 200);
    assert_eq!(bench.get("/_headers").await.status, 404);
    assert_eq!(bench.get("/nothing").await.status, 404);
    for outside in ["/../a.db", "/..%2fa.db", "/%2e%2e/a.db", "//etc/passwd"] {
        assert_eq!(bench.get(outside).await.status, 404, "{outside}");
    }
    assert_eq!(bench.post(&bench.report()).await.status, 202);
}

#[tokio::test]
async fn a_page_that_it_serves_learns_that_it_is_its_collector() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("index.html", "");
    write("collector.json", "{}");
    write("_headers", "/*\n  Access-Control-Allow-Origin: *\n");
    let site = Site::open(folder.path()).expect("a site");
    let bench = Bench::with_site(|_| (), Some(site)).await;
    let told = bench.get("/collector.json").await;
    assert_eq!(told.text(), r#"{"url":"."}"#);
    assert_eq!(told.header("content-type"), Some("application/json"));
    assert_eq!(told.header("access-control-allow-origin"), Some("*"));
    let bench = Bench::new(|_| ()).await;
    assert_eq!(bench.get("/collector.json").await.status, 404);
}

#[tokio::test]
async fn what_is_packed_already_is_sent_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("_headers", "/*\n  X-Is: here\n");
    write("index.html", "<!doctype html>");
    write("a.js", &"let a = 1;\n".repeat(500));
    // What they hold is not looked at, so it can be told apart.
    write("a.js.br", "packed by brotli");
    write("a.js.gz", "packed by gzip");
    let bench = Bench::with_site(|_| (), Some(Site::open(folder.path()).expect("a site"))).await;
    for (accepted, coding, text) in [
        ("gzip, br", Some("br"), "packed by brotli"),
        ("gzip", Some("gzip"), "packed by gzip"),
        ("identity", None, "let a"),
    ] {
        let headers = [("accept-encoding", accepted)];
        let answer = bench.ask("GET", "/a.js", &headers, b"").await;
        assert_eq!(answer.header("content-encoding"), coding, "{accepted}");
        assert_eq!(answer.header("content-type"), Some("text/javascript"));
        assert_eq!(answer.header("x-is"), Some("here"));
        assert!(answer.text().starts_with(text), "{}", answer.text());
    }
}

#[test]
fn a_folder_without_a_site_or_with_broken_headers_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = || format!("{:#}", Site::open(folder.path()).err().expect("refused"));
    assert!(error().contains("has no site"), "{}", error());
    std::fs::write(folder.path().join("index.html"), "").expect("written");
    assert!(error().contains("_headers cannot be read"), "{}", error());
    for wrong in [
        "/*\n  nonsense\n",
        "/*\n  A b: c\n",
        "/*\n  A: 1\n/index.html\n  A: 2\n",
    ] {
        std::fs::write(folder.path().join("_headers"), wrong).expect("written");
        assert!(error().contains("has a mistake"), "{}", error());
    }
}
