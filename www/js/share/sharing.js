// The button of a finished run that opens the panel for sharing, and closes it again.

import { el } from '../dom.js';
import { drawPanel } from './panel.js';

/** @import { Catalogue, RunResult, Seen } from '../types.js' */
/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {((seen: Seen) => string) | null} encode What a link holds; null: no link can.
 * @returns {{ button: HTMLElement, place: HTMLElement }} `place` is where the panel opens.
 */
export function sharing(texts, catalogue, result, encode) {
  const place = el('div', { class: 'place' });
  const close = () => {
    place.replaceChildren();
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  };
  const open = () => {
    if (place.childElementCount > 0) return close();
    place.append(drawPanel(texts, catalogue, result, encode, close));
    button.setAttribute('aria-expanded', 'true');
    place.querySelector('h3')?.focus();
  };
  const button = el(
    'button',
    { type: 'button', 'data-action': 'share', 'aria-expanded': 'false', click: open },
    texts.say('action.share'),
  );
  return { button, place };
}
