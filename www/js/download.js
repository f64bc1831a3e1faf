// Files for the visitor alone: they are made here and go nowhere.

import { toOoni } from './ooni.js';

/** @import { Catalogue, RunResult } from './types.js' */

/**
 * @param {RunResult} result
 */
export function download(result) {
  offer(JSON.stringify(result, null, 2), 'application/json', nameOf(result, '.json'));
}

/**
 * The result in OONI's format, for researchers' tools.
 * @param {RunResult} result
 * @param {Catalogue} catalogue
 */
export function downloadOoni(result, catalogue) {
  offer(toOoni(result, catalogue), 'application/jsonl', nameOf(result, '.ooni.jsonl'));
}

/**
 * @param {RunResult} result
 * @param {string} ending
 */
function nameOf(result, ending) {
  const time = new Date(result.started_ms).toISOString().slice(0, 16).replace(':', '');
  return `get-through-${time}Z${ending}`;
}

/**
 * Lets the visitor save a text as a file.
 * @param {string} text
 * @param {string} type
 * @param {string} name
 */
export function offer(text, type, name) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  save(address, name);
  // The download has its own hold of the file once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * @param {string} address One that holds the file itself.
 * @param {string} name
 */
export function save(address, name) {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
