// Platforms in groups by verdict, of a run or of a link.

import { el } from './dom.js';

/** @import { Catalogue, Platform, PlatformVerdict } from './types.js' */
/** @import { Texts } from './i18n.js' */

/** What a visitor came for first: what does not work. @type {PlatformVerdict[]} */
const GROUPS = ['unreachable', 'slow', 'partly', 'browser_blocked', 'inconclusive', 'reachable'];

/** Where nothing is wrong with a platform in particular: a longer list is drawn compact. */
const QUIET = new Set(['reachable', 'inconclusive']);

/** So many rows are no long list. A longer one starts closed, unless it is all there is. */
const SHORT_LIST = 8;

/**
 * @template {{ verdict: PlatformVerdict }} Found
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Record<string, Found>} platforms By id.
 * @param {string} titles Before the verdict in the keys of the groups' titles.
 * @param {(platform: Platform, found: Found) => HTMLElement} row
 * @returns {HTMLElement[]}
 */
export function groups(texts, catalogue, platforms, titles, row) {
  return GROUPS.flatMap(/** @returns {HTMLElement[]} */ (verdict) => {
    const rows = catalogue.platforms.flatMap((platform) => {
      const found = platforms[platform.id];
      return found?.verdict === verdict ? [row(platform, found)] : [];
    });
    if (rows.length === 0) return [];
    const heading = el(
      'h3',
      {},
      texts.say(`${titles}.${verdict}`),
      el('bdi', { class: 'count' }, texts.say('{n}', { n: rows.length })),
    );
    if (!QUIET.has(verdict) || rows.length <= SHORT_LIST) {
      return [heading, el('ul', { class: 'rows' }, ...rows)];
    }
    const all = rows.length === Object.keys(platforms).length;
    return [
      el(
        'details',
        { class: 'group', open: all },
        el('summary', {}, heading),
        el('ul', { class: 'rows compact' }, ...rows),
      ),
    ];
  });
}
