// What both pages do first: the words, the names, the collector.

import { loadCatalogue, startsTicked, withNames } from '../catalogue.js';
import { directionOf } from '../direction.js';
import { loadTexts } from '../i18n.js';
import { askedIn, pickLanguage } from '../languages.js';
import { readTheme } from '../options.js';
import { findCollector } from '../report/collector.js';
import { Names } from './names.js';

/** What stands in the address is shown to nobody but those who look for why it was not taken. */
const complain = (/** @type {string} */ message) => console.warn(`Getthrough, ${message}`);

/** The words first: without them nothing can be said about the rest. */
export async function openTexts() {
  const query = new URLSearchParams(location.search);
  const root = document.documentElement;
  // For js/before.js: this browser runs modules.
  root.dataset.ready = '';
  root.dataset.theme = readTheme(query.get('theme'), complain);
  const language = pickLanguage([askedIn(location.search), ...navigator.languages]);
  const texts = await loadTexts(language, ['locales', 'figures']);
  root.lang = texts.language;
  root.dir = directionOf(texts.language);
  for (const place of document.querySelectorAll('[data-text]')) {
    place.textContent = texts.say(place.getAttribute('data-text') ?? '');
  }
  return texts;
}

/**
 * @param {import('../i18n.js').Texts} texts
 * @param {HTMLElement} main An operator may name a collector in its `data-collector`.
 */
export async function openRest(texts, main) {
  const query = new URLSearchParams(location.search);
  const [found, collector] = await Promise.all([
    loadCatalogue(),
    findCollector(query.get('collector') ?? main.dataset.collector ?? null),
  ]);
  const catalogue = withNames(found, texts);
  const ticked = catalogue.platforms.filter((one) => startsTicked(catalogue, one));
  return {
    names: new Names(texts, catalogue),
    known: catalogue.platforms.map(({ id }) => id),
    // Everybody who reports, reports on all of these.
    sample: ticked[0]?.id ?? '',
    collector,
  };
}
