//! From the source form to the lean one: only what a run uses.

use getthrough::catalogue::{Catalogue, Control, Endpoint, LargeObject, Platform};

use super::source::{self, Source};

/// The lean form of a source.
pub fn compile(source: &Source) -> Catalogue {
    let meta = &source.meta.content;
    let mut platforms = Vec::new();
    for (category, file) in meta.category.iter().zip(&source.categories) {
        platforms.extend(
            file.content
                .platform
                .iter()
                .map(|p| platform(p, &category.id)),
        );
    }
    Catalogue {
        version: meta.version,
        date: meta.date.clone(),
        canary: meta.canary.clone(),
        categories: meta.category.clone(),
        platforms,
        controls: source
            .controls
            .content
            .control
            .iter()
            .map(control)
            .collect(),
    }
}

fn platform(source: &source::Platform, category: &str) -> Platform {
    Platform {
        id: source.id.clone(),
        code: source.code,
        name: source.name.clone(),
        category: category.into(),
        tier: source.tier,
        operator: source.operator.clone(),
        endpoints: source.endpoint.iter().map(endpoint).collect(),
        object: source.object.as_ref().map(object),
    }
}

fn endpoint(source: &source::Endpoint) -> Endpoint {
    Endpoint {
        id: source.id.clone(),
        role: source.role,
        url: source.url.clone(),
        probe: source.probe,
        alt: source.alt.clone(),
        image: source.image.clone(),
        protocol: source.protocol.clone(),
        hello: source.hello,
        edge: source.edge.clone(),
        blocker: source.blocker,
        baseline: source.baseline,
        once: source.once,
        unproven: false,
    }
}

fn control(source: &source::Control) -> Control {
    Control {
        id: source.id.clone(),
        operator: source.operator.clone(),
        url: source.url.clone(),
        probe: source.probe,
        country: source.country.clone(),
        object: source.object.as_ref().map(object),
    }
}

fn object(source: &source::Object) -> LargeObject {
    LargeObject {
        url: source.url.clone(),
        bytes: source.bytes,
    }
}
