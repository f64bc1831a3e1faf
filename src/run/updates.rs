//! What the visitor is told while it runs: how far it is, a word of each platform, and the sentence.

use super::attempt::Target;
use super::{Attempt, Phase, Run, Update};
use crate::verdict::{Headline, PlatformVerdict, headline};

impl Run {
    /// Everything of a platform that is needed for a first word has been tried.
    fn is_met(&self, platform: usize) -> bool {
        self.plan
            .spots
            .iter()
            .all(|s| s.platform != platform || self.plan.hosts[s.host].met)
    }

    /// Nothing about a platform is queued or under way.
    fn is_settled(&self, platform: usize) -> bool {
        let concerns = |target: Target, host: usize| match target {
            Target::Spot(_) => self
                .plan
                .spots
                .iter()
                .any(|s| s.platform == platform && s.host == host),
            Target::Object(p) => p == platform,
            _ => false,
        };
        !self.queue.iter().any(|j| concerns(j.target, j.host))
            && !self
                .attempts
                .iter()
                .any(|a| a.is_open() && concerns(a.target, a.host))
    }

    /// What changed for the visitor since the last call.
    pub fn updates(&mut self) -> Vec<Update> {
        let mut updates = Vec::new();
        let total = self.plan.platforms.len();
        let mut done = 0;
        for platform in 0..total {
            if !self.is_done() && !self.is_met(platform) {
                continue;
            }
            done += 1;
            let state = Some((self.line.age(), self.events[platform]));
            if self.judged[platform] == state && !self.is_done() {
                continue;
            }
            self.judged[platform] = state;
            let (verdict, how) = self.judge_platform(platform);
            // A doubt is shown once nothing more is tried, an answer at once.
            let is_word = match verdict {
                PlatformVerdict::Inconclusive => self.is_done(),
                PlatformVerdict::BrowserBlocked | PlatformVerdict::Partly => {
                    self.is_done() || self.is_settled(platform)
                }
                _ => true,
            };
            let word = is_word.then_some((verdict, how));
            if word.is_some() && (self.shown[platform] != word || self.is_done()) {
                self.shown[platform] = word;
                let id = self.plan.platforms[platform].id.clone();
                updates.push(Update::Platform {
                    id,
                    verdict,
                    how,
                    sure: self.is_done(),
                });
            }
        }
        if self.shown_progress != Some((self.phase, done)) {
            self.shown_progress = Some((self.phase, done));
            updates.insert(
                0,
                Update::Progress {
                    phase: self.phase,
                    done,
                    total: total as u32,
                },
            );
        }
        self.update_headline(&mut updates);
        updates
    }

    fn update_headline(&mut self, updates: &mut Vec<Update>) {
        if matches!(self.phase, Phase::Opening | Phase::First) {
            return;
        }
        if self.first_headline.is_none() {
            let since = self
                .attempts
                .iter()
                .map(Attempt::end)
                .fold(self.started, f64::max);
            self.first_headline = Some(since - self.started);
        }
        let headline = if self.is_done() {
            self.result().headline
        } else {
            self.headline_so_far()
        };
        if self.shown_headline.as_ref() != Some(&headline) {
            self.shown_headline = Some(headline.clone());
            updates.push(Update::Headline { headline });
        }
    }

    fn headline_so_far(&self) -> Headline {
        let known = self.shown.iter().zip(&self.plan.platforms);
        let known: Vec<(&str, PlatformVerdict)> = known
            .filter_map(|(w, p)| Some((p.id.as_str(), (*w)?.0)))
            .collect();
        headline::of(&known, &[])
    }
}
