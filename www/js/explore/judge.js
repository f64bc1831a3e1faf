// What a published figure is called. The bounds are those by which the collector's detector says
// that a network restricts a platform, and that it is calm again: docs/DETECTOR.md.

/** @import { Cell, Word } from './types.js' */

/** The lower bound of the bad share from which it is trouble. */
export const ON = 0.25;
/** Under this lower bound it is calm, unless the share itself is above the other. */
export const OFF = 0.1;
export const CALM = 0.2;

/** The graver first: it counts where two are level. @type {readonly ('unreachable' | 'partly' | 'slow')[]} */
const BAD = ['unreachable', 'partly', 'slow'];

/**
 * @param {Pick<Cell, 'bad' | 'verdicts'> | null | undefined} cell
 * @returns {Word}
 */
export function wordOf(cell) {
  // Not known is never good.
  if (!cell?.bad) return 'unknown';
  const { low, share } = cell.bad;
  if (low >= ON) return BAD.reduce((most, kind) => (cell.verdicts[kind] > cell.verdicts[most] ? kind : most));
  return low < OFF && share <= CALM ? 'reachable' : 'mixed';
}

/** How much a word troubles, for what stands first. @type {Record<Word, number>} */
export const TROUBLE = { unreachable: 4, partly: 3, slow: 3, mixed: 1, reachable: 0, unknown: 0 };
