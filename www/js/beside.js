// What stands beside a view without being needed for it: what is kept in this browser, and the
// offer to report. Each is loaded by itself, and a view stands without it.

import { el } from './dom.js';
import { loadEngine } from './engine.js';
import { addStyle, asFailure, ownModule } from './files.js';
import { isOwn } from './own/catalogue.js';
import { hasRuns } from './runs/has.js';
import { findCollector } from './report/collector.js';
import { hasKept } from './report/kept.js';

/** @import { Catalogue, RunResult } from './types.js' */
/** @import { Texts } from './i18n.js' */

const OWN = 'js/own/panel.js';
const RUNS = 'js/runs/list.js';
const OFFER = 'js/report/offer.js';
const WATCH = 'js/watch/panel.js';
const LATER = 'js/report/later.js';

/**
 * Before a run: what an earlier visit left in this browser.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {HTMLElement} view
 * @param {(urls: string[]) => void} onOwn A list of the visitor's own is to be checked.
 */
export function besideStart(texts, catalogue, view, onOwn) {
  const own = el('div', { class: 'place' });
  view.append(own);
  void optional('take a list', async () => {
    const { drawOwn } = /** @type {typeof import('./own/panel.js')} */ (await ownModule(OWN));
    own.append(drawOwn(texts, onOwn));
  });
  if (hasKept()) {
    void optional('offer a kept report', async () => {
      const { drawLater } = /** @type {typeof import('./report/later.js')} */ (await ownModule(LATER));
      const later = drawLater(texts);
      if (later) view.append(later);
    });
  }
  if (hasRuns()) void showRuns(texts, catalogue, view, null);
}

/**
 * After a run.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {HTMLElement} view
 * @param {RunResult} result
 * @param {string | null} collector As the attribute has it.
 */
export function besideResult(texts, catalogue, view, result, collector) {
  const place = (/** @type {string} */ part) => view.querySelector(`[data-part="${part}"]`);
  if (!isOwn(catalogue)) void showRuns(texts, catalogue, place('kept-runs'), result);
  void optional('offer to report', async () => {
    // Figures are of platforms that everybody can be asked about; a list of one's own tells who asks.
    if (isOwn(catalogue)) return;
    const found = await findCollector(collector);
    if (!found) return;
    const { drawOffer } = /** @type {typeof import('./report/offer.js')} */ (await ownModule(OFFER));
    const engine = await loadEngine();
    place('public')?.append(drawOffer(texts, catalogue, result, engine.report, found, view));
  });
}

/**
 * Watching, which goes on for as long as its place stands in the page.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Element} place
 * @param {RunResult} result
 */
export async function besideWatch(texts, catalogue, place, result) {
  if (place.childElementCount > 0) return;
  await optional('watch', async () => {
    const { drawWatch } = /** @type {typeof import('./watch/panel.js')} */ (await ownModule(WATCH));
    await addStyle(/** @type {ShadowRoot} */ (place.getRootNode()), 'css/watch.css');
    const { element, focus } = drawWatch(texts, catalogue, result);
    place.replaceChildren(element);
    focus();
  });
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Element | null} place
 * @param {RunResult | null} result
 */
function showRuns(texts, catalogue, place, result) {
  return optional('show what is kept', async () => {
    const { drawRuns } = /** @type {typeof import('./runs/list.js')} */ (await ownModule(RUNS));
    place?.append(drawRuns(texts, catalogue, result));
  });
}

/**
 * @param {string} what
 * @param {() => Promise<void>} act
 */
async function optional(what, act) {
  try {
    await act();
  } catch (error) {
    console.error(`Getthrough cannot ${what}: ${asFailure(error, 'page').detail}`);
  }
}
