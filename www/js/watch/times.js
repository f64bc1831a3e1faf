// A line of time for each platform: how tall a part is tells how much got through, beside its
// words. Time in which nobody looked is empty.

import { el } from '../dom.js';
import { mark, platformIcon } from '../marks.js';

/** @import { Catalogue, Platform } from '../types.js' */
/** @import { Texts } from '../i18n.js' */
/** @import { Schedule } from './schedule.js' */
/** @import { Span, Track } from './track.js' */

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Schedule} schedule
 */
export function drawTimes(texts, catalogue, schedule) {
  const platforms = new Map(catalogue.platforms.map((platform) => [platform.id, platform]));
  const all = schedule.tracks.filter(([, { spans }]) => spans.length > 0);
  const worth = all.filter(([, track]) => track.hasChanged || track.verdict !== 'reachable');
  const start = Math.min(...all.map(([, { spans }]) => spans[0]?.from ?? Infinity));
  const end = Math.max(...all.map(([, { spans }]) => spans.at(-1)?.to ?? 0));
  const rows = worth.flatMap(([id, track]) => {
    const platform = platforms.get(id);
    return platform ? [row(texts, platform, track, start, end)] : [];
  });
  const fine = all.length - worth.length;
  return [
    rows.length > 0 && el('ul', { class: 'rows' }, ...rows),
    fine > 0 && el('p', { class: 'hint' }, texts.say('watch.fine', { n: fine })),
  ].filter((child) => child !== false);
}

/**
 * @param {Texts} texts
 * @param {Platform} platform
 * @param {Track} track
 * @param {number} start
 * @param {number} end
 */
function row(texts, platform, track, start, end) {
  const verdict = track.verdict ?? 'inconclusive';
  const details = el(
    'details',
    {},
    el(
      'summary',
      {},
      platformIcon(platform),
      el('span', { class: 'name' }, platform.name),
      mark(verdict, texts.say(`verdict.${verdict}`)),
      strip(track.spans, start, end),
    ),
    el('ol', {}, ...track.spans.map((span) => el('li', {}, words(texts, span)))),
  );
  return el('li', { 'data-watched': platform.id, 'data-verdict': verdict }, details);
}

/**
 * @param {Texts} texts
 * @param {Span} span
 */
function words(texts, { verdict, from, to, after }) {
  const told = texts.say('watch.span', { span: texts.span(from, to), verdict: texts.say(`verdict.${verdict}`) });
  return after ? `${texts.say('watch.gap')} ${told}` : told;
}

/**
 * The picture of what the words say.
 * @param {readonly Span[]} spans
 * @param {number} start
 * @param {number} end
 */
function strip(spans, start, end) {
  const whole = Math.max(end - start, 1);
  const parts = spans.map(({ verdict, from, to }, i) => {
    const next = spans[i + 1];
    // Until the next look said otherwise; a gap stays empty.
    const until = next && !next.after ? next.from : to;
    const part = el('span', { class: `part ${verdict}` });
    part.style.insetInlineStart = `${((from - start) / whole) * 100}%`;
    part.style.inlineSize = `max(3px, ${((until - from) / whole) * 100}%)`;
    return part;
  });
  return el('span', { class: 'strip', 'aria-hidden': 'true' }, ...parts);
}
