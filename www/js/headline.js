// The one sentence, and what to make of it.

/** @import { Catalogue, Headline } from './types.js' */
/** @import { Texts } from './i18n.js' */

import { platformNames } from './catalogue.js';

/** So many platforms are named; more become a number. */
const NAMES = 3;

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Headline} headline
 * @param {string} [voice] Which sentences: those of the visitor who looks at a result, or others.
 */
export function headlineText(texts, catalogue, headline, voice = 'headline') {
  const { kind, platforms, others } = headline;
  const sentence = headlineSentence(texts, catalogue, headline, voice);
  if (platforms.length === 0 || others === 0) return sentence;
  const own = `${voice}.others.${kind}`;
  return `${sentence} ${texts.say(texts.has(own) ? own : `${voice}.others`, { n: others })}`;
}

/**
 * Without what it says about the other platforms.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Headline} headline
 * @param {string} voice
 */
export function headlineSentence(texts, catalogue, { kind, platforms, others }, voice) {
  const named = platforms.length;
  return texts.say(`${voice}.${kind}`, {
    n: named > 0 ? named : others,
    names: texts.list(platformNames(catalogue, platforms), NAMES),
  });
}
