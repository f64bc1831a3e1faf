//! What is asked: each address of the catalogue, and what a page needs of its answer.

use anyhow::{Result, bail};
use getthrough::catalogue::{Catalogue, Control, Platform, ProbeKind, host_of};

/// One address.
#[derive(Clone)]
pub struct Target {
    /// The platform's or the control's id.
    pub owner: String,
    /// Which of its addresses: `site`, `site alt`, `object`.
    pub part: String,
    pub url: String,
    pub wanted: Wanted,
}

/// What a page needs of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any answer that a page may have.
    Answer,
    /// An image.
    Image,
    /// A larger image of at most this many bytes.
    ImageObject(u32),
    /// A larger file of exactly this many bytes, which a page of another origin may read.
    ReadableObject(u32),
    /// A WebSocket.
    Websocket,
}

impl Target {
    /// The host of the address.
    pub fn host(&self) -> &str {
        host_of(&self.url).unwrap_or_default()
    }
}

/// Every address of the named platforms and controls, or of all where none is named.
pub fn of(catalogue: &Catalogue, ids: &[String]) -> Result<Vec<Target>> {
    let known = |id: &String| {
        catalogue.platforms.iter().any(|p| p.id == *id)
            || catalogue.controls.iter().any(|c| c.id == *id)
    };
    if let Some(unknown) = ids.iter().find(|id| !known(id)) {
        bail!("`{unknown}` is neither a platform nor a control; name the ids of the catalogue");
    }
    let chosen = |id: &String| ids.is_empty() || ids.contains(id);
    let platforms = catalogue
        .platforms
        .iter()
        .filter(|p| chosen(&p.id))
        .flat_map(of_platform);
    let controls = catalogue
        .controls
        .iter()
        .filter(|c| chosen(&c.id))
        .flat_map(of_control);
    Ok(platforms.chain(controls).collect())
}

fn of_platform(platform: &Platform) -> Vec<Target> {
    let target = |part: String, url: &str, wanted| Target {
        owner: platform.id.clone(),
        part,
        url: url.into(),
        wanted,
    };
    let mut targets = Vec::new();
    for endpoint in &platform.endpoints {
        targets.push(target(
            endpoint.id.clone(),
            &endpoint.url,
            wanted(endpoint.probe),
        ));
        if let Some(alt) = &endpoint.alt {
            targets.push(target(format!("{} alt", endpoint.id), alt, Wanted::Answer));
        }
        if let Some(image) = &endpoint.image {
            targets.push(target(
                format!("{} image", endpoint.id),
                image,
                Wanted::Image,
            ));
        }
    }
    if let Some(object) = &platform.object {
        let wanted = Wanted::ImageObject(object.bytes);
        targets.push(target("object".into(), &object.url, wanted));
    }
    targets
}

fn of_control(control: &Control) -> Vec<Target> {
    let target = |part: &str, url: &str, wanted| Target {
        owner: control.id.clone(),
        part: part.into(),
        url: url.into(),
        wanted,
    };
    let mut targets = vec![target("control", &control.url, wanted(control.probe))];
    if let Some(object) = &control.object {
        targets.push(target(
            "object",
            &object.url,
            Wanted::ReadableObject(object.bytes),
        ));
    }
    targets
}

fn wanted(probe: ProbeKind) -> Wanted {
    match probe {
        ProbeKind::Fetch => Wanted::Answer,
        ProbeKind::Image => Wanted::Image,
        ProbeKind::Websocket => Wanted::Websocket,
    }
}
