//! One row of the lab's report.

use std::time::Duration;

use getthrough::verdict::PlatformVerdict;

use crate::judge::Finding;
use crate::page::Shown;

/// Prints what came of a run, and all the evidence where it is not as it must be.
pub fn print(
    name: &str,
    browser: &str,
    repeat: usize,
    took: Duration,
    shown: Option<&Shown>,
    findings: &[Finding],
) {
    let word = if findings.is_empty() { "ok" } else { "FAILED" };
    let run = shown.map_or_else(String::new, |shown| {
        let result = &shown.result;
        let first = result
            .first_headline_ms
            .map_or("-".into(), |ms| format!("{:.1}", ms / 1000.0));
        let seconds = result.duration_ms / 1000.0;
        format!(
            "run {seconds:5.1} s, headline {first:>4} s, {}",
            counts(shown)
        )
    });
    println!(
        "{word:6} {name:17} {browser:15} #{repeat} {:5.1} s  {run}",
        took.as_secs_f64()
    );
    for finding in findings {
        println!("    {}", finding.what);
        let Some(platform) = &finding.evidence else {
            continue;
        };
        for endpoint in &platform.endpoints {
            println!(
                "      {} {} is {:?} {:?}",
                endpoint.id, endpoint.host, endpoint.verdict, endpoint.how
            );
            for one in &endpoint.tries {
                println!(
                    "        at {:6.0} ms: {:?} {:?} took {:.1} ms, {:?}, void {:?}, entry {:?}, bytes {:?}",
                    one.at_ms,
                    one.purpose,
                    one.form,
                    one.ms,
                    one.outcome,
                    one.void,
                    one.entry_ms,
                    one.bytes
                );
            }
        }
    }
    if !findings.is_empty()
        && let Some(shown) = shown
    {
        println!("    caveats: {:?}", shown.result.caveats);
        println!(
            "    headline: {:?}, shown as “{}”",
            shown.result.headline, shown.headline
        );
    }
}

fn counts(shown: &Shown) -> String {
    use PlatformVerdict::*;
    let all = [
        (Reachable, "reachable"),
        (Slow, "slow"),
        (Partly, "partly"),
        (Unreachable, "unreachable"),
        (BrowserBlocked, "blocked by the browser"),
        (Inconclusive, "inconclusive"),
    ];
    let count = |verdict| {
        shown
            .result
            .platforms
            .iter()
            .filter(|p| p.verdict == verdict)
            .count()
    };
    let some = all
        .iter()
        .map(|(verdict, word)| (count(*verdict), word))
        .filter(|(n, _)| *n > 0);
    some.map(|(n, word)| format!("{n} {word}"))
        .collect::<Vec<_>>()
        .join(", ")
}
