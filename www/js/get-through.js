// <get-through>: the whole check as one element. It shows one view at a time and says in
// `data-state` which: idle, running, done or failed. Until the first is drawn, and where this
// file never runs, the element's own children stand in its place.

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

  connectedCallback() {
    const styles = this.#root.childElementCount > 0 ? [] : this.#addStyles();
    this.#open(styles);
  }

  disconnectedCallback() {
    const run = this.#run;
    this.#run = null;
    run?.stop();
  }

  /** @returns {Promise<unknown>[]} Resolve when the styles are there, or cannot be had. */
  #addStyles() {
    const links = ['tokens', 'get-through'].map((name) =>
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
      this.#idle();
    } catch (error) {
      this.#fail(asFailure(error, 'page'));
    }
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
        this.#fail(event.failure, true);
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
      if (this.#run !== run) return;
      const view = drawResults(texts, catalogue, result, {
        onAgain: () => this.#start(),
        onChoose: () => {
          this.#idle();
          this.#focus('[data-action="start"]');
        },
      });
      this.result = result;
      this.#show('done', view);
    } catch (error) {
      this.#fail(asFailure(error, 'page'), true);
      return;
    }
    this.#focus('[data-part="headline"]');
    this.#tell('done', result);
  }

  /**
   * @param {Failure} failure
   * @param {boolean} [pressed] The visitor waits for it: the focus goes to the message.
   */
  #fail(failure, pressed = false) {
    this.#run = null;
    const reload = !this.#catalogue || failure.kind.startsWith('catalogue');
    const view = drawFailure(this.#texts, failure, () => (reload ? this.#open() : this.#start()));
    this.#show('failed', view);
    if (pressed) this.#focus('[data-part="headline"]');
  }

  /**
   * @param {'idle' | 'running' | 'done' | 'failed'} state
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
