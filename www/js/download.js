// Files for the visitor alone: they are made here and go nowhere.

/** @import { RunResult } from './types.js' */

/** @param {RunResult} result */
export function download(result) {
  const time = new Date(result.started_ms).toISOString().slice(0, 16).replace(':', '');
  const file = new Blob([JSON.stringify(result, null, 2)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  save(address, `get-through-${time}Z.json`);
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
