// Which way a language is written.

const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/**
 * @param {string} language A BCP 47 tag.
 * @returns {'ltr' | 'rtl'}
 */
export function directionOf(language) {
  return RIGHT_TO_LEFT.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
