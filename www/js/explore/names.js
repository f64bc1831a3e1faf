// What things are called, and how shares and moments are written.

/** @import { Texts } from '../i18n.js' */
/** @import { Catalogue } from '../types.js' */
/** @import { Cell, Network, Share } from './types.js' */

/** Where the country is not known. */
export const NOWHERE = 'ZZ';

export class Names {
  #texts;
  #platforms;
  #regions;
  #percent;

  /**
   * @param {Texts} texts
   * @param {Catalogue} catalogue
   * @param {string} [zone] In which moments are told; the reader's own where none is given.
   */
  constructor(texts, catalogue, zone) {
    this.#texts = texts;
    this.zone = zone;
    this.#platforms = new Map(catalogue.platforms.map(({ id, name }) => [id, name]));
    this.#regions = new Intl.DisplayNames(texts.language, { type: 'region' });
    this.#percent = new Intl.NumberFormat(texts.language, { style: 'percent' });
    /** How sure intervals are: collector/src/detector/thresholds.rs, `Z`. */
    this.certainty = this.#percent.format(0.99);
  }

  /** @param {string} id */
  platform(id) {
    return this.#platforms.get(id) ?? id;
  }

  /** @param {string} code */
  country(code) {
    if (code === NOWHERE) return this.#texts.say('explore.country.unknown');
    try {
      return this.#regions.of(code) ?? code;
    } catch {
      return code;
    }
  }

  /**
   * What people call a network, else its name in the registry, else its number.
   * @param {Network} network
   */
  network({ brand, name, asn }) {
    return brand ?? (name || this.number({ asn }));
  }

  /** @param {Pick<Network, 'asn'>} network */
  number({ asn }) {
    return `AS${asn}`;
  }

  /** @param {Pick<Cell, 'scope' | 'network'>} cell */
  place({ scope, network }) {
    return network ? this.network(network) : this.#texts.say(`explore.scope.${scope}`);
  }

  /** @param {number} share */
  percent(share) {
    return this.#percent.format(share);
  }

  /**
   * The bounds of a share.
   * @param {Share} share
   */
  between({ low, high }) {
    return this.#texts.say('explore.between', { low: this.percent(low), high: this.percent(high) });
  }

  /**
   * A moment: the time alone where it is of the same day as another.
   * @param {number} ms
   * @param {number} now
   */
  moment(ms, now) {
    const day = (/** @type {number} */ at) => this.#format(at, { dateStyle: 'short' });
    const form = /** @type {Intl.DateTimeFormatOptions} */ (
      day(ms) === day(now)
        ? { hour: 'numeric', minute: '2-digit' }
        : { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }
    );
    return this.#format(ms, form);
  }

  /**
   * A stretch of time, with its day.
   * @param {number} from
   * @param {number} to
   */
  stretch(from, to) {
    return new Intl.DateTimeFormat(this.#texts.language, {
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: this.zone,
    }).formatRange(from, to);
  }

  /** The name of the zone in which moments are told. @param {number} now */
  zoneName(now) {
    const parts = new Intl.DateTimeFormat(this.#texts.language, { timeZone: this.zone, timeZoneName: 'short' });
    return parts.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  }

  /**
   * How long ago, roughly.
   * @param {number} ms
   */
  ago(ms) {
    const minutes = Math.max(0, Math.round(ms / 60_000));
    if (minutes >= 90) return this.#texts.ago(ms);
    return new Intl.RelativeTimeFormat(this.#texts.language, { numeric: 'auto' }).format(-minutes, 'minute');
  }

  /**
   * @param {number} ms
   * @param {Intl.DateTimeFormatOptions} form
   */
  #format(ms, form) {
    return new Intl.DateTimeFormat(this.#texts.language, { ...form, timeZone: this.zone }).format(ms);
  }
}
