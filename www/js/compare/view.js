// Two runs side by side: a sentence, what changed, and the rest.

import { platformNames } from '../catalogue.js';
import { el } from '../dom.js';
import { mark, platformIcon } from '../marks.js';
import { difference } from './difference.js';

/** @import { Catalogue, Platform } from '../types.js' */
/** @import { Texts } from '../i18n.js' */
/** @import { Difference } from './difference.js' */
/** @import { Told, ToldPlatform } from './told.js' */

/** So many platforms are named in the sentence. */
const NAMES = 3;

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Told} first The earlier one.
 * @param {Told} second
 */
export function drawComparison(texts, catalogue, first, second) {
  const found = difference(catalogue.platforms.map(({ id }) => id), first, second);
  const changed = [...found.worse, ...found.better];
  const table = (/** @type {string[]} */ ids) => tableOf(texts, catalogue, first, second, ids);
  return el(
    'div',
    { class: 'comparison', 'data-part': 'comparison' },
    el('h3', { tabindex: -1 }, sentence(texts, catalogue, found)),
    el('p', { class: 'hint' }, texts.say(found.sound ? 'compare.meaning' : 'compare.unsound')),
    changed.length > 0 && table(changed),
    rest(texts, 'compare.unsure', found.unsure, table),
    rest(texts, 'compare.same', found.same, table),
    notInBoth(texts, catalogue, 'compare.only_first', found.onlyFirst),
    notInBoth(texts, catalogue, 'compare.only_second', found.onlySecond),
  );
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Difference} found
 */
function sentence(texts, catalogue, { better, worse, same, unsure }) {
  const say = (/** @type {string} */ key, /** @type {string[]} */ ids) =>
    texts.say(key, { n: ids.length, names: texts.list(platformNames(catalogue, ids), NAMES) });
  const parts = [
    worse.length > 0 && say('compare.worse', worse),
    better.length > 0 && say('compare.better', better),
  ].filter((part) => part !== false);
  if (parts.length > 0) return parts.join(' ');
  return texts.say(same.length + unsure.length > 0 ? 'compare.nothing' : 'compare.nothing_shared');
}

/**
 * @param {Texts} texts
 * @param {string} title
 * @param {string[]} ids
 * @param {(ids: string[]) => HTMLElement} table
 */
function rest(texts, title, ids, table) {
  if (ids.length === 0) return null;
  const heading = el('h4', {}, texts.say(title), el('bdi', { class: 'count' }, texts.say('{n}', { n: ids.length })));
  const details = el('details', { class: 'group' }, el('summary', {}, heading));
  details.addEventListener('toggle', () => details.append(table(ids)), { once: true });
  return details;
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {string} key
 * @param {string[]} ids
 */
function notInBoth(texts, catalogue, key, ids) {
  if (ids.length === 0) return null;
  return el('p', { class: 'hint' }, texts.say(key, { n: ids.length, names: texts.list(platformNames(catalogue, ids), NAMES) }));
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Told} first
 * @param {Told} second
 * @param {string[]} ids
 */
function tableOf(texts, catalogue, first, second, ids) {
  const platforms = new Map(catalogue.platforms.map((platform) => [platform.id, platform]));
  const rows = ids.flatMap((id) => {
    const [platform, before, after] = [platforms.get(id), first.platforms[id], second.platforms[id]];
    return platform && before && after ? [row(texts, platform, before, after)] : [];
  });
  return el(
    'table',
    {},
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, texts.say('compare.platform')),
        el('th', { scope: 'col' }, ...title(texts, first)),
        el('th', { scope: 'col' }, ...title(texts, second, true)),
      ),
    ),
    el('tbody', {}, ...rows),
  );
}

/**
 * Whose run it is, and when.
 * @param {Texts} texts
 * @param {Told} told
 * @param {boolean} [last]
 */
function title(texts, { kind, at }, last = false) {
  const when = at === null ? texts.say('compare.no_time') : kind === 'shared' ? texts.hour(at) : texts.when(at);
  return [texts.say(`compare.${last && kind === 'own' ? 'this' : kind}`), el('span', { class: 'note' }, when)];
}

/**
 * @param {Texts} texts
 * @param {Platform} platform
 * @param {ToldPlatform} before
 * @param {ToldPlatform} after
 */
function row(texts, platform, before, after) {
  return el(
    'tr',
    { 'data-compared': platform.id },
    el('th', { scope: 'row' }, platformIcon(platform), el('span', { class: 'name' }, platform.name)),
    ...[before, after].map(({ verdict, ms }) =>
      el(
        'td',
        {},
        mark(verdict, texts.say(`verdict.${verdict}`)),
        verdict === 'reachable' && ms !== null && el('span', { class: 'note' }, texts.time(ms)),
      ),
    ),
  );
}
