// Breaking text into lines that fit a width, for a canvas, which does not.

/**
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure Its width.
 * @param {string} language
 * @returns {string[]}
 */
export function wrap(text, width, measure, language) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  /** @param {string} piece */
  const fits = (piece) => measure(piece.trimEnd()) <= width;
  /** @param {string[]} pieces @param {number} depth */
  const fill = (pieces, depth) => {
    for (const piece of pieces) {
      const finer = FINER[depth];
      if (fits(line + piece)) {
        line += piece;
      } else if (fits(piece) || !finer) {
        if (line) lines.push(line.trimEnd());
        line = piece;
      } else {
        fill(finer(piece, language), depth + 1);
      }
    }
  };
  fill(text.match(WORDS) ?? [], 0);
  return line ? [...lines, line.trimEnd()] : lines;
}

/**
 * The first lines; where there are more, the last one ends in an ellipsis.
 * @param {string[]} lines
 * @param {number} most
 * @param {number} width
 * @param {(text: string) => number} measure
 * @param {string} language
 */
export function shorten(lines, most, width, measure, language) {
  if (lines.length <= most) return lines;
  const last = segments(lines[most - 1] ?? '', language, 'grapheme');
  while (last.length > 0 && measure(`${last.join('')}…`) > width) last.pop();
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`];
}

/** Up to where a line may end: French has spaces before its colons at which it may not. */
const WORDS = /(?:\S|[\u00a0\u202f])+(?:(?![\u00a0\u202f])\s)*/g;

/**
 * How a piece that is longer than a line is parted: at its words, where no spaces part them; then
 * at its letters.
 * @type {((text: string, language: string) => string[])[]}
 */
const FINER = [
  (text, language) => withPunctuation(segments(text, language, 'word')),
  (text, language) => segments(text, language, 'grapheme'),
];

/**
 * Words with what belongs to them: no line begins with a comma, and none ends with a bracket that
 * opens.
 * @param {string[]} words
 */
function withPunctuation(words) {
  /** @type {string[]} */
  const pieces = [];
  for (const word of words) {
    const last = pieces.length - 1;
    const opened = /[\p{Ps}\p{Pi}]$/u.test(pieces[last] ?? '');
    const closes = /^[^\p{L}\p{N}\p{Ps}\p{Pi}]/u.test(word);
    if (last >= 0 && (opened || closes)) pieces[last] += word;
    else pieces.push(word);
  }
  return pieces;
}

/**
 * @param {string} text
 * @param {string} language
 * @param {'word' | 'grapheme'} granularity
 */
function segments(text, language, granularity) {
  // Firefox has it since version 125.
  if (!('Segmenter' in Intl)) return [...text];
  return [...new Intl.Segmenter(language, { granularity }).segment(text)].map(({ segment }) => segment);
}
