// Watching: choose how often, then a line of time for each platform that is not just fine.

import { el } from '../dom.js';
import { offer } from '../download.js';
import { platformNames } from '../catalogue.js';
import { rowsOf, toCsv } from './export.js';
import { Notices } from './notices.js';
import { drawTimes } from './times.js';
import { Watcher } from './watcher.js';

/** @import { Catalogue, RunResult } from '../types.js' */
/** @import { Texts } from '../i18n.js' */
/** @import { Change } from './schedule.js' */
/** @import { State } from './watcher.js' */

/** How often, minutes. */
const EVERY = [5, 15, 30, 60];

/** So many changes are listed. */
const LISTED = 50;

/** So many platforms of a change are named. */
const NAMES = 4;

/**
 * Changes that one sentence can tell.
 * @param {Change[]} changes
 */
function together(changes) {
  /** @type {Map<string, Change[]>} */
  const kinds = new Map();
  for (const change of changes) {
    const kind = `${change.kind} ${change.to}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), change]);
  }
  return [...kinds.values()];
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result The run that it begins with.
 */
export function drawWatch(texts, catalogue, result) {
  const status = el('p', { class: 'status', role: 'status' });
  const times = el('div', { class: 'times' });
  const list = el('ul', { class: 'changes' });
  const title = el('h3', { tabindex: -1 }, texts.say('watch.title'));
  const notices = new Notices(texts);
  /** @type {Watcher | null} */
  let watcher = null;

  const every = el('select', { id: 'every' }, ...EVERY.map((minutes) => el('option', { value: minutes }, texts.minutes(minutes))));
  every.value = '15';
  const button = (/** @type {string} */ action, /** @type {() => void} */ click, className = '') =>
    el('button', { type: 'button', class: className || null, 'data-action': `watch_${action}`, click }, texts.say(`watch.${action}`));

  const begin = button('begin', () => {
    watcher = new Watcher(catalogue, Object.keys(result.platforms), Number(every.value) * 60_000, {
      onState: (state) => tell(state),
      onResult: (_, changes) => take(changes),
    });
    show(true);
    watcher.begin(result);
    end.focus();
  }, 'primary');
  const end = button('end', () => {
    watcher?.stop();
    show(false);
    begin.focus();
  });
  const now = button('now', () => watcher?.lookNow());
  const notify = button('notify', async () => {
    status.textContent = texts.say(`watch.notify.${await notices.ask()}`);
    notify.hidden = notices.allowed;
  });
  const csv = button('csv', () => offer(toCsv(rows()), 'text/csv', 'get-through-watch.csv'));
  const json = button('json', () => offer(JSON.stringify(rows(), null, 1), 'application/json', 'get-through-watch.json'));
  const rows = () => (watcher ? rowsOf(catalogue, watcher.schedule) : []);

  const before = el('div', { class: 'row' }, el('label', { for: 'every' }, texts.say('watch.every')), every, begin);
  const during = el('div', { class: 'row' }, end, now, notify, csv, json);

  /** @param {boolean} on */
  function show(on) {
    before.hidden = on;
    for (const one of [end, now]) one.hidden = !on;
    notify.hidden = !on || notices.allowed;
    for (const one of [csv, json]) one.hidden = !watcher;
  }

  /** @param {State} state */
  function tell({ kind, at, asked }) {
    // The view has made way for another: nobody would see it.
    if (kind !== 'over' && !panel.isConnected && times.childElementCount > 0) {
      watcher?.stop();
      return;
    }
    panel.dataset.watch = kind;
    status.textContent = texts.say(`watch.state.${kind}`, { n: asked, time: texts.clock(at) });
  }

  /** @param {Change[]} changes */
  function take(changes) {
    if (!watcher) return;
    times.replaceChildren(...drawTimes(texts, catalogue, watcher.schedule));
    for (const alike of together(changes)) {
      const words = sentence(alike);
      const { at = 0, id = '' } = alike[0] ?? {};
      list.prepend(el('li', { 'data-change': id }, el('time', {}, texts.when(at)), ' ', words));
      void notices.show(words, id);
    }
    while (list.childElementCount > LISTED) list.lastElementChild?.remove();
  }

  /** @param {Change[]} alike */
  function sentence(alike) {
    const { kind = 'other', to = 'reachable' } = alike[0] ?? {};
    const names = texts.list(platformNames(catalogue, alike.map(({ id }) => id)), NAMES);
    return texts.say(`watch.change.${kind}`, { n: alike.length, names, verdict: texts.say(`verdict.${to}`) });
  }

  const panel = el(
    'section',
    { class: 'watch', 'data-part': 'watch', 'aria-label': texts.say('watch.title') },
    title,
    el('p', { class: 'hint' }, texts.say('watch.about')),
    before,
    status,
    list,
    times,
    during,
  );
  show(false);
  return { element: panel, focus: () => title.focus(), stop: () => watcher?.stop() };
}
