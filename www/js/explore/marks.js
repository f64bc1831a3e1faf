// How the words of figures look: a shape with its word.

import { drawing, el } from '../dom.js';
import { SHAPES } from '../marks.js';

/** @import { Texts } from '../i18n.js' */
/** @import { Word } from './types.js' */

/** @type {Record<Word, string>} */
const OF_WORD = {
  reachable: SHAPES.reachable,
  slow: SHAPES.slow,
  partly: SHAPES.partly,
  unreachable: SHAPES.unreachable,
  mixed: 'M2 9.5c2-4.5 4-4.5 6-1s4 3.5 6-1',
  unknown: SHAPES.waiting,
};

/**
 * @param {Texts} texts
 * @param {Word} word
 */
export function wordMark(texts, word) {
  return el('span', { class: `mark ${word}` }, drawing('shape', 16, OF_WORD[word]), el('span', {}, texts.say(`explore.word.${word}`)));
}
