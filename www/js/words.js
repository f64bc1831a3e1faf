// The visitor's words: a locale's entries, filled with numbers and lists. No more than the view
// before the press needs; i18n.js has the rest.

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Entry */

/** What stands in lists where browsers have something else: for Burmese, dashes or English. */
const BETWEEN = new Map([['my', '၊ ']]);

export class Words {
  #entries;
  #plural;
  #number;
  #list;

  /**
   * @param {string} language
   * @param {Record<string, Entry>} entries
   */
  constructor(language, entries) {
    this.language = language;
    this.#entries = entries;
    this.#plural = new Intl.PluralRules(language);
    this.#number = new Intl.NumberFormat(language);
    this.#list = new Intl.ListFormat(language);
  }

  /**
   * The text of a key. `n` picks the plural form; numbers are written as the language does.
   * A key that is missing shows itself.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  say(key, values = {}) {
    const entry = this.#entries[key] ?? key;
    const form =
      typeof entry === 'string'
        ? entry
        : entry[this.#plural.select(Number(values.n))] ?? entry.other ?? key;
    return form.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? this.#number.format(value) : value;
    });
  }

  /** @param {string} key */
  has(key) {
    return key in this.#entries;
  }

  /**
   * Names as a list. A long one is cut: its first names, and how many more.
   * @param {string[]} names
   * @param {number} [most]
   */
  list(names, most = Infinity) {
    if (names.length <= most + 1) return this.#join(names);
    const more = this.say('list.more', { n: names.length - most });
    return this.#join([...names.slice(0, most), more]);
  }

  /** @param {string[]} names */
  #join(names) {
    const between = BETWEEN.get(this.language);
    return between ? names.join(between) : this.#list.format(names);
  }
}
