//! Everything that is written into a built site.

use anyhow::{Context, Result, ensure};
use getthrough::catalogue::Catalogue;
use rayon::prelude::*;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use url::Url;

use crate::claim::{self, Claim};
use crate::head::Head;
use crate::icons;
use crate::page;
use crate::picture::Picture;
use crate::texts::Texts;

/// Where the pictures of a preview and of the site itself are, beside their page.
const PICTURE: &str = "preview.png";

/// What the command is told.
pub struct Options {
    /// The built site.
    pub site: PathBuf,
    /// Its catalogue.json.
    pub catalogue: PathBuf,
    /// The folder of texts, one file a language.
    pub locales: PathBuf,
    /// Where the site will be.
    pub base_url: Option<String>,
}

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Written {
    /// How many preview pages, each with a picture.
    pub previews: usize,
    /// In these languages.
    pub languages: Vec<String>,
    /// The bytes of all pictures.
    pub bytes: usize,
    /// And of the largest.
    pub largest: usize,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kb = |bytes: usize| bytes as f64 / 1000.0;
        write!(
            f,
            "{} previews ({}): {:.0} KB of pictures, the largest {:.1} KB",
            self.previews,
            self.languages.join(", "),
            kb(self.bytes),
            kb(self.largest)
        )
    }
}

/// Adds the previews and icons to a built site. A second time it writes the same.
pub fn write(options: &Options) -> Result<Written> {
    let base = options.base_url.as_deref().map(base).transpose()?;
    let catalogue = read_catalogue(&options.catalogue)?;
    let texts = read_locales(&options.locales)?;
    let index_file = options.site.join("index.html");
    let index = read(&index_file)?;
    let about = page::about(&index)?;
    let own = texts
        .iter()
        .find(|texts| texts.language.tag == about.language)
        .with_context(|| {
            format!(
                "the locales lack {}, the language of index.html",
                about.language
            )
        })?;

    let mut jobs = Vec::new();
    for texts in &texts {
        let claims = claim::all(&catalogue, texts)?;
        jobs.extend(claims.into_iter().map(|claim| (texts, claim)));
    }
    let sizes = jobs
        .par_iter()
        .map(|(texts, claim)| write_preview(options, base.as_ref(), &index, texts, claim))
        .collect::<Result<Vec<usize>>>()?;

    write_root(options, base.as_ref(), &index, own)?;
    for (name, bytes) in icons::all()? {
        put(&options.site.join(name), &bytes)?;
    }
    Ok(Written {
        previews: sizes.len(),
        languages: texts.iter().map(|t| t.language.tag.to_owned()).collect(),
        bytes: sizes.iter().sum(),
        largest: sizes.into_iter().max().unwrap_or(0),
    })
}

/// One page and its picture, whose size it gives back.
fn write_preview(
    options: &Options,
    base: Option<&Url>,
    index: &str,
    texts: &Texts,
    claim: &Claim,
) -> Result<usize> {
    let language = texts.language;
    let place = format!("s/{}/{}/", language.tag, claim.slug);
    let note = texts.say("preview.note", &[])?;
    let sentence = [("claim", claim.sentence.as_str())];
    let head = Head {
        language,
        title: &texts.say("preview.title", &sentence)?,
        description: &texts.say("preview.description", &[])?,
        image: &address(base, &place)?,
        alt: &alt(texts, &claim.sentence, &note)?,
        canonical: None,
        listed: false,
    };
    let picture = Picture {
        sentence: &claim.sentence,
        note: &note,
        shape: Some(claim.shape),
        direction: language.direction,
    };
    let png = picture
        .png()
        .with_context(|| format!("for {place} ({}.json)", language.tag))?;

    let folder = options.site.join(&place);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    put(
        &folder.join("index.html"),
        page::preview(index, &head)?.as_bytes(),
    )?;
    put(&folder.join(PICTURE), &png)?;
    Ok(png.len())
}

/// The general preview, and its tags in the page itself.
fn write_root(options: &Options, base: Option<&Url>, index: &str, texts: &Texts) -> Result<()> {
    let about = page::about(index)?;
    let sentence = texts.say("preview.general", &[])?;
    let note = texts.say("preview.general.note", &[])?;
    let head = Head {
        language: texts.language,
        title: &about.title,
        description: &about.description,
        image: &address(base, "")?,
        alt: &alt(texts, &sentence, &note)?,
        canonical: base.map(Url::as_str),
        listed: true,
    };
    let picture = Picture {
        sentence: &sentence,
        note: &note,
        shape: None,
        direction: texts.language.direction,
    };
    put(&options.site.join(PICTURE), &picture.png()?)?;
    put(
        &options.site.join("index.html"),
        page::root(index, &head)?.as_bytes(),
    )
}

fn alt(texts: &Texts, sentence: &str, note: &str) -> Result<String> {
    texts.say("preview.alt", &[("claim", sentence), ("note", note)])
}

/// The address of the picture in a folder of the site.
fn address(base: Option<&Url>, place: &str) -> Result<String> {
    Ok(match base {
        Some(base) => base.join(&format!("{place}{PICTURE}"))?.into(),
        None => PICTURE.to_owned(),
    })
}

fn base(text: &str) -> Result<Url> {
    let url = Url::parse(text).with_context(|| format!("--base-url {text} is not an address"))?;
    let plain = url.query().is_none() && url.fragment().is_none();
    ensure!(
        matches!(url.scheme(), "https" | "http") && plain && url.path().ends_with('/'),
        "--base-url {text} has to be a folder on the web, such as https://example.org/check/ with \
         the slash at its end"
    );
    Ok(url)
}

fn read_catalogue(file: &Path) -> Result<Catalogue> {
    serde_json::from_str(&read(file)?)
        .with_context(|| format!("{} is not a catalogue", file.display()))
}

/// By name of the language.
fn read_locales(folder: &Path) -> Result<Vec<Texts>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .filter(|file| file.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    ensure!(!files.is_empty(), "{} holds no texts", folder.display());
    files.iter().map(|file| Texts::read(file)).collect()
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn put(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}
