// Reports that could not be sent and that the visitor asked to keep: in this browser, for a day.

import { endOf } from './text.js';

/** @typedef {{ to: string, text: string }} Kept `to` is the address of a collector. */

const KEY = 'get-through-reports';

/** Whether there is something to look at; false too where this browser keeps nothing. */
export function hasKept() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/**
 * Those that can still be sent; the others are dropped.
 * @param {number} now Ms since 1970.
 * @returns {Kept[]}
 */
export function readKept(now) {
  try {
    const all = parse(localStorage.getItem(KEY));
    const good = all.filter(({ text }) => endOf(text) > now);
    if (good.length < all.length || good.length === 0) write(good);
    return good;
  } catch {
    return [];
  }
}

/**
 * Whether it is kept now.
 * @param {Kept} report
 * @param {number} now
 */
export function keep(report, now) {
  try {
    write([...readKept(now).filter((one) => !isSame(one, report)), report]);
    return readKept(now).some((one) => isSame(one, report));
  } catch {
    return false;
  }
}

/**
 * Whether it was there to be dropped: another tab may have sent it.
 * @param {Kept} report
 * @param {number} now
 */
export function drop(report, now) {
  const all = readKept(now);
  const others = all.filter((one) => !isSame(one, report));
  try {
    write(others);
  } catch {
    return false;
  }
  return others.length < all.length;
}

/** @param {Kept} a @param {Kept} b */
function isSame(a, b) {
  return a.to === b.to && a.text === b.text;
}

/** @param {Kept[]} all */
function write(all) {
  if (all.length === 0) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(all));
}

/**
 * What is stored may be anything: whatever is not a report is left out.
 * @param {string | null} stored
 * @returns {Kept[]}
 */
function parse(stored) {
  let found;
  try {
    found = JSON.parse(stored ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(found)) return [];
  return found.filter((one) => typeof one?.text === 'string' && isAddress(one.to));
}

/** @param {unknown} text */
function isAddress(text) {
  try {
    return typeof text === 'string' && /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
