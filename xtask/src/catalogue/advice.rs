//! What to do about each broken rule of the lean form.

use getthrough::catalogue::{Catalogue, MAX_ENDPOINTS, MIN_OPERATORS, OBJECT_BYTES, Problem, Rule};

/// The sentence for a problem; `line_of` tells where a path is written.
pub fn advice(
    catalogue: &Catalogue,
    problem: &Problem,
    place_of: impl Fn(&str) -> String,
) -> String {
    let found = &problem.found;
    let other = || match earlier(catalogue, problem) {
        Some((path, name)) => format!("{name}'s ({})", place_of(&path)),
        None => "another's".into(),
    };
    match problem.rule {
        Rule::NotEmpty => "nothing stands here. Fill it in.".into(),
        Rule::IdForm => {
            format!("`{found}` is no id. Use small letters, digits, - and _ only.")
        }
        Rule::UniqueId => format!("id `{found}` is also {}. Give it one of its own.", other()),
        Rule::UniqueCode => {
            format!(
                "code {found} is also {}. Give it a number that was never used.",
                other()
            )
        }
        Rule::CodeNotZero => {
            "code 0 stands for no platform. Give it a number that was never used.".into()
        }
        Rule::Tier => format!(
            "tier {found} is not known. Write 1 (part of every run) or 2 (only when ticked)."
        ),
        Rule::KnownCategory => {
            format!("`{found}` is no category. Use one of `categories`, or add it there.")
        }
        Rule::EndpointCount => format!(
            "there are {found} endpoints. Give it 1 to {MAX_ENDPOINTS}: a run asks every one."
        ),
        Rule::SecureUrl => format!(
            "`{found}` is no https:// or wss:// address of a host. A page on https can ask \
             nothing else."
        ),
        Rule::ProbeFitsUrl => format!(
            "`{found}` does not fit the kind of request. A websocket is asked at wss://, all \
             else at https://; a control is no websocket."
        ),
        Rule::UniqueUrl => format!("{found} is also {}. Ask another path.", other()),
        Rule::SameHost => format!(
            "{found} is on another host. `alt` and `image` tell of the endpoint's own host only."
        ),
        Rule::ObjectSize => format!(
            "{found} bytes. Choose a file of {} to {} bytes, best of 65536 to 262144.",
            OBJECT_BYTES.start(),
            OBJECT_BYTES.end()
        ),
        Rule::Baseline => {
            "a baseline is a number above 0: how many times slower than the controls.".into()
        }
        Rule::CountryForm => {
            format!("`{found}` is no country code. Write two capital letters (ISO 3166), as in TR.")
        }
        Rule::CanaryForm => {
            format!("`{found}` is no domain. Write the name alone, as in `getthrough.invalid`.")
        }
        Rule::ControlOperators => format!(
            "the controls outside of any one country have {found} operators. Name controls of \
             at least {MIN_OPERATORS}, or one block may fail them all."
        ),
    }
}

/// The earlier entry that has the same id, code or URL: its path and its name.
fn earlier(catalogue: &Catalogue, problem: &Problem) -> Option<(String, String)> {
    let (path, found) = (problem.path.as_str(), problem.found.as_str());
    let inside_endpoint = path.contains(".endpoints[");
    match problem.rule {
        Rule::UniqueCode => {
            let index = catalogue
                .platforms
                .iter()
                .position(|p| p.code.to_string() == found)?;
            Some((
                format!("platforms[{index}].code"),
                catalogue.platforms[index].name.clone(),
            ))
        }
        Rule::UniqueId if path.starts_with("categories") => {
            let index = catalogue.categories.iter().position(|c| c.id == found)?;
            Some((
                format!("categories[{index}].id"),
                format!("category {}", index + 1),
            ))
        }
        Rule::UniqueId if path.starts_with("controls") => {
            let index = catalogue.controls.iter().position(|c| c.id == found)?;
            Some((
                format!("controls[{index}].id"),
                format!("control {}", index + 1),
            ))
        }
        Rule::UniqueId if inside_endpoint => {
            let platform = path.split(".endpoints[").next()?;
            let index = number_in(platform)?;
            let platform = catalogue.platforms.get(index)?;
            let other = platform.endpoints.iter().position(|e| e.id == found)?;
            let path = format!("platforms[{index}].endpoints[{other}].id");
            Some((path, format!("endpoint {}", other + 1)))
        }
        Rule::UniqueId => {
            let index = catalogue.platforms.iter().position(|p| p.id == found)?;
            Some((
                format!("platforms[{index}].id"),
                catalogue.platforms[index].name.clone(),
            ))
        }
        Rule::UniqueUrl if path.starts_with("controls") => {
            let index = catalogue.controls.iter().position(|c| c.url == found)?;
            Some((
                format!("controls[{index}].url"),
                catalogue.controls[index].id.clone(),
            ))
        }
        Rule::UniqueUrl => catalogue
            .platforms
            .iter()
            .enumerate()
            .find_map(|(i, platform)| {
                let j = platform.endpoints.iter().position(|e| e.url == found)?;
                Some((
                    format!("platforms[{i}].endpoints[{j}].url"),
                    platform.name.clone(),
                ))
            }),
        _ => None,
    }
}

/// `platforms[3]` → 3.
fn number_in(step: &str) -> Option<usize> {
    step.split_once('[')?.1.strip_suffix(']')?.parse().ok()
}
