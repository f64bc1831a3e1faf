// The languages that there are texts in, and which of them a visitor gets.

/**
 * One for each file in `locales/`, and in `figures/` for the pages of public figures. English comes
 * first: it is taken where nothing else fits.
 */
export const LANGUAGES = [
  'en', 'am', 'ar', 'be', 'de', 'es', 'fa', 'fr', 'hi', 'my', 'pt', 'ru', 'tr', 'uk', 'ur', 'zh-Hans',
];

/** Those whose texts somebody who grew up with the language has read. The others say so. */
export const REVIEWED = ['en'];

/** The option by which an address asks for one. It is where a visitor's choice is kept. */
export const OPTION = 'lang';

/** Tags that a browser may have for one of them, where leaving parts out does not lead there. */
const ALSO = new Map([
  ['zh', 'zh-Hans'],
  ['zh-cn', 'zh-Hans'],
  ['zh-sg', 'zh-Hans'],
]);

/**
 * The first language that there is of those wanted: itself, or its general form (`pt` for
 * `pt-BR`).
 * @param {readonly (string | null | undefined)[]} wanted BCP 47 tags, most wanted first.
 */
export function pickLanguage(wanted) {
  for (const tag of wanted) {
    const parts = (tag ?? '').split('-');
    for (let n = parts.length; n > 0; n -= 1) {
      const found = languageOf(parts.slice(0, n).join('-'));
      if (found) return found;
    }
  }
  return languageOf('en') ?? 'en';
}

/**
 * What an address asks for, if it does.
 * @param {string} search The query, with its question mark.
 */
export function askedIn(search) {
  return new URLSearchParams(search).get(OPTION);
}

/**
 * The language of this very tag, however it is written.
 * @param {string} tag
 */
export function languageOf(tag) {
  const asked = ALSO.get(tag.toLowerCase()) ?? tag;
  return LANGUAGES.find((language) => language.toLowerCase() === asked.toLowerCase());
}
