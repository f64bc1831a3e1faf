// The page's own texts and a catalogue of a few platforms, for the tests beside this file.

import { readFileSync } from 'node:fs';

import { Texts } from '../../www/js/i18n.js';

/** The texts of a language in a folder of the page. */
export const readTexts = (folder, language) =>
  JSON.parse(readFileSync(new URL(`../../www/${folder}/${language}.json`, import.meta.url), 'utf8'));

export const entries = { ...readTexts('locales', 'en'), ...readTexts('figures', 'en') };

/** The English texts, also under the rules of another language. */
export const textsOf = (language = 'en') => new Texts(language, entries);

/** A catalogue of so many platforms: p1, p2, … */
export const catalogueOf = (n, name = (i) => `Platform ${i}`) => ({
  version: 1,
  date: '2026-11-01',
  categories: [{ id: 'social', on: true }],
  controls: [],
  platforms: Array.from({ length: n }, (_, i) => ({
    id: `p${i + 1}`,
    code: i + 1,
    name: name(i + 1),
    category: 'social',
    tier: 1,
    endpoints: [],
  })),
});

/** What is told of a run in which the platforms had these verdicts; the rest gets through. */
export function toldOf(catalogue, verdicts, kind, caveats = []) {
  const platforms = Object.fromEntries(
    catalogue.platforms.map(({ id }) => [id, { id, verdict: verdicts[id] ?? 'reachable' }]),
  );
  const named = Object.keys(verdicts).filter((id) => verdicts[id] === kind);
  const others = Object.values(platforms).filter(({ verdict }) => verdict === 'reachable').length;
  return { headline: { kind, platforms: named, others }, caveats: caveats.map((each) => ({ kind: each })), platforms };
}
