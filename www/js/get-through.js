// <get-through>: the whole check as one element. It shows one view at a time and says in
// `data-state` which: idle, running, done, failed or shared. Until the first is drawn, and where
// this file never runs, the element's own children stand in its place.

import { loadCatalogue } from './catalogue.js';
import { drawConsent, firstTicked } from './consent.js';
import { el } from './dom.js';
import { loadEngine, startRun } from './engine.js';
import { drawFailure } from './failure.js';
import { Failure, HOME, asFailure, ownModule } from './files.js';
import { loadTexts } from './i18n.js';
import { loadIcons } from './marks.js';
import { Running } from './running.js';

/** @import { Catalogue, RunResult, ShellEvent } from './types.js' */
/** @import { Texts } from './i18n.js' */

/** Only needed once there is a result. */
const RESULTS = 'js/results.js';

/** Only needed for a link. */
const SHARED = 'js/shared.js';

class GetThrough extends HTMLElement {
  /** What the last run found. @type {RunResult | null} */
  result = null;

  #root = this.attachShadow({ mode: 'open' });
  #view = el('div', { class: 'view' }, el('slot'));
  /** @type {Texts | null} */
  #texts = null;
  /** @type {Catalogue | null} */
  #catalogue = null;
  /** @type {Set<string>} */
  #ticked = new Set();
  /** @type {{ stop(): void } | null} */
  #run = null;

  /** Follows the address of a page whose fragments are links to results. */
  #onHash = () => {
    if (this.#catalogue && this.dataset.state !== 'running') void this.#arrive(true);
  };

  connectedCallback() {
    if (this.hasAttribute('links')) addEventListener('hashchange', this.#onHash);
    const styles = this.#root.childElementCount > 0 ? [] : this.#addStyles();
    this.#open(styles);
  }

  disconnectedCallback() {
    removeEventListener('hashchange', this.#onHash);
    const run = this.#run;
    this.#run = null;
    run?.stop();
  }

  /** @returns {Promise<unknown>[]} Resolve when the styles are there, or cannot be had. */
  #addStyles() {
    const links = ['tokens', 'get-through', 'share'].map((name) =>
      el('link', { rel: 'stylesheet', href: new URL(`css/${name}.css`, HOME).href }),
    );
    this.#root.append(...links, this.#view);
    return links.map(
      (link) =>
        new Promise((resolve) => {
          link.addEventListener('load', resolve);
          link.addEventListener('error', resolve);
        }),
    );
  }

  /**
   * Loads what the first view needs, and shows it.
   * @param {Promise<unknown>[]} [styles]
   */
  async #open(styles = []) {
    const catalogue = loadCatalogue();
    // Handled below, after the texts, without which there is nothing to say about it.
    catalogue.catch(() => {});
    try {
      await Promise.all(styles);
      this.#texts ??= await loadTexts('en');
      this.#catalogue = await catalogue;
      this.#ticked = firstTicked(this.#catalogue);
      await this.#arrive();
    } catch (error) {
      this.#fail(asFailure(error, 'page'), { onAgain: () => void this.#open() });
    }
  }

  /**
   * Shows what the address asks for: the result in its fragment, else the view before a run.
   * @param {boolean} [moved] The address has changed since.
   */
  async #arrive(moved = false) {
    const { texts, catalogue } = this.#loaded();
    const fragment = this.hasAttribute('links') ? location.hash.slice(1) : '';
    if (!fragment) {
      // A page's other places, such as a finished run, have no address of their own.
      if (!moved || this.dataset.state === 'shared') this.#idle();
      return;
    }
    const opening = el('p', { class: 'hint', role: 'status' }, texts.say('shared.opening'));
    this.#view.replaceChildren(opening);
    const isOver = () => opening.parentNode !== this.#view;
    try {
      const { readLink, drawShared } = /** @type {typeof import('./shared.js')} */ (await ownModule(SHARED));
      const opened = await readLink(fragment, catalogue);
      if (isOver()) return;
      this.result = null;
      const view = drawShared(texts, catalogue, opened, {
        // Nothing is contacted before what it is is on the screen.
        onStart: () => {
          this.#idle();
          this.#focus('[data-action="start"]');
        },
        onReload: () => location.reload(),
      });
      this.#show('shared', view);
      loadIcons(this.#root);
    } catch (error) {
      if (isOver()) return;
      this.#fail(asFailure(error, 'page'), { pressed: moved, onAgain: () => void this.#open() });
      return;
    }
    if (moved) this.#focus('[data-part="headline"]');
  }

  /** @returns {{ texts: Texts, catalogue: Catalogue }} */
  #loaded() {
    if (!this.#texts || !this.#catalogue) throw new Failure('page', 'used before it was loaded');
    return { texts: this.#texts, catalogue: this.#catalogue };
  }

  #idle() {
    const { texts, catalogue } = this.#loaded();
    const view = drawConsent(texts, catalogue, this.#ticked, {
      onStart: () => this.#start(),
      // Only our own files. Whatever fails now is told when the button is pressed.
      onNear: () => void Promise.all([loadEngine(), ownModule(RESULTS)]).catch(() => {}),
    });
    this.#show('idle', view);
  }

  #start() {
    const { texts, catalogue } = this.#loaded();
    this.result = null;
    const running = new Running(texts, catalogue, this.#ticked, () => this.#run?.stop());
    this.#show('running', running.element);
    this.#focus('[data-part="headline"]');
    loadIcons(this.#root);

    const platforms = catalogue.platforms.map(({ id }) => id).filter((id) => this.#ticked.has(id));
    const run = startRun(catalogue, platforms, (event) => {
      if (this.#run === run) this.#listen(event, running);
    });
    this.#run = run;
  }

  /**
   * @param {ShellEvent} event
   * @param {Running} running
   */
  #listen(event, running) {
    switch (event.type) {
      case 'done':
        this.#finish(event.result);
        break;
      case 'failed':
        this.#fail(event.failure, { pressed: true });
        break;
      case 'cancelled':
        this.#idle();
        this.#focus('[data-action="start"]');
        break;
      default:
        running.update(event);
        if (event.type === 'progress') this.#tell('progress', event);
    }
  }

  /** @param {RunResult} result */
  async #finish(result) {
    const { texts, catalogue } = this.#loaded();
    const run = this.#run;
    try {
      const { drawResults } = /** @type {typeof import('./results.js')} */ (await ownModule(RESULTS));
      const engine = await loadEngine();
      if (this.#run !== run) return;
      const view = drawResults(texts, catalogue, result, engine.share, {
        onAgain: () => this.#start(),
        onChoose: () => {
          this.#idle();
          this.#focus('[data-action="start"]');
        },
      });
      this.result = result;
      this.#show('done', view);
    } catch (error) {
      this.#fail(asFailure(error, 'page'), { pressed: true });
      return;
    }
    this.#focus('[data-part="headline"]');
    this.#tell('done', result);
  }

  /**
   * @param {Failure} failure
   * @param {object} [then]
   * @param {boolean} [then.pressed] The visitor waits for it: the focus goes to the message.
   * @param {() => void} [then.onAgain] What failed; a run where nothing else is given.
   */
  #fail(failure, { pressed = false, onAgain } = {}) {
    this.#run = null;
    const reload = !this.#catalogue || failure.kind.startsWith('catalogue');
    const run = () => (reload ? this.#open() : this.#start());
    const view = drawFailure(this.#texts, failure, onAgain ?? run);
    this.#show('failed', view);
    if (pressed) this.#focus('[data-part="headline"]');
  }

  /**
   * @param {'idle' | 'running' | 'done' | 'failed' | 'shared'} state
   * @param {Node} view
   */
  #show(state, view) {
    this.#view.replaceChildren(view);
    this.dataset.state = state;
  }

  /**
   * Moves the focus, unless the visitor is elsewhere in the page around this element.
   * @param {string} selector
   */
  #focus(selector) {
    const { activeElement } = document;
    const here = !activeElement || activeElement === document.body || activeElement === this;
    /** @type {HTMLElement | null} */
    const target = this.#view.querySelector(selector);
    if (here) target?.focus();
  }

  /**
   * @param {'progress' | 'done'} what
   * @param {unknown} detail
   */
  #tell(what, detail) {
    this.dispatchEvent(
      new CustomEvent(`get-through-${what}`, { detail, bubbles: true, composed: true }),
    );
  }
}

customElements.define('get-through', GetThrough);
