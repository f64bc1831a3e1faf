// What is different between two runs, and what cannot be said.

/** @import { PlatformVerdict } from '../types.js' */
/** @import { Told } from './told.js' */

/**
 * How much gets through. What was stopped on the device, or had no sure answer, says nothing about
 * the way, so it is neither better nor worse than anything.
 * @type {Partial<Record<PlatformVerdict, number>>}
 */
const GETS_THROUGH = { unreachable: 0, partly: 1, slow: 2, reachable: 3 };

/** Caveats under which a run's failures are no answers. */
const NO_ANSWER = new Set(['offline', 'controls_failed', 'international_cut']);

/**
 * @typedef {object} Difference
 * @property {string[]} better Ids of platforms of which more gets through in the second.
 * @property {string[]} worse Of which less does.
 * @property {string[]} unsure Told differently, but one of both is no answer about the way.
 * @property {string[]} same Told alike.
 * @property {string[]} onlyFirst Tried only in the first.
 * @property {string[]} onlySecond
 * @property {boolean} sound Both runs were on a line that worked.
 */

/**
 * In the order of the ids given.
 * @param {string[]} ids All that there are.
 * @param {Told} first
 * @param {Told} second
 * @returns {Difference}
 */
export function difference(ids, first, second) {
  /** @type {Difference} */
  const found = {
    better: [],
    worse: [],
    unsure: [],
    same: [],
    onlyFirst: [],
    onlySecond: [],
    sound: ![...first.caveats, ...second.caveats].some((kind) => NO_ANSWER.has(kind)),
  };
  for (const id of ids) {
    const place = placeOf(first.platforms[id]?.verdict, second.platforms[id]?.verdict);
    if (place) found[place].push(id);
  }
  return found;
}

/**
 * @param {PlatformVerdict | undefined} before
 * @param {PlatformVerdict | undefined} after
 * @returns {'better' | 'worse' | 'unsure' | 'same' | 'onlyFirst' | 'onlySecond' | null}
 */
function placeOf(before, after) {
  if (!before || !after) return before ? 'onlyFirst' : after ? 'onlySecond' : null;
  if (before === after) return 'same';
  const [from, to] = [GETS_THROUGH[before], GETS_THROUGH[after]];
  if (from === undefined || to === undefined) return 'unsure';
  return to > from ? 'better' : 'worse';
}
