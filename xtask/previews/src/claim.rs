//! What each preview says: a claim that one check in one browser can bear, made by whoever shares
//! it. “X did not get through for somebody”, never “X is blocked”.

use anyhow::{Result, bail};
use getthrough::catalogue::Catalogue;
use getthrough::verdict::HeadlineKind;
use std::collections::HashMap;

use crate::shape::Shape;
use crate::slug::{KINDS, name, names_platforms, slug};
use crate::texts::Texts;

/// One preview in one language.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    /// The name of its folder.
    pub slug: String,
    /// The sentence, without a full stop.
    pub sentence: String,
    /// What stands beside it.
    pub shape: Shape,
}

/// Every claim that a link can carry with this catalogue.
pub fn all(catalogue: &Catalogue, texts: &Texts) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    for kind in KINDS {
        let (word, shape) = (name(kind), Shape::of(kind));
        if !names_platforms(kind) {
            claims.push(Claim {
                slug: slug(kind, &[]),
                sentence: texts.say(&format!("preview.{word}"), &[])?,
                shape,
            });
            continue;
        }
        for platform in &catalogue.platforms {
            let own = texts.own_name(&platform.id);
            let name = [("name", own.unwrap_or(&platform.name))];
            claims.push(Claim {
                slug: slug(kind, &[&platform.id]),
                sentence: texts.say(&format!("preview.{word}"), &name)?,
                shape,
            });
        }
        claims.push(several(kind, texts)?);
    }
    each_has_its_own_folder(&claims)?;
    Ok(claims)
}

fn several(kind: HeadlineKind, texts: &Texts) -> Result<Claim> {
    Ok(Claim {
        slug: slug(kind, &["any", "other"]),
        sentence: texts.say(&format!("preview.several.{}", name(kind)), &[])?,
        shape: Shape::of(kind),
    })
}

/// Two ids may differ only in what a slug leaves out.
fn each_has_its_own_folder(claims: &[Claim]) -> Result<()> {
    let mut seen = HashMap::new();
    for claim in claims {
        if let Some(other) = seen.insert(&claim.slug, &claim.sentence) {
            bail!(
                "“{other}” and “{}” would both be at {}: give one of the platforms another id",
                claim.sentence,
                claim.slug
            );
        }
    }
    Ok(())
}
