// A result as text, for a message: shapes and words, so that it can be read without colours and be
// read aloud.

import { directionOf } from '../direction.js';

/** @import { PlatformVerdict } from '../types.js' */
/** @import { Line, Summary } from './summary.js' */

/** So many lines name a platform: more is no message any more. */
export const TEXT_LINES = 12;

/** @type {Record<PlatformVerdict, string>} */
const SYMBOLS = {
  unreachable: '✕',
  partly: '◐',
  slow: '▲',
  browser_blocked: '○',
  inconclusive: '?',
  reachable: '✓',
};

/**
 * @param {Summary} summary
 * @param {string} language
 * @param {string | null} link Comes last, where apps look for it.
 */
export function textOf({ headline, lines, about, limits }, language, link) {
  const blocks = [
    [headline],
    lines.map(({ verdict, words }) => `${SYMBOLS[verdict]} ${words}`),
    [about, limits],
  ];
  const text = blocks
    .map((block) => block.filter(Boolean).map((line) => directed(line, language)).join('\n'))
    .filter(Boolean)
    .join('\n\n');
  return link === null ? text : `${text}\n${link}`;
}

/**
 * The same as a description of the picture.
 * @param {Summary} summary
 * @param {string} unverified
 */
export function descriptionOf({ headline, lines, about, limits }, unverified) {
  /** @param {string} sentence */
  const ended = (sentence) => (/[.!?。۔।။]$/.test(sentence) ? sentence : `${sentence}.`);
  const parts = [headline, ...lines.map(({ words }) => words), about, unverified, limits];
  return parts.filter(Boolean).map(ended).join(' ');
}

/**
 * A line of a message begins where its language does, even where its first word is a foreign name.
 * @param {string} line
 * @param {string} language
 */
function directed(line, language) {
  return directionOf(language) === 'rtl' ? `\u200f${line}` : line;
}
