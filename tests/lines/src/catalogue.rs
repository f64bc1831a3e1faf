//! A catalogue of the shape of the shipped one, made by code: editing the shipped one does not
//! change the figures, and every name in it belongs to nobody.

use getthrough::catalogue::{
    Catalogue, Category, Control, Endpoint, LargeObject, Platform, ProbeKind, Risk, Role,
};

/// Platforms of the standard run.
const PLATFORMS: usize = 64;
/// How many endpoints each has, repeated: about 130 in all.
const ENDPOINTS: [usize; 11] = [2, 1, 3, 2, 1, 2, 2, 1, 4, 2, 3];
const ROLES: [Role; 4] = [Role::Site, Role::Static, Role::Media, Role::Api];
const ROLE_IDS: [&str; 4] = ["site", "static", "media", "api"];
/// Every sixth platform has a larger object, of one of these sizes.
const OBJECT_BYTES: [u32; 4] = [65_536, 100_000, 131_072, 262_144];
const OPERATORS: [&str; 12] = [
    "cloudflare",
    "google",
    "apple",
    "microsoft",
    "mozilla",
    "fastly",
    "fastly",
    "akamai",
    "amazon",
    "cdn77",
    "grapheneos",
    "amazon",
];

/// The page's own file.
pub const OWN_URL: &str = "https://page.example/ping.txt";

/// The catalogue.
pub fn catalogue() -> Catalogue {
    Catalogue {
        version: 1,
        date: "2026-11-23".to_owned(),
        canary: Some("canary.invalid".to_owned()),
        categories: vec![Category {
            id: "social".to_owned(),
            on: true,
        }],
        platforms: (0..PLATFORMS).map(platform).collect(),
        controls: OPERATORS
            .iter()
            .enumerate()
            .map(|(i, operator)| control(i, operator))
            .collect(),
    }
}

/// Ids of the platforms that start ticked.
pub fn standard(catalogue: &Catalogue) -> Vec<String> {
    let on = |id: &str| catalogue.categories.iter().any(|c| c.on && c.id == id);
    let ticked = catalogue
        .platforms
        .iter()
        .filter(|p| p.tier == 1 && on(&p.category));
    ticked.map(|p| p.id.clone()).collect()
}

fn platform(n: usize) -> Platform {
    let endpoints = (0..ENDPOINTS[n % ENDPOINTS.len()])
        .map(|k| endpoint(n, k))
        .collect();
    Platform {
        id: format!("p{n}"),
        code: n as u16 + 1,
        name: format!("Platform {n}"),
        category: "social".to_owned(),
        tier: 1,
        operator: (n % 13 == 5).then(|| "google".to_owned()),
        endpoints,
        object: (n.is_multiple_of(6)).then(|| LargeObject {
            url: format!(
                "https://{}.p{n}.example/large.png",
                ROLE_IDS[usize::from(n.is_multiple_of(12))]
            ),
            bytes: OBJECT_BYTES[n / 6 % OBJECT_BYTES.len()],
        }),
    }
}

fn endpoint(n: usize, k: usize) -> Endpoint {
    let host = format!("{}.p{n}.example", ROLE_IDS[k]);
    let socket = n % 21 == 3 && k > 0;
    let image = !(n + k).is_multiple_of(3);
    let probe = match (socket, image) {
        (true, _) => ProbeKind::Websocket,
        (false, true) => ProbeKind::Image,
        (false, false) => ProbeKind::Fetch,
    };
    Endpoint {
        id: ROLE_IDS[k].to_owned(),
        role: if socket { Role::Messaging } else { ROLES[k] },
        url: match probe {
            ProbeKind::Websocket => format!("wss://{host}/socket"),
            ProbeKind::Image => format!("https://{host}/favicon.ico"),
            ProbeKind::Fetch => format!("https://{host}/"),
        },
        probe,
        alt: (n % 7 == 2 && !socket).then(|| format!("https://{host}/robots.txt")),
        image: (n % 30 == 1 && !image && !socket).then(|| format!("https://{host}/logo.png")),
        protocol: None,
        hello: socket && n % 2 == 1,
        edge: (n.is_multiple_of(2)).then(|| format!("edge-{}", (n + k) % 6)),
        blocker: if n.is_multiple_of(10) {
            Risk::High
        } else {
            Risk::None
        },
        baseline: None,
        once: n % 32 == 9,
        unproven: false,
    }
}

fn control(n: usize, operator: &str) -> Control {
    Control {
        id: format!("c{n}"),
        operator: operator.to_owned(),
        url: format!("https://c{n}.example/small"),
        probe: if n.is_multiple_of(3) {
            ProbeKind::Image
        } else {
            ProbeKind::Fetch
        },
        country: None,
        object: n.is_multiple_of(4).then(|| LargeObject {
            url: format!("https://files.c{n}.example/file"),
            bytes: 100_000 + n as u32 * 7_000,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simulated_catalogue_keeps_the_rules_of_the_shipped_one() {
        assert_eq!(getthrough::catalogue::check(&catalogue()), Vec::new());
    }

    #[test]
    fn it_is_as_large_as_the_shipped_one() {
        let catalogue = catalogue();
        let endpoints: usize = catalogue.platforms.iter().map(|p| p.endpoints.len()).sum();
        assert_eq!(standard(&catalogue).len(), 64);
        assert!((120..150).contains(&endpoints), "{endpoints} endpoints");
        assert_eq!(
            catalogue
                .platforms
                .iter()
                .filter(|p| p.object.is_some())
                .count(),
            11
        );
    }
}
