// The way back from a visitor's own list.

import { el } from '../dom.js';

/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {() => void} click
 */
export function backButton(texts, click) {
  return el('button', { type: 'button', 'data-action': 'usual', click }, texts.say('own.back'));
}
