// The second consent: what would leave, in words and as it is, and the button that sends it.

import { el } from '../dom.js';
import { drop, keep } from './kept.js';
import { seenRun } from './seen.js';
import { send } from './send.js';
import { endOf, textOf } from './text.js';

/** @import { Catalogue, Engine, Refused, Report, ReportRefused, RunResult } from '../types.js' */
/** @import { Texts } from '../i18n.js' */

/** What leaves, in words. */
const PARTS = ['platforms', 'controls', 'time', 'browser'];

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {Engine['report']} make
 * @param {URL} collector
 * @returns {HTMLElement[]}
 */
export function drawSubmit(texts, catalogue, result, make, collector) {
  const made = make(seenRun(catalogue, result), catalogue);
  if ('refusal' in made) {
    const why = texts.say(`report.refusal.${made.refusal.name}`);
    return [el('p', { class: 'hint', 'data-refusal': made.refusal.name }, why)];
  }
  const text = textOf(made);
  const { host } = collector;
  const part = (/** @type {string} */ name) =>
    el('li', {}, texts.say(`report.part.${name}`, { n: made.platforms.length }));
  const intro = el('p', {}, texts.say('report.parts'));
  const exact = exactly(texts, text);
  const onTaken = () => {
    intro.textContent = texts.say('report.parts.sent');
    exact.firstElementChild?.replaceChildren(texts.say('report.exact.sent'));
  };
  return [
    el('h4', {}, texts.say('report.add')),
    intro,
    el('ul', { class: 'plain' }, ...PARTS.map(part)),
    el('p', {}, texts.say('report.never')),
    el('p', {}, texts.say('report.derived', { host })),
    exact,
    ...submitting(texts, collector, text, onTaken),
  ];
}

/**
 * The text itself, to open.
 * @param {Texts} texts
 * @param {string} text
 */
export function exactly(texts, text) {
  return el(
    'details',
    { class: 'exact' },
    el('summary', {}, texts.say('report.exact')),
    el('pre', { dir: 'ltr', tabindex: 0, 'data-part': 'report' }, text),
  );
}

/**
 * The button, and what came of it.
 * @param {Texts} texts
 * @param {URL} collector
 * @param {string} text
 * @param {() => void} onTaken
 */
function submitting(texts, collector, text, onTaken) {
  const { host, href: to } = collector;
  const status = statusLine();
  let isKept = false;
  const button = el('button', { type: 'button', 'data-action': 'submit', click: () => void press() }, texts.say('report.submit'));
  const store = el('button', { type: 'button', 'data-action': 'keep', hidden: true, click: () => onKeep() }, texts.say('report.keep'));

  const press = async () => {
    // Busy, not disabled: the focus stays on it, and a second press does nothing.
    if (button.getAttribute('aria-disabled') === 'true') return;
    // Taken out first: of two tabs only one sends it.
    if (isKept && !drop({ to, text }, Date.now())) {
      status.say(texts.say('report.gone'));
      leave(button, status);
      return;
    }
    button.setAttribute('aria-disabled', 'true');
    status.say(texts.say('report.sending', { host }));
    const sent = await send(collector, text);
    button.removeAttribute('aria-disabled');
    tell(texts, status, host, sent);
    if (isKept && isWorthKeeping(sent)) keep({ to, text }, Date.now());
    if (sent.kind === 'taken') onTaken();
    store.hidden = !isWorthKeeping(sent);
    // It is sent once, and what was refused is refused again.
    if (store.hidden) leave(button, status);
    else button.textContent = texts.say('report.again');
  };
  const onKeep = () => {
    isKept = keep({ to, text }, Date.now());
    const came = isKept ? 'kept' : 'not_kept';
    status.element.dataset.sent = came;
    status.say(texts.say(`report.${came}`, { when: texts.when(endOf(text)) }));
    if (isKept) leave(store, status);
  };
  return [el('div', { class: 'row' }, button, store), status.element];
}

/**
 * Whether another try may end otherwise.
 * @param {import('./send.js').Sent} sent
 */
export function isWorthKeeping({ kind }) {
  return kind === 'away' || kind === 'busy';
}

/** A line that is read out when it changes, and that can take the focus of a button that goes. */
export function statusLine() {
  const element = el('p', { class: 'status', role: 'status', tabindex: -1 });
  return {
    element,
    /** @param {string} sentence @param {string} [quoted] In the collector's own words. */
    say(sentence, quoted) {
      element.replaceChildren(sentence, ...(quoted ? [' ', el('q', { lang: 'en', dir: 'auto' }, quoted)] : []));
    },
  };
}

/**
 * @param {Texts} texts
 * @param {ReturnType<typeof statusLine>} status
 * @param {string} host
 * @param {import('./send.js').Sent} sent
 */
export function tell(texts, status, host, sent) {
  status.element.dataset.sent = sent.kind;
  status.say(texts.say(`report.${sent.kind}`, { host }), 'words' in sent ? sent.words : '');
}

/**
 * Takes a button away that has no use any more.
 * @param {HTMLElement} button
 * @param {ReturnType<typeof statusLine>} status
 */
export function leave(button, status) {
  const root = /** @type {ShadowRoot | Document} */ (button.getRootNode());
  const had = root.activeElement === button;
  button.remove();
  if (had) status.element.focus();
}
