// What was told of one platform over time, as spans: a day of the same answer is one of them.

/** @import { PlatformVerdict } from '../types.js' */

/**
 * `from` and `to`: the first and the last look that said so, ms since 1970. `after`: nobody looked
 * between the span before and this one.
 * @typedef {{ verdict: PlatformVerdict, from: number, to: number, after: boolean }} Span
 */

/** These say nothing about the way: no change from or to them is told. */
const NO_ANSWER = new Set(['inconclusive', 'browser_blocked']);

/** So many spans are kept; older ones go. */
const MOST = 500;

export class Track {
  /** @type {Span[]} */
  #spans = [];
  /** The last answer about the way. @type {PlatformVerdict | null} */
  #known = null;
  #changedAt = -Infinity;
  #broken = false;

  /** Oldest first. @returns {readonly Span[]} */
  get spans() {
    return this.#spans;
  }

  /** The latest answer. */
  get verdict() {
    return this.#spans.at(-1)?.verdict ?? null;
  }

  /** Whether an answer about the way has changed since the watch began. */
  get hasChanged() {
    return this.#changedAt > -Infinity;
  }

  /**
   * @param {PlatformVerdict} verdict
   * @param {number} from
   * @param {number} to
   * @returns {PlatformVerdict | null} What it was before, where this is a change of what is known.
   */
  add(verdict, from, to) {
    const last = this.#spans.at(-1);
    if (last?.verdict === verdict && !this.#broken) last.to = to;
    else this.#spans.push({ verdict, from, to, after: this.#broken && last !== undefined });
    if (this.#spans.length > MOST) this.#spans.shift();
    this.#broken = false;
    if (NO_ANSWER.has(verdict)) return null;
    const before = this.#known;
    this.#known = verdict;
    if (before === null || before === verdict) return null;
    this.#changedAt = to;
    return before;
  }

  /** Nobody looks for a while: what comes next is a span of its own. */
  breakOff() {
    this.#broken = true;
  }

  /**
   * Whether it is worth a look before the others: it did not get through, or it has just changed.
   * @param {number} now
   * @param {number} fresh
   */
  isSuspect(now, fresh) {
    return (this.verdict !== null && this.verdict !== 'reachable') || now - this.#changedAt < fresh;
  }
}
