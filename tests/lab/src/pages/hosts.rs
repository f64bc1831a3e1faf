//! Articles of a news site that have the check in a frame: a table of what editors, and the systems
//! that they write in, make of it.

use crate::addresses::{NEWS, PAGE};
use crate::server::OtherPage;
use crate::world::World;

/// How high a frame is that nobody resizes, pixels.
pub const HEIGHT: u32 = 420;

/// An article.
#[derive(Clone, Copy)]
pub struct Article {
    /// Its name in the report.
    pub name: &'static str,
    /// The attributes of each frame, beside its source and title.
    pub frame: &'static str,
    /// The query of each frame's address, one for each frame.
    pub queries: &'static [&'static str],
    /// What its Content-Security-Policy says beside what every article's says.
    pub policy: &'static str,
    /// The attributes of its `html` element.
    pub html: &'static str,
    /// What stands before the frames.
    pub before: &'static str,
    /// Whether its script listens for heights.
    pub listens: bool,
    /// Whether its style comes only after the frame has begun to ask for its own files: until then
    /// nothing in the article is laid out, and a frame has no width.
    pub style_is_late: bool,
}

/// A frame without anything but what the CMS leaves of it: an opaque origin, no rights.
pub const WORDPRESS: &str =
    r#"sandbox="allow-scripts" security="restricted" width="600" height="420""#;
/// The frame that the configure page writes, but for the style, which this policy forbids.
const PLAIN: &str = r#"width="100%" height="420""#;
/// Where the words of a frame's first view are.
const FIRST_TEXTS: &str = "/start/";
/// So much text that the frame is far below the window.
const FAR_BELOW: &str = r#"<div class="long"></div>"#;

const ARTICLE: Article = Article {
    name: "",
    frame: PLAIN,
    queries: &["platforms=x,facebook,bbc"],
    policy: "",
    html: r#"lang="en""#,
    before: "",
    listens: false,
    style_is_late: false,
};

/// As a phone shows it.
pub const NARROW: Article = Article {
    name: "embed: narrow",
    frame: r#"width="320" height="420""#,
    ..ARTICLE
};

/// All of them.
pub const ARTICLES: [Article; 9] = [
    Article {
        name: "embed: a strict policy",
        queries: &[""],
        ..ARTICLE
    },
    Article {
        name: "embed: as copied",
        frame: r#"width="100%" height="420" loading="lazy" style="border:0" allow="web-share; clipboard-write""#,
        policy: "; style-src-attr 'unsafe-inline'",
        ..ARTICLE
    },
    Article {
        name: "embed: WordPress' sandbox",
        frame: WORDPRESS,
        ..ARTICLE
    },
    Article {
        name: "embed: lazy, far below",
        frame: r#"width="100%" height="420" loading="lazy""#,
        before: FAR_BELOW,
        ..ARTICLE
    },
    Article {
        name: "embed: two in one page",
        queries: &["platforms=x,facebook", "platforms=bbc,youtube"],
        ..ARTICLE
    },
    Article {
        name: "embed: right to left",
        html: r#"lang="fa" dir="rtl""#,
        ..ARTICLE
    },
    NARROW,
    Article {
        name: "embed: a host that listens",
        policy: "; script-src 'self'",
        listens: true,
        ..ARTICLE
    },
    Article {
        name: "embed: listens, far below",
        policy: "; script-src 'self'",
        before: FAR_BELOW,
        listens: true,
        // Words that no other article has left in the browser's cache: they are asked for.
        queries: &["platforms=x,facebook,bbc&lang=uk"],
        style_is_late: true,
        ..ARTICLE
    },
];

const STYLE: &str = "
body { margin: 20px; font: 16px/1.5 sans-serif; }
.long { block-size: 9000px; }
iframe { display: block; border: 0; }
";

/// What a host does that fits the frame to its content: the message that AMP made usual.
const LISTENER: &str = "
window.heard = [];
addEventListener('message', (event) => {
  heard.push(event.data);
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentWindow !== event.source) continue;
    if (event.data?.sentinel === 'amp' && event.data.type === 'embed-size') {
      frame.height = event.data.height;
    }
  }
});
";

impl Article {
    /// Puts it on the news site; returns its address.
    pub fn publish(&self, world: &World) -> String {
        self.publish_with(world, self.queries)
    }

    /// The same, with other queries of its frames.
    pub fn publish_with(&self, world: &World, queries: &[&str]) -> String {
        let policy = format!(
            "default-src 'none'; style-src 'self'; frame-src https://{PAGE}{}",
            self.policy
        );
        let put = |path: &str, page| world.others.put(NEWS, path, page);
        let mut style = OtherPage::script(STYLE);
        style.kind = "text/css; charset=utf-8";
        style.after = self.style_is_late.then_some((PAGE, FIRST_TEXTS));
        put("/style.css", style);
        put("/listen.js", OtherPage::script(LISTENER));
        put("/article", OtherPage::html(self.text(queries), &policy));
        format!("https://{NEWS}/article")
    }

    fn text(&self, queries: &[&str]) -> String {
        let script = if self.listens {
            r#"<script src="/listen.js"></script>"#
        } else {
            ""
        };
        let frames: String = queries
            .iter()
            .map(|query| {
                let frame = self.frame;
                format!(
                    r#"<iframe src="https://{PAGE}/embed.html?{query}" title="Check" {frame}></iframe>
<p>After the frame.</p>
"#
                )
            })
            .collect();
        format!(
            r#"<!doctype html>
<html {}>
<meta charset="utf-8">
<title>An article</title>
<link rel="icon" href="data:,">
{script}
<link rel="stylesheet" href="/style.css">
<h1>An article</h1>
{}
{frames}
"#,
            self.html, self.before
        )
    }
}
