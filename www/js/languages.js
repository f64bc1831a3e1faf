// The languages that there are texts in, and which of them a visitor gets.

/** One for each file in `locales/`. English comes first: it is taken where nothing else fits. */
export const LANGUAGES = ['en', 'ru', 'uk'];

/** Those whose texts somebody who grew up with the language has read. The others say so. */
export const REVIEWED = ['en'];

/** Those that the pages of public figures have texts in too: one for each file in `figures/`. */
export const FIGURES = ['en', 'ru'];

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
 * @param {readonly string[]} [languages] Those that there are.
 */
export function pickLanguage(wanted, languages = LANGUAGES) {
  for (const tag of wanted) {
    const parts = (tag ?? '').split('-');
    for (let n = parts.length; n > 0; n -= 1) {
      const found = languageOf(parts.slice(0, n).join('-'), languages);
      if (found) return found;
    }
  }
  return languageOf('en') ?? 'en';
}

/**
 * The language of this very tag, however it is written.
 * @param {string} tag
 * @param {readonly string[]} [languages]
 */
export function languageOf(tag, languages = LANGUAGES) {
  const asked = ALSO.get(tag.toLowerCase()) ?? tag;
  return languages.find((language) => language.toLowerCase() === asked.toLowerCase());
}
