// The runs that are kept in this browser: look, compare two, delete, take away, bring back.

import { drawComparison } from '../compare/view.js';
import { el } from '../dom.js';
import { offer } from '../download.js';
import { headlineText } from '../headline.js';
import { loadIcons } from '../marks.js';
import { fromFile, keptOf, toFile, toldOfKept } from './form.js';
import { NotKept, addRuns, deleteRun, deleteRuns, readRuns } from './store.js';

/** @import { Catalogue, RunResult } from '../types.js' */
/** @import { Texts } from '../i18n.js' */
/** @import { KeptRun } from './form.js' */

/** How many are compared. */
const PAIR = 2;

/**
 * The list, and keeping the run on the screen.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult | null} current The run on the screen.
 */
export function drawRuns(texts, catalogue, current) {
  const status = el('p', { class: 'status', role: 'status' });
  const list = el('ul', { class: 'kept' });
  const place = el('div', { class: 'place' });
  const button = (/** @type {string} */ action, /** @type {() => void} */ click) =>
    el('button', { type: 'button', 'data-action': action, click }, texts.say(`runs.${action}`));
  /** @type {Set<number>} */
  let ticked = new Set();

  /**
   * Does something with what is kept, shows what is kept then, and says how it went.
   * @param {() => KeptRun[]} act
   * @param {string} [done] Key of what to say.
   * @param {Record<string, number>} [values]
   */
  const change = (act, done = '', values = {}) => {
    try {
      draw(act());
      status.textContent = done && texts.say(done, values);
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      status.textContent = texts.say(`runs.not.${error.why}`);
      again.hidden = error.why !== 'unreadable';
      if (error.why === 'unreadable') all.hidden = false;
    }
  };

  const keep = button('keep', () => {
    if (current) change(() => addRuns([keptOf(current)]), 'runs.kept');
  });
  const compare = button('compare', () => {
    const [second, first] = readRuns().filter(({ started_ms }) => ticked.has(started_ms)).map(toldOfKept);
    if (!first || !second) return;
    const view = drawComparison(texts, catalogue, first, second);
    place.replaceChildren(view);
    void loadIcons(view);
    view.querySelector('h3')?.focus();
  });
  const exported = button('export', () => change(() => {
    const runs = readRuns();
    offer(toFile(runs), 'application/json', 'get-through-runs.json');
    return runs;
  }));
  const file = el('input', { type: 'file', accept: '.json,application/json', hidden: true });
  file.addEventListener('change', async () => {
    const text = await file.files?.[0]?.text();
    file.value = '';
    if (text === undefined) return;
    const runs = fromFile(text);
    if (runs) change(() => addRuns(runs), 'runs.imported', { n: runs.length });
    else status.textContent = texts.say('runs.not.file');
  });
  const imported = button('import', () => file.click());
  const again = button('delete_all', () => {
    again.hidden = true;
    change(() => {
      deleteRuns();
      return [];
    }, 'runs.deleted');
    keep.focus();
  });
  again.textContent = texts.say('runs.delete_all.sure');
  const all = button('delete_all', () => {
    again.hidden = false;
    all.hidden = true;
    again.focus();
  });
  again.hidden = true;

  /** @param {KeptRun[]} runs */
  function draw(runs) {
    ticked = new Set([...ticked].filter((started) => runs.some(({ started_ms }) => started_ms === started)));
    list.replaceChildren(...runs.map(row));
    keep.hidden = !current || runs.some(({ started_ms }) => started_ms === current.started_ms);
    compare.hidden = runs.length < PAIR;
    compare.disabled = ticked.size !== PAIR;
    for (const one of [exported, all]) one.hidden = runs.length === 0;
    if (runs.length < PAIR) place.replaceChildren();
    again.hidden = true;
    count.textContent = texts.say('{n}', { n: runs.length });
    none.hidden = runs.length > 0;
  }

  /** @param {KeptRun} run */
  function row({ started_ms: started, headline }) {
    const box = el('input', { type: 'checkbox' });
    box.checked = ticked.has(started);
    box.addEventListener('change', () => {
      if (box.checked) ticked.add(started);
      else ticked.delete(started);
      compare.disabled = ticked.size !== PAIR;
    });
    const when = texts.when(started);
    const drop = el(
      'button',
      {
        type: 'button',
        'data-action': 'delete',
        'aria-label': texts.say('runs.delete.one', { when }),
        click: () => change(() => deleteRun(started), 'runs.deleted.one'),
      },
      texts.say('runs.delete'),
    );
    return el(
      'li',
      { 'data-run': started },
      el('label', {}, box, el('span', {}, when, el('span', { class: 'note' }, headlineText(texts, catalogue, headline)))),
      drop,
    );
  }

  const count = el('bdi', { class: 'count' });
  const none = el('p', { class: 'hint' }, texts.say('runs.none'));
  const element = el(
    'details',
    { class: 'group', 'data-part': 'runs' },
    // Below a result's headline, or below the page's title alone.
    el('summary', {}, el(current ? 'h3' : 'h2', {}, texts.say('runs.title'), count)),
    el('p', { class: 'hint' }, texts.say('runs.where')),
    none,
    list,
    el('div', { class: 'row' }, keep, compare, exported, imported, all, again),
    file,
    status,
    place,
  );
  change(readRuns);
  return element;
}
