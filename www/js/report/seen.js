// What of a result is looked at for a report. The engine makes it coarse.

/** @import { Catalogue, RunResult, SeenRun } from '../types.js' */

/**
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @returns {SeenRun}
 */
export function seenRun(catalogue, result) {
  return {
    catalogue: result.catalogue,
    started_ms: result.started_ms,
    stopped: result.caveats.some(({ kind }) => kind === 'stopped'),
    browser: result.environment.engine,
    controls: result.controls.map(({ id, tries }) => ({
      id,
      answered: tries.some((each) => each.outcome === 'answered' && each.void == null),
    })),
    platforms: catalogue.platforms.flatMap(({ id, code }) => {
      const found = result.platforms[id];
      if (!found) return [];
      const { verdict, warm_ms = null, ratio = null, kbps = null } = found;
      return [{ code, verdict, warm_ms, ratio, kbps }];
    }),
  };
}
