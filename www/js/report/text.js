// A report as the text that is shown, kept and sent: one and the same.

/** @import { Report } from '../types.js' */

/** Where a text begins, to find when its run was. */
const SLOT = /"slot":(\d+)/;

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;

/**
 * JSON with a line for each platform, so that it can be read.
 * @param {Report} report
 */
export function textOf({ platforms, ...rest }) {
  const head = JSON.stringify(rest).slice(0, -1);
  const lines = platforms.map((platform) => JSON.stringify(platform));
  return `${head},"platforms":[\n${lines.join(',\n')}\n]}`;
}

/**
 * When the quarter of an hour of a report began, ms since 1970; null where it is none.
 * @param {string} text
 */
export function startOf(text) {
  const slot = Number(SLOT.exec(text)?.[1] ?? NaN);
  return Number.isSafeInteger(slot) ? slot * SLOT_MS : null;
}

/**
 * Until when a collector takes it, ms since 1970.
 * @param {string} text
 */
export function endOf(text) {
  return (startOf(text) ?? -DAY_MS) + DAY_MS;
}
