// <get-through>: the whole check as one element. It shows one view at a time and says in
// `data-state` which: idle, running, done, failed or shared. Until the first is drawn, and where
// this file never runs, the element's own children stand in its place.

import { besideResult, besideStart, besideWatch } from './beside.js';
import { loadCatalogue, withNames } from './catalogue.js';
import { toldOfLink } from './compare/told.js';
import { drawConsent, firstTicked } from './consent.js';
import { el } from './dom.js';
import { directionOf } from './direction.js';
import { loadEngine, startRun } from './engine.js';
import { drawFailure } from './failure.js';
import { Failure, addStyle, asFailure, ownModule } from './files.js';
import { hostNotes } from './host.js';
import { loadTexts } from './i18n.js';
import { askedIn, pickLanguage } from './languages.js';
import { loadIcons } from './marks.js';
import { readPlatforms, readTheme } from './options.js';
import { Running } from './running.js';
import { backButton } from './own/back.js';
import { ownCatalogue } from './own/catalogue.js';
import { isTaken, leave, take, turns } from './turn.js';

/** @import { Catalogue, RunResult } from './types.js' */
/** @import { ShellEvent } from './engine.js' */
/** @import { Texts } from './i18n.js' */
/** @import { Told } from './compare/told.js' */

/** Only needed once there is a result. */
const RESULTS = 'js/results.js';

/** Only needed for a link. */
const SHARED = 'js/shared.js';

/** Of the element itself; `css/watch.css` comes with what it is for. */
const STYLES = ['tokens', 'get-through', 'share', 'compare', 'report'];

/** So many unknown ids are named. */
const NAMES = 3;

class GetThrough extends HTMLElement {
  static observedAttributes = ['platforms', 'lang', 'theme', 'collector'];

  /** What the last run found. @type {RunResult | null} */
  result = null;

  #root = this.attachShadow({ mode: 'open' });
  #view = el('div', { class: 'view', part: 'view' }, el('slot'));
  /** @type {Texts | null} */
  #texts = null;
  /** @type {Catalogue | null} */
  #catalogue = null;
  /** @type {Set<string>} */
  #ticked = new Set();
  /** Ids that the attribute `platforms` names and this catalogue does not have. @type {string[]} */
  #unknown = [];
  /** The attribute from which what is ticked was read. @type {string | null | undefined} */
  #read;
  /** An attribute has changed since the first view was made. */
  #stale = false;
  /** Ends when there is something to show. @type {Promise<void> | null} */
  #opening = null;
  /** @type {{ stop(): void } | null} */
  #run = null;

  /** The page's own list, while a visitor's is in its place. @type {Catalogue | null} */
  #usual = null;
  /** What the next run is to be compared with. @type {Told | null} */
  #against = null;

  /** Follows the address of a page whose fragments are links to results. */
  #onHash = () => {
    if (this.#catalogue && this.dataset.state !== 'running') void this.#arrive(true);
  };

  /** Another element in this page begins or ends a run. */
  #onTurn = () => void this.#view.firstElementChild?.dispatchEvent(new Event('turn'));

  connectedCallback() {
    turns.addEventListener('change', this.#onTurn);
    if (this.hasAttribute('links')) addEventListener('hashchange', this.#onHash);
    const styles = this.#root.childElementCount > 0 ? [] : this.#addStyles();
    this.#opening = this.#open(styles);
  }

  disconnectedCallback() {
    turns.removeEventListener('change', this.#onTurn);
    removeEventListener('hashchange', this.#onHash);
    const run = this.#run;
    this.#run = null;
    run?.stop();
    leave(this);
  }

  /**
   * Nothing changes during a run, and but the language under a result: the next first view has it.
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    // Drawn again, the view would lose the focus of whoever is in it.
    if (name === 'lang' && this.#texts?.language === this.#language()) return;
    this.#stale = true;
    queueMicrotask(() => {
      const state = this.dataset.state ?? '';
      if (!this.#stale) return;
      if (['idle', 'shared'].includes(state)) this.#opening = this.#open();
      else if (state === 'done') void this.#retell();
    });
  }

  /**
   * Starts a run, as a press of the button does. A page calls it only for a visitor who has been
   * told what that means. Ends once the run is under way, or the element says why it is not.
   */
  async start() {
    if (!this.#opening) throw new Error('<get-through> starts only once it is in the page');
    await this.#opening;
    if (!this.#texts || !this.#catalogue || this.dataset.state === 'running') return;
    if (this.#ticked.size > 0) this.#start();
    else this.#idle();
  }

  /** @returns {Promise<unknown>[]} Resolve when the styles are there, or cannot be had. */
  #addStyles() {
    this.#root.append(this.#view);
    return STYLES.map((name) => addStyle(this.#root, `css/${name}.css`, this.#view));
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
      this.#stale = false;
      const language = this.#language();
      if (this.#texts?.language !== language) this.#texts = await loadTexts(language);
      this.#catalogue = withNames(await catalogue, this.#texts);
      if (this.#usual) this.#read = undefined;
      this.#usual = null;
      this.#setUp(language, this.#catalogue);
      await this.#arrive();
    } catch (error) {
      this.#fail(asFailure(error, 'page'), { onAgain: () => void this.#open() });
    }
  }

  /** That of the attribute, of the page's address where it is the element's, or of the browser. */
  #language() {
    const asked = this.hasAttribute('links') ? askedIn(location.search) : null;
    return pickLanguage([this.getAttribute('lang'), asked, ...navigator.languages]);
  }

  /** Tells the result on the screen in another language. */
  async #retell() {
    const { result } = this;
    const language = this.#language();
    if (!result || this.#texts?.language === language) return;
    try {
      const texts = await loadTexts(language);
      const catalogue = this.#usual ? this.#catalogue : withNames(await loadCatalogue(), texts);
      if (this.result !== result || this.dataset.state !== 'done' || !catalogue) return;
      [this.#texts, this.#catalogue] = [texts, catalogue];
      this.#setUp(language, catalogue);
      await this.#draw(result);
    } catch (error) {
      // It stands as it was.
      console.error(`Getthrough could not load its texts: ${asFailure(error, 'texts').detail}`);
    }
  }

  /**
   * Follows the attributes.
   * @param {string} language
   * @param {Catalogue} catalogue
   */
  #setUp(language, catalogue) {
    const complain = (/** @type {string} */ message) => console.warn(`<get-through>, ${message}`);
    this.#view.lang = language;
    // In a page of the same language, the page says which way it goes.
    const same = this.parentElement?.closest('[lang]')?.getAttribute('lang') === language;
    this.#view.dir = this.dir || (same ? '' : directionOf(language));
    readTheme(this.getAttribute('theme'), complain);
    const attribute = this.getAttribute('platforms');
    if (attribute === this.#read) return;
    this.#read = attribute;
    const wanted = readPlatforms(attribute, complain);
    const known = wanted.filter((id) => catalogue.platforms.some((platform) => platform.id === id));
    this.#unknown = wanted.filter((id) => !known.includes(id));
    this.#ticked = known.length > 0 ? new Set(known) : firstTicked(catalogue);
  }

  /** What to say before a run that is not as usual. */
  #notes() {
    const { texts, catalogue } = this.#loaded();
    const unknown = this.#unknown;
    const notes = hostNotes(catalogue, this.#ticked).map(({ kind, n }) => texts.say(`host.${kind}`, { n }));
    if (unknown.length === 0) return notes;
    return [texts.say('host.unknown', { n: unknown.length, names: texts.list(unknown, NAMES) }), ...notes];
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
      // The page has chosen a language meanwhile.
      if (this.#stale) {
        this.#opening = this.#open();
        return;
      }
      this.result = null;
      const view = drawShared(texts, catalogue, opened, {
        // Nothing is contacted before what it is is on the screen.
        onStart: () => {
          this.#against = opened.refusal ? null : toldOfLink(opened);
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
    if (this.#stale) {
      this.#opening = this.#open();
      return;
    }
    const { texts, catalogue } = this.#loaded();
    const view = drawConsent(texts, catalogue, this.#ticked, {
      notes: this.#notes(),
      isBusy: () => isTaken(this),
      onStart: () => this.#start(),
      // Only our own files. Whatever fails now is told when the button is pressed.
      onNear: () => void Promise.all([loadEngine(), ownModule(RESULTS)]).catch(() => {}),
    });
    this.#show('idle', view);
    if (this.#usual) view.append(backButton(texts, () => this.#useOwn([])));
    else besideStart(texts, catalogue, view, (urls) => this.#useOwn(urls));
  }

  /**
   * Puts a visitor's own list in place of the usual one, or the usual one back.
   * @param {string[]} urls
   */
  #useOwn(urls) {
    const usual = this.#usual ?? this.#loaded().catalogue;
    const own = urls.length > 0;
    this.#usual = own ? usual : null;
    this.#catalogue = own ? ownCatalogue(usual, urls) : usual;
    this.#ticked = own ? new Set(this.#catalogue.platforms.map(({ id }) => id)) : firstTicked(usual);
    this.#idle();
    this.#focus('[data-action="start"]');
  }

  #start() {
    if (!take(this)) {
      this.#idle();
      return;
    }
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
    try {
      if (!(await this.#draw(result))) return;
    } catch (error) {
      this.#fail(asFailure(error, 'page'), { pressed: true });
      return;
    }
    this.#focus('[data-part="headline"]');
    this.#tell('done', result);
  }

  /**
   * @param {RunResult} result
   * @returns {Promise<boolean>} False where another run has begun meanwhile.
   */
  async #draw(result) {
    const { texts, catalogue } = this.#loaded();
    const run = this.#run;
    const { drawResults } = /** @type {typeof import('./results.js')} */ (await ownModule(RESULTS));
    const engine = await loadEngine();
    if (this.#run !== run) return false;
    const view = drawResults(texts, catalogue, result, this.#usual ? null : engine.share, {
      against: this.#against,
      onAgain: () => this.#start(),
      onChoose: () => {
        this.#idle();
        this.#focus('[data-action="start"]');
      },
      onWatch: (place) => void besideWatch(texts, catalogue, place, result),
      onSecond: (told) => {
        this.#against = told;
        this.#start();
      },
    });
    this.#against = null;
    this.result = result;
    this.#show('done', view);
    besideResult(texts, catalogue, this.#view, result, this.getAttribute('collector'));
    return true;
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
    if (state !== 'running') leave(this);
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

// A page may have loaded it from two places.
if (!customElements.get('get-through')) customElements.define('get-through', GetThrough);
