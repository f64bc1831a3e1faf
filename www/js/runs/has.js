// Where kept runs are.

export const KEY = 'get-through-runs';

/** Whether there is something to look at; false too where this browser keeps nothing. */
export function hasRuns() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
