// When the check cannot run: what happened, what to do, and the details for whoever repairs it.

import { el } from './dom.js';

/** @import { Failure } from './files.js' */
/** @import { Texts } from './i18n.js' */

/**
 * @param {Texts | null} texts Null where the texts themselves did not load.
 * @param {Failure} failure
 * @param {() => void} onAgain
 */
export function drawFailure(texts, { kind, detail }, onAgain) {
  // The only words outside of the locale: those for when there is none.
  const words = texts
    ? {
        title: texts.say(`failure.${kind}.title`),
        advice: texts.say(`failure.${kind}.do`),
        again: texts.say('action.again'),
        detail: texts.say('failure.detail'),
      }
    : {
        title: 'The texts of this page could not be loaded.',
        advice: 'Check that this device is online, then try again. If you opened the page from a file, open it from a web address instead.',
        again: 'Try again',
        detail: 'Technical details',
      };
  // A list of broken rules is the message itself, not a detail.
  const inside = el('pre', {}, detail);
  return el(
    'div',
    { class: 'failure', role: 'alert' },
    el('h2', { 'data-part': 'headline', tabindex: -1, 'data-failure': kind }, words.title),
    el('p', {}, words.advice),
    kind === 'catalogue_rules'
      ? inside
      : el('details', {}, el('summary', {}, words.detail), inside),
    el('button', { type: 'button', class: 'primary', 'data-action': 'again', click: onAgain }, words.again),
  );
}
