// Whether what does not get through here works elsewhere: a question to public figures, asked by a
// press, since it tells the collector which platforms the visitor asks about.

import { platformNames } from '../catalogue.js';
import { el } from '../dom.js';
import { most, summarise } from './figures.js';
import { statusLine } from './submit.js';

/** @import { Catalogue, RunResult } from '../types.js' */
/** @import { Texts } from '../i18n.js' */
/** @import { Cell, Places } from './figures.js' */

/** What a visitor asks about. */
const ASKED = ['unreachable', 'partly', 'slow'];

/** Of more platforms at once it is the line that has trouble, not they. */
const MOST = 20;

/** So many names fit a sentence. */
const NAMES = 3;

/** An answer that takes longer does not come. */
const LONGEST_MS = 20_000;

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {URL} collector
 * @param {ParentNode} view
 * @returns {HTMLElement[]}
 */
export function drawElsewhere(texts, catalogue, result, collector, view) {
  const ids = catalogue.platforms
    .map(({ id }) => id)
    .filter((id) => ASKED.includes(result.platforms[id]?.verdict ?? ''));
  if (ids.length === 0 || ids.length > MOST) return [];
  const { host } = collector;
  const names = texts.list(platformNames(catalogue, ids), NAMES);
  const status = statusLine();
  const press = async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    status.say(texts.say('elsewhere.asking', { host }));
    try {
      for (const [id, sentences] of await ask(texts, collector, ids)) put(view, id, sentences);
      status.say(texts.say('elsewhere.told', { n: ids.length }));
    } catch {
      status.say(texts.say('elsewhere.away', { host }));
    }
    button.removeAttribute('aria-disabled');
  };
  const button = el('button', { type: 'button', 'data-action': 'elsewhere', click: () => void press() }, texts.say('elsewhere.ask'));
  return [
    el('h4', {}, texts.say('elsewhere.title', { names, n: ids.length })),
    el('p', {}, texts.say('elsewhere.reveals', { host, n: ids.length })),
    el('div', { class: 'row' }, button),
    status.element,
  ];
}

/**
 * Sentences by platform.
 * @param {Texts} texts
 * @param {URL} collector
 * @param {string[]} ids
 * @returns {Promise<[string, string[]][]>}
 */
async function ask(texts, collector, ids) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_MS);
  const get = async (/** @type {string} */ path) => {
    const response = await fetch(new URL(`v1/${path}`, collector), {
      mode: 'cors',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: stop.signal,
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  };
  try {
    /** @type {{ country: string | null, network: { asn: number } | null }} */
    const { country, network } = await get('networks/me');
    const me = { country, asn: network?.asn ?? null };
    return await Promise.all(
      ids.map(async (id) => {
        /** @type {{ k: number, as_of: string, cells: Cell[] }} */
        const told = await get(`cells?platform=${encodeURIComponent(id)}`);
        return /** @type {[string, string[]]} */ ([id, sentences(texts, summarise(told.cells, me, told), country)]);
      }),
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Texts} texts
 * @param {ReturnType<typeof summarise>} found
 * @param {string | null} code
 */
function sentences(texts, { countries, networks }, code) {
  const country = code && (new Intl.DisplayNames(texts.language, { type: 'region' }).of(code) ?? code);
  const say = (/** @type {string} */ what, /** @type {Places} */ places) => {
    const found = most(places);
    const values = { n: places.total, count: found?.count ?? 0, country: country ?? '' };
    return texts.say(`elsewhere.${what}.${found?.word ?? 'unknown'}`, values);
  };
  return [say('countries', countries), ...(networks ? [say('networks', networks)] : [])];
}

/**
 * Below the platform's row; in place of what an earlier press brought.
 * @param {ParentNode} view
 * @param {string} id
 * @param {string[]} sentences
 */
function put(view, id, sentences) {
  const row = view.querySelector(`[data-platform="${CSS.escape(id)}"]`);
  row?.querySelector('.elsewhere')?.remove();
  row?.append(el('p', { class: 'elsewhere' }, sentences.join(' ')));
}
