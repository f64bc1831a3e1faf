// What a watch asks next, and what it makes of the answers. No clock, no page: whoever runs it
// gives the times, so that days can be gone through in a test.

import { Track } from './track.js';

/** @import { PlatformVerdict } from '../types.js' */

/** Everything is asked this often at least, ms; what was fine last time no oftener: politeness. */
export const WHOLE_EVERY = 3_600_000;

/** What changed is looked at more closely for so long, ms. */
const FRESH = WHOLE_EVERY;

/** After a change of network this is waited for it to settle, ms. */
const SETTLE = 5_000;

/**
 * Something stopped, came back, or changed otherwise.
 * @typedef {object} Change
 * @property {string} id
 * @property {number} at
 * @property {PlatformVerdict} from
 * @property {PlatformVerdict} to
 * @property {'stopped' | 'back' | 'other'} kind
 */

export class Schedule {
  #ids;
  #every;
  /** @type {Map<string, Track>} */
  #tracks = new Map();
  #wholeAt = -Infinity;
  #lastAt = -Infinity;
  /** The earliest next time, where something happened meanwhile. @type {number | null} */
  #wanted = null;

  /**
   * @param {string[]} ids Of the platforms.
   * @param {number} every How often it looks, ms.
   */
  constructor(ids, every) {
    this.#ids = ids;
    this.#every = every;
    for (const id of ids) this.#tracks.set(id, new Track());
  }

  /**
   * What was told of each platform, in the order of the ids.
   * @returns {[string, Track][]}
   */
  get tracks() {
    return [...this.#tracks];
  }

  /** When it is to look next, ms since 1970; in the past: at once. */
  get dueAt() {
    const usual = this.#suspects(this.#lastAt + this.#every).length > 0
      ? this.#lastAt + this.#every
      : Math.max(this.#lastAt + this.#every, this.#wholeAt + WHOLE_EVERY);
    return this.#wanted === null ? usual : Math.min(this.#wanted, usual);
  }

  /**
   * Whom to ask at that time.
   * @param {number} now
   * @returns {{ ids: string[], whole: boolean }}
   */
  next(now) {
    const whole = this.#wanted !== null || now - this.#wholeAt >= WHOLE_EVERY - this.#every / 2;
    return whole ? { ids: [...this.#ids], whole } : { ids: this.#suspects(now), whole };
  }

  /**
   * Takes what a run said.
   * @param {{ from: number, to: number, whole: boolean, verdicts: Record<string, PlatformVerdict> }} run
   * @returns {Change[]}
   */
  take({ from, to, whole, verdicts }) {
    this.#lastAt = from;
    if (whole) {
      this.#wholeAt = from;
      this.#wanted = null;
    }
    return this.#ids.flatMap((id) => {
      const verdict = verdicts[id];
      const before = verdict && this.#tracks.get(id)?.add(verdict, from, to);
      return verdict && before ? [{ id, at: to, from: before, to: verdict, kind: kindOf(before, verdict) }] : [];
    });
  }

  /**
   * A look that said nothing: the next comes in its turn.
   * @param {number} now
   */
  miss(now) {
    this.#lastAt = now;
  }

  /**
   * Everything is to be asked then, without waiting for its turn.
   * @param {number} now
   */
  ask(now) {
    this.#wanted = now;
  }

  /**
   * Nobody looked: the device slept, or the page was hidden.
   * @param {number} now
   */
  wake(now) {
    for (const track of this.#tracks.values()) track.breakOff();
    this.ask(now);
  }

  /**
   * The device is on another network: all that was known is of the one before.
   * @param {number} now
   */
  changeNetwork(now) {
    this.wake(now + SETTLE);
  }

  /** @param {number} now */
  #suspects(now) {
    return this.#ids.filter((id) => this.#tracks.get(id)?.isSuspect(now, FRESH));
  }
}

/**
 * @param {PlatformVerdict} before
 * @param {PlatformVerdict} after
 */
function kindOf(before, after) {
  if (after === 'unreachable') return 'stopped';
  return before === 'unreachable' ? 'back' : 'other';
}
