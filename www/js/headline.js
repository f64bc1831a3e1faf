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
 */
export function headlineText(texts, catalogue, { kind, platforms, others }) {
  const named = platforms.length;
  const sentence = texts.say(`headline.${kind}`, {
    n: named > 0 ? named : others,
    names: texts.list(platformNames(catalogue, platforms), NAMES),
  });
  if (named === 0 || others === 0) return sentence;
  const own = `headline.others.${kind}`;
  return `${sentence} ${texts.say(texts.has(own) ? own : 'headline.others', { n: others })}`;
}
