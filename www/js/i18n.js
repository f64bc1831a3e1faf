// A whole locale, and what is written with units, dates and ratios.

import { Failure, describe, own } from './files.js';
import { Words } from './words.js';

/** @typedef {import('./words.js').Entry} Entry */

/**
 * @param {string} language A BCP 47 tag of which there is a file in each of the folders.
 * @param {string[]} [folders] Where the texts are.
 * @returns {Promise<Texts>}
 */
export async function loadTexts(language, folders = ['locales']) {
  try {
    const files = folders.map(async (folder) => (await own(`${folder}/${language}.json`)).json());
    return new Texts(language, Object.assign({}, ...(await Promise.all(files))));
  } catch (error) {
    throw new Failure('texts', error instanceof Failure ? error.detail : describe(error));
  }
}

export class Texts extends Words {
  /**
   * A time: whole milliseconds, or seconds from one on.
   * @param {number} ms
   */
  time(ms) {
    const [value, unit, digits] =
      ms < 1000 ? [ms, 'millisecond', 0] : [ms / 1000, 'second', ms < 10_000 ? 1 : 0];
    return this.#unit(value, unit, digits);
  }

  /** @param {number} kbps */
  rate(kbps) {
    return kbps < 1000
      ? this.#unit(kbps, 'kilobit-per-second', 0)
      : this.#unit(kbps / 1000, 'megabit-per-second', 1);
  }

  /** @param {number} bytes */
  size(bytes) {
    return this.#unit(Math.max(1, bytes / 1e6), 'megabyte', 0);
  }

  /**
   * How many times: the first decimal only where it matters.
   * @param {number} ratio
   */
  ratio(ratio) {
    const maximumFractionDigits = ratio < 4 ? 1 : 0;
    return new Intl.NumberFormat(this.language, { maximumFractionDigits }).format(ratio);
  }

  /** @param {number} ms Since 1970. */
  when(ms) {
    return new Intl.DateTimeFormat(this.language, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
  }

  /**
   * A time of today.
   * @param {number} ms Since 1970.
   */
  clock(ms) {
    return new Intl.DateTimeFormat(this.language, { timeStyle: 'short' }).format(ms);
  }

  /**
   * From one time to another.
   * @param {number} from Ms since 1970.
   * @param {number} to
   */
  span(from, to) {
    return new Intl.DateTimeFormat(this.language, { dateStyle: 'medium', timeStyle: 'short' }).formatRange(from, to);
  }

  /** @param {number} n */
  minutes(n) {
    return this.#unit(n, 'minute', 0);
  }

  /**
   * A full hour, with the zone in which it is told.
   * @param {number} ms When it began, since 1970.
   * @param {string} [timeZone] The reader's where none is given.
   */
  hour(ms, timeZone) {
    const format = new Intl.DateTimeFormat(this.language, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone,
      timeZoneName: 'short',
    });
    return format.formatRange(ms, ms + 3_600_000);
  }

  /**
   * How long ago, roughly.
   * @param {number} ms
   */
  ago(ms) {
    const hours = Math.round(ms / 3_600_000);
    const format = new Intl.RelativeTimeFormat(this.language);
    return hours < 24 ? format.format(-hours, 'hour') : format.format(-Math.round(hours / 24), 'day');
  }

  /**
   * @param {number} value
   * @param {string} unit
   * @param {number} digits
   */
  #unit(value, unit, digits) {
    return new Intl.NumberFormat(this.language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  }
}
