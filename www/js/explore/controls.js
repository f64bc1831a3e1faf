// What is looked at: a country, a platform, a time.

import { el } from '../dom.js';
import { RANGES } from './address.js';
import { countriesOf } from './grid.js';

/** @import { Page } from './page.js' */
/** @import { Cell, Range } from './types.js' */

/** @param {Page} page */
export function drawControls(page) {
  const { texts, names } = page;
  const country = select('country', (value) => page.go({ ...page.view, country: value, network: null }));
  const platform = select('platform', (value) => page.go({ ...page.view, platform: value, network: null }));
  const sorted = page.known.map((id) => ({ id, name: names.platform(id) })).sort((a, b) => a.name.localeCompare(b.name, texts.language));
  const ranges = el('nav', { class: 'choices', 'aria-label': texts.say('explore.range') });
  const element = el(
    'div',
    { class: 'controls' },
    field(texts.say('explore.country'), country),
    field(texts.say('explore.platform'), platform),
    ranges,
  );

  /**
   * Brings what can be chosen up to date.
   * @param {Cell[]} cells The newest figures of all countries; empty before there are any.
   */
  function update(cells) {
    const { view } = page;
    const found = countriesOf(cells).map((one) => one.country);
    const all = [...new Set([...found, ...(view.country ? [view.country] : [])])];
    country.replaceChildren(new Option(texts.say('explore.country.all'), ''), ...all.map((code) => new Option(names.country(code), code)));
    country.value = view.country ?? '';
    const known = view.platform && !page.known.includes(view.platform) ? [{ id: view.platform, name: view.platform }] : [];
    platform.replaceChildren(new Option(texts.say('explore.platform.all'), ''), ...[...sorted, ...known].map(({ id, name }) => new Option(name, id)));
    platform.value = view.platform ?? '';
    const names_ = /** @type {Range[]} */ (Object.keys(RANGES));
    ranges.replaceChildren(...names_.map((range) => page.choice({ range }, texts.say(`explore.range.${range}`), range === view.range)));
  }

  update([]);
  return { element, update };
}

/**
 * @param {string} id
 * @param {(value: string | null) => void} choose
 */
function select(id, choose) {
  const element = el('select', { id });
  element.addEventListener('change', () => choose(element.value || null));
  return element;
}

/**
 * @param {string} label
 * @param {HTMLSelectElement} control
 */
function field(label, control) {
  return el('p', { class: 'field' }, el('label', { for: control.id }, label), control);
}
