// The words around the element, in the visitor's language; and a choice of it. The page itself is
// written in English, which stays where this file or the texts cannot be had.

import { directionOf } from './direction.js';
import { describe } from './files.js';
import { loadTexts } from './i18n.js';
import { keepOffline } from './offline.js';
import { LANGUAGES, OPTION, REVIEWED, askedIn, pickLanguage } from './languages.js';
import { findCollector } from './report/collector.js';

const root = document.documentElement;
const check = /** @type {HTMLElement} */ (document.querySelector('get-through'));
const choice = /** @type {HTMLSelectElement} */ (document.querySelector('#language'));
const unreviewed = /** @type {HTMLElement} */ (document.querySelector('#unreviewed'));

/** The language of the texts that stand in the page. */
let written = 'en';

choice.append(...LANGUAGES.map((language) => new Option(nameOf(language), language)));
for (const option of choice.options) option.lang = option.value;
choice.addEventListener('change', () => void choose(choice.value).catch(complain));
/** @type {HTMLElement} */ (choice.closest('[hidden]')).hidden = LANGUAGES.length < 2;
keepOffline();
await show(pickLanguage([askedIn(location.search), ...navigator.languages])).catch(complain);

// Only where the site has a collector are there figures. It is not asked; the site's own file is.
const figures = document.querySelector('#figures');
if (figures instanceof HTMLElement) figures.hidden = (await findCollector(null)) === null;

/** @param {unknown} error */
function complain(error) {
  choice.value = written;
  console.error(`Getthrough could not load its texts: ${describe(error)}`);
}

/**
 * A language's name in itself.
 * @param {string} language
 */
function nameOf(language) {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/**
 * The choice is kept in the address and nowhere else.
 * @param {string} language
 */
async function choose(language) {
  const url = new URL(location.href);
  url.searchParams.set(OPTION, language);
  history.replaceState(history.state, '', url);
  await show(language);
}

/**
 * Puts the texts of a language in place of those that are there.
 * @param {string} language
 */
async function show(language) {
  if (language !== written) {
    const texts = await loadTexts(language);
    document.title = texts.say('page.document');
    for (const place of document.querySelectorAll('[data-text]')) {
      place.textContent = texts.say(place.getAttribute('data-text') ?? '');
    }
    written = language;
  }
  root.lang = language;
  root.dir = directionOf(language);
  check.lang = language;
  choice.value = language;
  unreviewed.hidden = REVIEWED.includes(language);
}
