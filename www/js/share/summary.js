// A result in the words of whoever shares it: a sentence, a few lines, what they rest on. Text and
// picture are made of the same. It says what one browser saw, and when, not what is.

import { platformNames } from '../catalogue.js';
import { headlineSentence } from '../headline.js';

/** @import { Catalogue, Headline, PlatformVerdict } from '../types.js' */
/** @import { Texts } from '../i18n.js' */

/**
 * @typedef {object} Told What is told of a run.
 * @property {Headline} headline
 * @property {{ kind: string }[]} caveats
 * @property {Record<string, { verdict: PlatformVerdict }>} platforms
 */

/**
 * @typedef {object} Line
 * @property {PlatformVerdict} verdict
 * @property {string} words
 * @property {string} [name] What may be shortened of them where room is short: never the verdict.
 */

/** @typedef {{ headline: string, lines: Line[], about: string, limits: string }} Summary */

/** What is told platform by platform, the worst first. @type {PlatformVerdict[]} */
const NAMED = ['unreachable', 'partly', 'slow'];

/** What is only counted. @type {PlatformVerdict[]} */
const COUNTED = ['browser_blocked', 'inconclusive', 'reachable'];

/** Of so few platforms each is named, whatever was seen of it. */
const FEW = 6;

/** Caveats that take nothing from what the summary says, or that its lines say already. */
const MINOR = new Set(['some_controls_failed', 'throughput_not_judged', 'coarse_clock', 'browser_blocks']);

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Told} told
 * @param {number | null} hour_ms When its hour began; null where the time is left out.
 * @param {number} most So many lines at most name a platform.
 * @returns {Summary}
 */
export function summarise(texts, catalogue, told, hour_ms, most) {
  const found = Object.values(told.platforms);
  const n = found.length;
  const limits = told.caveats.filter(({ kind }) => !MINOR.has(kind));
  return {
    headline: headlineSentence(texts, catalogue, told.headline, 'share.headline'),
    lines: lines(texts, catalogue, told, most),
    about:
      hour_ms === null
        ? texts.say('share.about', { n })
        : texts.say('share.about.hour', { n, hour: texts.hour(hour_ms, 'UTC') }),
    limits: limits.length > 0 ? texts.say('share.limited', { list: limitList(texts, limits) }) : '',
  };
}

/**
 * What limits a result, as one enumeration.
 * @param {Texts} texts
 * @param {{ kind: string }[]} caveats
 */
export function limitList(texts, caveats) {
  return texts.list(caveats.map(({ kind }) => texts.say(`share.limit.${kind}`)));
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Told} told
 * @param {number} most
 * @returns {Line[]}
 */
function lines(texts, catalogue, { headline, platforms }, most) {
  const few = Object.keys(platforms).length <= FEW;
  /** @param {PlatformVerdict} verdict */
  const of = (verdict) =>
    catalogue.platforms.map(({ id }) => id).filter((id) => platforms[id]?.verdict === verdict);
  /** @param {PlatformVerdict} verdict @param {string[]} ids */
  const named = (verdict, ids) =>
    platformNames(catalogue, ids).map((name) => ({
      verdict,
      name,
      words: texts.say('share.line', { name, verdict: texts.say(`shared.verdict.${verdict}`) }),
    }));
  /** @param {PlatformVerdict} verdict @param {number} n */
  const counted = (verdict, n) =>
    n > 0 ? [{ verdict, words: texts.say(`share.others.${verdict}`, { n }) }] : [];

  if (few) return [...NAMED, ...COUNTED].flatMap((verdict) => named(verdict, of(verdict)));
  // The sentence has said it all.
  if (headline.kind === 'all_reachable' || headline.kind === 'nothing_reachable') return [];
  const room = shareOut(NAMED.map((verdict) => of(verdict).length), most);
  return [
    ...NAMED.flatMap((verdict, i) => {
      const ids = of(verdict);
      const shown = room[i] ?? 0;
      return [...named(verdict, ids.slice(0, shown)), ...counted(verdict, ids.length - shown)];
    }),
    ...COUNTED.flatMap((verdict) => counted(verdict, of(verdict).length)),
  ];
}

/**
 * How many of each group are named where there is no room for all: each group gets one before any
 * gets a second. A line that counts the rest of a group takes the room of a name.
 * @param {number[]} sizes
 * @param {number} most
 */
export function shareOut(sizes, most) {
  if (sizes.reduce((sum, size) => sum + size, 0) <= most) return sizes;
  const room = sizes.map(() => 0);
  const lines = () =>
    room.reduce((sum, shown, i) => sum + shown + (shown < (sizes[i] ?? 0) ? 1 : 0), 0);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [i, size] of sizes.entries()) {
      const shown = room[i] ?? 0;
      if (shown === size) continue;
      room[i] = shown + 1;
      if (lines() > most) room[i] = shown;
      else grown = true;
    }
  }
  return room;
}
