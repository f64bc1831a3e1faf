// Reports that wait in this browser, offered again: each is sent or dropped by a press, and goes by
// itself after a day.

import { el } from '../dom.js';
import { drop, keep, readKept } from './kept.js';
import { send } from './send.js';
import { exactly, isWorthKeeping, leave, statusLine, tell } from './submit.js';
import { startOf } from './text.js';

/** @import { Texts } from '../i18n.js' */
/** @import { Kept } from './kept.js' */

/**
 * Null where none waits.
 * @param {Texts} texts
 */
export function drawLater(texts) {
  const all = readKept(Date.now());
  if (all.length === 0) return null;
  return el(
    'section',
    { class: 'report', 'data-part': 'kept', 'aria-label': texts.say('report.later') },
    ...all.flatMap((report) => offer(texts, report)),
  );
}

/**
 * @param {Texts} texts
 * @param {Kept} report
 */
function offer(texts, report) {
  const collector = new URL(report.to);
  const { host } = collector;
  const status = statusLine();
  const button = (/** @type {string} */ action, /** @type {() => void} */ click) =>
    el('button', { type: 'button', 'data-action': action, click }, texts.say(`report.${action}`));
  const over = () => {
    leave(discard, status);
    leave(submit, status);
  };
  const onSubmit = async () => {
    if (submit.getAttribute('aria-disabled') === 'true') return;
    // Taken out first: of two tabs only one sends it.
    if (!drop(report, Date.now())) {
      status.say(texts.say('report.gone'));
      over();
      return;
    }
    submit.setAttribute('aria-disabled', 'true');
    status.say(texts.say('report.sending', { host }));
    const sent = await send(collector, report.text);
    submit.removeAttribute('aria-disabled');
    tell(texts, status, host, sent);
    if (isWorthKeeping(sent)) keep(report, Date.now());
    else over();
  };
  const onDrop = () => {
    drop(report, Date.now());
    status.say(texts.say('report.dropped'));
    over();
  };
  const submit = button('submit_kept', () => void onSubmit());
  const discard = button('drop', onDrop);
  const when = texts.when(startOf(report.text) ?? 0);
  return [
    el('p', {}, texts.say('report.waits', { when, host })),
    exactly(texts, report.text),
    el('div', { class: 'row' }, submit, discard),
    status.element,
  ];
}
