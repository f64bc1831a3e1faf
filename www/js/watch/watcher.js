// A watch in a page: it waits, looks when it is due, and lets the schedule make of it what it is.
// A browser slows down a hidden page, so nothing is measured in one: that time is a gap.

import { startRun } from '../engine.js';
import { isTaken, leave, take, turns } from '../turn.js';
import { Schedule } from './schedule.js';

/** @import { Catalogue, RunResult } from '../types.js' */
/** @import { Change } from './schedule.js' */

/** A timer that comes so much later than it was set for, ms, has slept. */
const LATE = 90_000;

/** The longest timer that is set, ms: the clock is looked at again then. */
const LONGEST = 60_000;

/**
 * @typedef {object} State
 * @property {'waiting' | 'looking' | 'hidden' | 'busy' | 'over'} kind
 * @property {number} at When it looks next, ms since 1970.
 * @property {number} asked How many platforms it asks now.
 */

export class Watcher {
  schedule;
  #catalogue;
  #listeners;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #setAt = 0;
  #setFor = 0;
  /** @type {{ stop(): void } | null} */
  #run = null;
  #over = false;
  #wasHidden = false;
  #waitsForTurn = false;

  #onVisible = () => {
    if (document.visibilityState === 'hidden') this.#wasHidden = true;
    else this.#look();
  };
  #onOnline = () => {
    this.schedule.changeNetwork(Date.now());
    this.#wait();
  };
  #onTurn = () => {
    if (!this.#waitsForTurn || isTaken(this)) return;
    this.#waitsForTurn = false;
    this.#look();
  };

  /**
   * @param {Catalogue} catalogue
   * @param {string[]} ids
   * @param {number} every Ms.
   * @param {{ onState: (state: State) => void, onResult: (result: RunResult, changes: Change[]) => void }} listeners
   */
  constructor(catalogue, ids, every, listeners) {
    this.#catalogue = catalogue;
    this.#listeners = listeners;
    this.schedule = new Schedule(ids, every);
    document.addEventListener('visibilitychange', this.#onVisible);
    addEventListener('online', this.#onOnline);
    connection()?.addEventListener('change', this.#onOnline);
    turns.addEventListener('change', this.#onTurn);
  }

  /**
   * Begins with what is known already.
   * @param {RunResult} result
   */
  begin(result) {
    this.#take(result, true);
  }

  /** Looks now, at everything. */
  lookNow() {
    this.schedule.ask(Date.now());
    this.#look();
  }

  stop() {
    this.#over = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisible);
    removeEventListener('online', this.#onOnline);
    connection()?.removeEventListener('change', this.#onOnline);
    turns.removeEventListener('change', this.#onTurn);
    this.#run?.stop();
    this.#run = null;
    leave(this);
    this.#say('over');
  }

  #wait() {
    if (this.#over || this.#run) return;
    clearTimeout(this.#timer);
    const now = Date.now();
    this.#setAt = now;
    this.#setFor = Math.min(Math.max(this.schedule.dueAt - now, 0), LONGEST);
    this.#timer = setTimeout(() => this.#look(), this.#setFor);
    this.#say('waiting');
  }

  #look() {
    if (this.#over || this.#run) return;
    const now = Date.now();
    if (document.visibilityState === 'hidden') {
      this.#wasHidden = true;
      this.#say('hidden');
      return;
    }
    const slept = now - this.#setAt - this.#setFor > LATE;
    if (slept || (this.#wasHidden && now > this.schedule.dueAt)) this.schedule.wake(now);
    this.#wasHidden = false;
    if (now < this.schedule.dueAt) return this.#wait();
    if (!take(this)) {
      this.#waitsForTurn = true;
      this.#say('busy');
      return;
    }
    const { ids, whole } = this.schedule.next(now);
    const run = startRun(this.#catalogue, ids, (event) => {
      if (this.#run !== run || !['done', 'failed', 'cancelled'].includes(event.type)) return;
      this.#run = null;
      leave(this);
      if (event.type === 'done') this.#take(event.result, whole);
      else {
        this.schedule.miss(Date.now());
        this.#wait();
      }
    });
    this.#run = run;
    this.#say('looking', ids.length);
  }

  /**
   * @param {RunResult} result
   * @param {boolean} whole
   */
  #take(result, whole) {
    const verdicts = Object.fromEntries(Object.values(result.platforms).map(({ id, verdict }) => [id, verdict]));
    const from = result.started_ms;
    const changes = this.schedule.take({ from, to: from + result.duration_ms, whole, verdicts });
    this.#listeners.onResult(result, changes);
    this.#wait();
  }

  /**
   * @param {State['kind']} kind
   * @param {number} [asked]
   */
  #say(kind, asked = 0) {
    this.#listeners.onState({ kind, at: this.schedule.dueAt, asked });
  }
}

/** Where the browser tells of changes of the network. @returns {EventTarget | undefined} */
function connection() {
  return /** @type {any} */ (navigator).connection;
}
