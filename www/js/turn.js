// One run at a time in a page: two would take each other's line for the platforms'.

/** @type {object | null} */
let holder = null;

/** Tells by `change` that a run has begun or ended. */
export const turns = new EventTarget();

/**
 * Takes the turn, unless another has it.
 * @param {object} who
 * @returns {boolean} Whether it may run.
 */
export function take(who) {
  if (isTaken(who)) return false;
  holder = who;
  turns.dispatchEvent(new Event('change'));
  return true;
}

/** @param {object} who */
export function leave(who) {
  if (holder !== who) return;
  holder = null;
  turns.dispatchEvent(new Event('change'));
}

/**
 * Whether another one runs.
 * @param {object} who
 */
export function isTaken(who) {
  return holder !== null && holder !== who;
}
