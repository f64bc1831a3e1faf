// After a run, where there is a collector: what public figures say of what does not get through, and
// the offer to add this run to them. Nothing is asked or sent before its own press.

import { el } from '../dom.js';
import { drawElsewhere } from './elsewhere.js';
import { drawSubmit } from './submit.js';

/** @import { Catalogue, Engine, RunResult } from '../types.js' */
/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {Engine['report']} make
 * @param {URL} collector
 * @param {ParentNode} view The platforms' rows are in it.
 */
export function drawOffer(texts, catalogue, result, make, collector, view) {
  return el(
    'section',
    { class: 'report', 'aria-labelledby': 'public' },
    el('h3', { id: 'public' }, texts.say('report.title')),
    el('p', {}, texts.say('report.what', { host: collector.host })),
    ...drawElsewhere(texts, catalogue, result, collector, view),
    ...drawSubmit(texts, catalogue, result, make, collector),
  );
}
