// The options in the address of embed.html.

import { askedIn, languageOf, pickLanguage } from './languages.js';
import { readCollector, readHeight, readPlatforms, readTheme } from './options.js';

/** Every option that there is. docs/EMBED.md has a table of them. */
export const OPTIONS = ['platforms', 'lang', 'theme', 'height', 'collector'];

/**
 * @param {string} search The query, with its question mark.
 * @param {readonly string[]} languages What the reader's browser prefers.
 * @param {import('./options.js').Complain} complain
 */
export function readQuery(search, languages, complain) {
  const query = new URLSearchParams(search);
  for (const name of new Set(query.keys())) {
    if (!OPTIONS.includes(name)) complain(`"${name}" is no option. There are ${OPTIONS.join(', ')}.`);
  }
  const lang = askedIn(search);
  const language = pickLanguage([lang, ...languages]);
  if (lang && !languageOf(lang)) complain(`lang: there is no "${lang}". "${language}" is used.`);
  return {
    language,
    platforms: readPlatforms(query.get('platforms'), complain),
    theme: readTheme(query.get('theme'), complain),
    height: readHeight(query.get('height'), complain),
    collector: readCollector(query.get('collector'), complain),
  };
}
