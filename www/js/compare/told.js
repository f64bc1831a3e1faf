// What is compared: a run of this page, one that was kept, or one that came in a link, all in one
// form.

/** @import { How, OpenedPlatform, PlatformVerdict, RunResult } from '../types.js' */

/**
 * What was told of a platform.
 * @typedef {{ verdict: PlatformVerdict, how: How | null, ms: number | null }} ToldPlatform
 */

/**
 * `at`: when it started, ms since 1970, null where that was left out. `kind` says whose it is.
 * @typedef {object} Told
 * @property {'own' | 'kept' | 'shared'} kind
 * @property {number | null} at
 * @property {string[]} caveats Their kinds.
 * @property {Record<string, ToldPlatform>} platforms By id.
 */

/**
 * @param {Pick<RunResult, 'started_ms' | 'caveats' | 'platforms'>} result
 * @returns {Told}
 */
export function toldOfRun({ started_ms, caveats, platforms }) {
  return {
    kind: 'own',
    at: started_ms,
    caveats: caveats.map(({ kind }) => kind),
    platforms: each(platforms, ({ verdict, how, warm_ms }) => ({
      verdict,
      how: how ?? null,
      ms: warm_ms ?? null,
    })),
  };
}

/**
 * A link tells of a time only between which bounds it was: none is compared.
 * @param {{ hour_ms: number | null, caveats: { kind: string }[], platforms: Record<string, OpenedPlatform> }} opened
 * @returns {Told}
 */
export function toldOfLink({ hour_ms, caveats, platforms }) {
  return {
    kind: 'shared',
    at: hour_ms,
    caveats: caveats.map(({ kind }) => kind),
    platforms: each(platforms, ({ verdict }) => ({ verdict, how: null, ms: null })),
  };
}

/**
 * @template From, To
 * @param {Record<string, From>} record
 * @param {(value: From) => To} change
 * @returns {Record<string, To>}
 */
function each(record, change) {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, change(value)]));
}
