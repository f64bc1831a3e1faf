// What of a result goes into a link.

/** @import { Catalogue, RunResult, Seen } from '../types.js' */

const HOUR_MS = 3_600_000;

/**
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {boolean} withTime
 * @returns {Seen}
 */
export function seenOf(catalogue, result, withTime) {
  return {
    catalogue: result.catalogue,
    started_ms: withTime ? result.started_ms : null,
    caveats: result.caveats.map(({ kind }) => kind),
    platforms: catalogue.platforms.flatMap(({ id, code }) => {
      const found = result.platforms[id];
      return found ? [{ code, verdict: found.verdict, warm_ms: found.warm_ms ?? null }] : [];
    }),
  };
}

/**
 * The hour that a link keeps of a moment.
 * @param {number} ms
 */
export function hourOf(ms) {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}
