// “With and without VPN”: two runs, one after the other, with what to do between them. The first
// is remembered only until the page is closed.

import { el } from '../dom.js';

/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {() => void} onNext The visitor has switched, and wants the second run.
 */
export function drawGuide(texts, onNext) {
  const title = el('h3', { tabindex: -1 }, texts.say('compare.guide'));
  const guide = el(
    'section',
    { class: 'comparison', 'data-part': 'guide', 'aria-label': texts.say('compare.guide') },
    title,
    el(
      'ol',
      { class: 'steps' },
      ...['first', 'switch', 'second'].map((step) => el('li', {}, texts.say(`compare.guide.${step}`))),
    ),
    el('p', { class: 'hint' }, texts.say('compare.guide.seen')),
    el(
      'div',
      { class: 'row' },
      el('button', { type: 'button', class: 'primary', 'data-action': 'second', click: onNext }, texts.say('compare.guide.next')),
    ),
  );
  return { element: guide, focus: () => title.focus() };
}
