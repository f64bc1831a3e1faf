//! The page's colours, from its own style sheet: pictures are light.

/// A colour without transparency.
pub type Colour = [u8; 3];

const TOKENS: &str = include_str!("../../../www/css/tokens.css");

/// The light value of a token such as `ink`.
pub fn colour(token: &str) -> Colour {
    // The light values come first. Only names in this crate's code get here, and a test asks for
    // each of them.
    let name = format!("--{token}:");
    let value = TOKENS
        .split_once(&name)
        .and_then(|(_, rest)| rest.split(';').next())
        .and_then(|value| parse(value.trim()));
    value.unwrap_or_else(|| panic!("tokens.css has no colour --{token}"))
}

/// As SVG writes it.
pub fn hex([r, g, b]: Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// `#rgb` or `#rrggbb`.
fn parse(text: &str) -> Option<Colour> {
    let digits: Vec<u8> = text
        .strip_prefix('#')?
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    match digits[..] {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r, r2, g, g2, b, b2] => Some([r * 16 + r2, g * 16 + g2, b * 16 + b2]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_colour_is_taken() {
        assert!(TOKENS.contains("--ink: #1a2026;"));
        assert_eq!(colour("ink"), [0x1a, 0x20, 0x26]);
        assert_eq!(hex(colour("on-accent")), "#ffffff");
    }
}
