// The form of a kept run, in storage and in the file that a visitor exports.

import { SHAPES } from '../marks.js';

/** @import { Headline, How, PlatformVerdict, RunResult } from '../types.js' */
/** @import { Told } from '../compare/told.js' */

/**
 * What is kept of a run: what it said, without its requests.
 * @typedef {object} KeptRun
 * @property {1} form
 * @property {number} started_ms Also its name: two runs do not start together.
 * @property {number} catalogue
 * @property {boolean} complete
 * @property {Headline} headline
 * @property {string[]} caveats
 * @property {Record<string, { verdict: PlatformVerdict, how: How | null, ms: number | null }>} platforms
 */

/** What a file of runs begins with. */
const FILE = 'getthrough-runs';

/** @param {RunResult} result @returns {KeptRun} */
export function keptOf({ started_ms, catalogue, complete, headline, caveats, platforms }) {
  const told = Object.entries(platforms).map(([id, { verdict, how, warm_ms }]) => [
    id,
    { verdict, how: how ?? null, ms: warm_ms ?? null },
  ]);
  return {
    form: 1,
    started_ms,
    catalogue,
    complete,
    headline,
    caveats: caveats.map(({ kind }) => kind),
    platforms: Object.fromEntries(told),
  };
}

/** @param {KeptRun} run @returns {Told} */
export function toldOfKept({ started_ms, caveats, platforms }) {
  return { kind: 'kept', at: started_ms, caveats, platforms };
}

/** @param {KeptRun[]} runs */
export function toFile(runs) {
  return JSON.stringify({ file: FILE, runs }, null, 1);
}

/**
 * The runs of a file; null where it is none.
 * @param {string} text
 * @returns {KeptRun[] | null}
 */
export function fromFile(text) {
  try {
    const { file, runs } = JSON.parse(text);
    return file === FILE && Array.isArray(runs) && runs.every(isRun) ? runs : null;
  } catch {
    return null;
  }
}

/**
 * @param {any} run
 * @returns {run is KeptRun}
 */
export function isRun(run) {
  return (
    run?.form === 1 &&
    isNumber(run.started_ms) &&
    Math.abs(run.started_ms) < 8.64e15 &&
    isNumber(run.catalogue) &&
    typeof run.complete === 'boolean' &&
    isHeadline(run.headline) &&
    isTexts(run.caveats) &&
    run.platforms !== null &&
    typeof run.platforms === 'object' &&
    Object.values(run.platforms).every(isTold)
  );
}

/** @param {any} told */
function isTold(told) {
  return VERDICTS.has(told?.verdict) && (told.ms === null || isNumber(told.ms));
}

const VERDICTS = new Set(Object.keys(SHAPES).filter((shape) => !['cut', 'waiting'].includes(shape)));

/** @param {any} headline */
function isHeadline(headline) {
  return /^[a-z_]{1,32}$/.test(headline?.kind) && isTexts(headline.platforms) && isNumber(headline.others);
}

/** @param {unknown} list */
function isTexts(list) {
  return Array.isArray(list) && list.every((each) => typeof each === 'string');
}

/** @param {unknown} value */
function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}
