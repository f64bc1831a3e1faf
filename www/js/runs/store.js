// Runs that the visitor keeps: in this browser and nowhere else. What is stored may be anything,
// and a browser may keep nothing: whatever cannot be read is left alone and said.

import { isRun } from './form.js';
import { KEY } from './has.js';

/** @typedef {import('./form.js').KeptRun} KeptRun */

/** So many are kept: some hundred kilobytes. */
export const MOST = 100;

/** This browser keeps nothing, or what it has kept cannot be read. */
export class NotKept extends Error {
  /** @param {'refused' | 'full' | 'many' | 'unreadable'} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * What is kept, newest first.
 * @returns {KeptRun[]}
 */
export function readRuns() {
  const text = reach(() => localStorage.getItem(KEY));
  if (text === null) return [];
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new NotKept('unreadable');
  }
  if (!Array.isArray(found) || !found.every(isRun)) throw new NotKept('unreadable');
  return found.sort((a, b) => b.started_ms - a.started_ms);
}

/**
 * Adds runs; those that are there already stay as they are.
 * @param {KeptRun[]} runs
 * @returns {KeptRun[]} What is kept now.
 */
export function addRuns(runs) {
  const before = readRuns();
  const known = new Set(before.map(({ started_ms }) => started_ms));
  const fresh = runs.filter(({ started_ms }) => !known.has(started_ms) && known.add(started_ms));
  const all = [...before, ...fresh];
  if (all.length > MOST) throw new NotKept('many');
  write(all);
  return readRuns();
}

/**
 * @param {number} started The run's start, by which it is known.
 * @returns {KeptRun[]} What is kept now.
 */
export function deleteRun(started) {
  write(readRuns().filter(({ started_ms }) => started_ms !== started));
  return readRuns();
}

/** Also what cannot be read. */
export function deleteRuns() {
  reach(() => localStorage.removeItem(KEY));
}

/** @param {KeptRun[]} runs */
function write(runs) {
  if (runs.length === 0) {
    deleteRuns();
    return;
  }
  try {
    localStorage.setItem(KEY, JSON.stringify(runs));
  } catch (error) {
    throw new NotKept(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'refused');
  }
}

/**
 * Storage throws where a frame has none, or the visitor has turned it off.
 * @template T
 * @param {() => T} use
 */
function reach(use) {
  try {
    return use();
  } catch {
    throw new NotKept('refused');
  }
}
