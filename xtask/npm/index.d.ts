import type { RunEvent, RunResult } from './types.js';

export type * from './types.js';

/** Resolves once `<get-through>` is defined; at once where there is no page. */
export const defined: Promise<void>;

/** `<get-through>`: the whole check, from the press of its button to the result. */
export interface GetThroughElement extends HTMLElement {
  /** What the last run found; null before, and where a shared result is shown. */
  readonly result: RunResult | null;
  /**
   * Starts a run, as a press of the button does. Call it only for a visitor who has been told what
   * that means. Ends once the run is under way, or the element says why it is not.
   */
  start(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    'get-through': GetThroughElement;
  }
  interface HTMLElementEventMap {
    'get-through-progress': CustomEvent<Extract<RunEvent, { type: 'progress' }>>;
    'get-through-done': CustomEvent<RunResult>;
  }
}
