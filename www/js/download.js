// The result as a file, for the visitor alone: it is made here and goes nowhere.

/** @import { RunResult } from './types.js' */

/** @param {RunResult} result */
export function download(result) {
  const time = new Date(result.started_ms).toISOString().slice(0, 16).replace(':', '');
  const file = new Blob([JSON.stringify(result, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `get-through-${time}Z.json`;
  link.click();
  // The download has its own hold of the file once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
