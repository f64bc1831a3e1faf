// While it runs: how far it is, the sentence so far, and each platform as its answer comes.

import { el } from './dom.js';
import { headlineText } from './headline.js';
import { mark, platformIcon } from './marks.js';

/** @import { Catalogue, Headline, PlatformVerdict } from './types.js' */
/** @import { ShellEvent } from './engine.js' */
/** @import { Texts } from './i18n.js' */

/** A screen reader is told at most this often, ms: it must not talk over itself. */
const SPEAK_EVERY = 10_000;

export class Running {
  #texts;
  #catalogue;
  #headline;
  #phase;
  #count;
  #bar;
  #spoken;
  #spokeAt = performance.now();
  /** @type {Map<string, { row: HTMLElement, state: HTMLElement }>} */
  #rows = new Map();

  /**
   * @param {Texts} texts
   * @param {Catalogue} catalogue
   * @param {Set<string>} chosen
   * @param {() => void} onStop
   */
  constructor(texts, catalogue, chosen, onStop) {
    this.#texts = texts;
    this.#catalogue = catalogue;
    this.#headline = el('h2', { 'data-part': 'headline', tabindex: -1 }, texts.say('running.title'));
    this.#phase = el('p', { id: 'phase' }, texts.say('running.preparing'));
    this.#count = el('p', { class: 'count' });
    // Without a value it shows that something goes on, which is all that is known at first.
    this.#bar = el('progress', { 'aria-labelledby': 'phase' });
    this.#spoken = el('p', { class: 'unseen', role: 'status' });
    const rows = catalogue.platforms.filter(({ id }) => chosen.has(id)).map((platform) => {
      const state = el('span', { class: 'state' }, mark('waiting', texts.say('pending.waiting')));
      const row = el(
        'li',
        { 'data-platform': platform.id },
        platformIcon(platform),
        el('span', { class: 'name' }, platform.name),
        state,
      );
      this.#rows.set(platform.id, { row, state });
      return row;
    });
    this.element = el(
      'div',
      { class: 'running' },
      this.#headline,
      el(
        'div',
        { class: 'progress' },
        el('div', { class: 'where' }, this.#phase, this.#count),
        this.#bar,
        el(
          'button',
          { type: 'button', 'data-action': 'stop', click: onStop },
          texts.say('action.stop'),
        ),
      ),
      this.#spoken,
      el('p', { class: 'hint' }, texts.say('running.stay')),
      el('ul', { class: 'live' }, ...rows),
    );
  }

  /** @param {ShellEvent} event */
  update(event) {
    if (event.type === 'progress') this.#progress(event.phase, event.done, event.total);
    else if (event.type === 'headline') this.#say(event.headline);
    else if (event.type === 'platform') this.#judge(event.id, event.verdict, event.sure);
  }

  /**
   * @param {string} phase
   * @param {number} done
   * @param {number} total
   */
  #progress(phase, done, total) {
    this.#phase.textContent = this.#texts.say(`phase.${phase}`);
    this.#count.textContent = this.#texts.say('running.progress', { done, total });
    this.#bar.max = Math.max(total, 1);
    this.#bar.value = done;
    const now = performance.now();
    if (now - this.#spokeAt < SPEAK_EVERY) return;
    this.#spokeAt = now;
    this.#spoken.textContent = `${this.#count.textContent}. ${this.#headline.textContent}`;
  }

  /** @param {Headline} headline */
  #say(headline) {
    this.#headline.textContent = this.#texts.say('running.sofar', {
      headline: headlineText(this.#texts, this.#catalogue, headline),
    });
  }

  /**
   * @param {string} id
   * @param {PlatformVerdict} verdict
   * @param {boolean} sure
   */
  #judge(id, verdict, sure) {
    const found = this.#rows.get(id);
    if (!found) return;
    if (sure) found.row.setAttribute('data-verdict', verdict);
    else found.row.removeAttribute('data-verdict');
    // What gets through once is known to; anything else is only said when it is sure.
    found.state.replaceChildren(
      sure || verdict === 'reachable'
        ? mark(verdict, this.#texts.say(`verdict.${verdict}`))
        : mark('waiting', this.#texts.say('pending.again')),
    );
  }
}
