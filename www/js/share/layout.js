// Where everything stands in the picture of a result. Pure: who calls it brings the ruler.

import { shorten, wrap } from './wrap.js';

/** @import { PlatformVerdict } from '../types.js' */
/** @import { Line, Summary } from './summary.js' */

/** @typedef {'headline' | 'line' | 'name' | 'small'} Role */

/**
 * @typedef {object} Word
 * @property {Role} role
 * @property {string} text One line.
 * @property {number} x From the side at which the language begins; with `end`, where it ends.
 * @property {number} y Its base line.
 * @property {number} size Of the font.
 * @property {boolean} [end]
 */

/** @typedef {{ verdict: PlatformVerdict, x: number, y: number, size: number }} Mark */

/** @typedef {(text: string, size: number, role: Role) => number} Ruler */

export const WIDTH = 1200;
export const HEIGHT = 630;
/** Empty at each side. Apps cut a little off some pictures. */
export const MARGIN = 68;

/** So many lines name a platform. */
export const PICTURE_LINES = 5;

const INNER = WIDTH - 2 * MARGIN;
const GUTTER = 48;
/** From a mark to its words, in the size of these. */
const INDENT = 1.5;
/** A headline is as large as leaves it in two lines; the last size may take three. */
const HEADLINES = [64, 58, 52, 46, 40, 36, 32];
const NAME = 28;
const SMALL = 22;
const SMALL_LEADING = 32;
const ROWS = { most: 50, least: 32 };
/** Of the words in a row: smaller where one would not fit, but still readable. */
const LEAST_LINE = 20;
/** Up to so many rows stand in one column. */
const ONE_COLUMN = 4;

/**
 * @param {Summary} summary
 * @param {string} unverified
 * @param {string} place The page's address, or nothing.
 * @param {string} language
 * @param {Ruler} ruler
 * @returns {{ words: Word[], marks: Mark[], rule: number }} `rule`: where the line above the foot is.
 */
export function layOut({ headline, lines, about, limits }, unverified, place, language, ruler) {
  const top = MARGIN + NAME;
  const head = headOf(headline, language, ruler);
  const foot = footOf(about, unverified, limits, language, ruler);
  const footTop = HEIGHT - MARGIN - (foot.length - 1) * SMALL_LEADING;
  const rule = footTop - SMALL_LEADING - 10;

  const columns = lines.length > ONE_COLUMN ? 2 : 1;
  const rows = Math.ceil(lines.length / columns);
  const space = rule - top - 2 * SMALL;
  const gap = rows > 0 ? head.size * 0.5 : 0;
  const room = space - head.height - gap;
  const row = rows > 0 ? Math.max(ROWS.least, Math.min(ROWS.most, room / rows)) : 0;
  // What is left over stands above and below alike.
  const start = top + SMALL + Math.max(0, (room - rows * row) / 2);

  const listTop = start + head.height + gap;
  const width = (INNER - GUTTER * (columns - 1)) / columns;
  const size = lineSize(lines, Math.round(row * 0.6), width, ruler);
  const indent = size * INDENT;
  const placed = lines.map((line, i) => ({
    verdict: line.verdict,
    words: fitted(line, width - indent, (text) => ruler(text, size, 'line'), language),
    x: MARGIN + Math.floor(i / rows) * (width + GUTTER),
    y: listTop + (i % rows) * row + row * 0.7,
  }));
  return {
    rule,
    words: [
      { role: 'name', text: 'Getthrough', x: MARGIN, y: top, size: NAME },
      ...placeWord(place, top, language, ruler),
      ...head.lines.map((text, i) => ({
        role: /** @type {const} */ ('headline'),
        text,
        x: MARGIN,
        y: start + (i + 0.82) * head.leading,
        size: head.size,
      })),
      ...placed.map(({ words, x, y }) => ({
        role: /** @type {const} */ ('line'),
        text: words,
        x: x + indent,
        y,
        size,
      })),
      ...foot.map((text, i) => ({
        role: /** @type {const} */ ('small'),
        text,
        x: MARGIN,
        y: footTop + i * SMALL_LEADING,
        size: SMALL,
      })),
    ],
    marks: placed.map(({ verdict, x, y }) => ({ verdict, x, y: y - size * 0.82, size })),
  };
}

/**
 * @param {string} text
 * @param {string} language
 * @param {Ruler} ruler
 */
function headOf(text, language, ruler) {
  for (const size of HEADLINES) {
    /** @param {string} part */
    const measure = (part) => ruler(part, size, 'headline');
    const last = size === HEADLINES.at(-1);
    const broken = wrap(text, INNER, measure, language);
    if (broken.length > 2 && !last) continue;
    const lines = broken.length > 3 ? shorten(broken, 3, INNER, measure, language) : even(text, broken, measure, language);
    const leading = size * 1.22;
    return { lines, size, leading, height: lines.length * leading };
  }
  return { lines: [], size: 0, leading: 0, height: 0 };
}

/**
 * The same lines, as narrow as leaves their number, so that no word stands alone.
 * @param {string} text
 * @param {string[]} lines
 * @param {(text: string) => number} measure
 * @param {string} language
 */
function even(text, lines, measure, language) {
  for (let width = INNER - 20; width > INNER / 3; width -= 20) {
    const narrower = wrap(text, width, measure, language);
    if (narrower.length > lines.length) break;
    lines = narrower;
  }
  return lines;
}

/**
 * The size at which all of the lines fit, if there is one.
 * @param {Line[]} lines
 * @param {number} most
 * @param {number} width
 * @param {Ruler} ruler
 */
function lineSize(lines, most, width, ruler) {
  for (let size = most; size > LEAST_LINE; size -= 1) {
    if (lines.every(({ words }) => ruler(words, size, 'line') <= width - size * INDENT)) return size;
  }
  return Math.min(most, LEAST_LINE);
}

/**
 * A line with so much of its name as fits.
 * @param {Line} line
 * @param {number} width
 * @param {(text: string) => number} measure
 * @param {string} language
 */
function fitted({ words, name = '' }, width, measure, language) {
  if (measure(words) <= width) return words;
  const [before = '', after = ''] = name ? words.split(name, 2) : [words];
  const room = width - measure(before + after);
  const short = oneLine(name, room, measure, language);
  return oneLine(before + short + after, width, measure, language);
}

/**
 * @param {string} about
 * @param {string} unverified
 * @param {string} limits
 * @param {string} language
 * @param {Ruler} ruler
 */
function footOf(about, unverified, limits, language, ruler) {
  /** @param {string} text */
  const measure = (text) => ruler(text, SMALL, 'small');
  /** @param {string} text @param {number} most */
  const broken = (text, most) => shorten(wrap(text, INNER, measure, language), most, INNER, measure, language);
  const first = broken(about, 2);
  return [...first, ...broken(limits ? `${unverified} ${limits}` : unverified, 3 - first.length)];
}

/**
 * @param {string} place
 * @param {number} y
 * @param {string} language
 * @param {Ruler} ruler
 * @returns {Word[]}
 */
function placeWord(place, y, language, ruler) {
  if (!place) return [];
  /** @param {string} text */
  const measure = (text) => ruler(text, SMALL, 'small');
  const text = oneLine(place, INNER * 0.7, measure, language);
  return [{ role: 'small', text, x: WIDTH - MARGIN, y, size: SMALL, end: true }];
}

/**
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 * @param {string} language
 */
function oneLine(text, width, measure, language) {
  return shorten(measure(text) <= width ? [text] : [text, ''], 1, width, measure, language)[0] ?? '';
}
