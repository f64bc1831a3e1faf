// When there are no figures to show: why, and what to do.

import { el } from '../dom.js';
import { Trouble } from './ask.js';

/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {unknown} error
 * @param {string} host
 * @param {(() => void) | null} again
 * @param {'h1' | 'h2'} [heading] What its title is in the page's outline.
 */
export function drawTrouble(texts, error, host, again, heading = 'h2') {
  const kind = error instanceof Trouble ? error.kind : 'strange';
  const detail = error instanceof Error ? error.message : String(error);
  return el(
    'section',
    { class: 'trouble', 'data-trouble': kind },
    el(heading, {}, texts.say(`explore.trouble.${kind}.title`)),
    el('p', {}, texts.say(`explore.trouble.${kind}`, { host })),
    again && el('p', {}, el('button', { type: 'button', class: 'primary', 'data-action': 'retry', click: again }, texts.say('explore.retry'))),
    detail && el('details', {}, el('summary', {}, texts.say('failure.detail')), el('pre', {}, detail)),
  );
}
