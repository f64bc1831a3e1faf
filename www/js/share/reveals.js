// What a link reveals, said before it is shared. `docs/SHARE.md` has the same in bits.

import { startsTicked } from '../catalogue.js';
import { el } from '../dom.js';
import { previewPath } from './link.js';
import { limitList } from './summary.js';

/** @import { Catalogue, RunResult } from '../types.js' */
/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {number | null} hour_ms Null where the time is left out.
 * @param {boolean} linked Whether there is a link; without, only text and picture leave the page.
 * @returns {Node[]}
 */
export function reveals(texts, catalogue, result, hour_ms, linked) {
  const { caveats, headline, platforms } = result;
  const path = linked ? previewPath(headline, texts.language) : '';
  const usual = catalogue.platforms.every((p) => startsTicked(catalogue, p) === p.id in platforms);
  const held = [
    texts.say('share.reveals.platforms', { n: Object.keys(platforms).length }),
    hour_ms === null
      ? texts.say('share.reveals.no_time')
      : texts.say('share.reveals.time', { hour: texts.hour(hour_ms, 'UTC') }),
    caveats.length > 0 && texts.say('share.reveals.limits', { list: limitList(texts, caveats) }),
    linked && texts.say('share.reveals.version'),
    path && texts.say('share.reveals.path', { path }),
  ];
  return [
    el('p', {}, texts.say(linked ? 'share.reveals' : 'share.reveals.no_link')),
    el('ul', { class: 'plain' }, ...held.map((sentence) => sentence && el('li', {}, sentence))),
    el('p', {}, texts.say('share.reveals.never')),
    el('p', {}, texts.say('share.reveals.hint'), !usual && ` ${texts.say('share.reveals.choice')}`),
  ];
}
