// The choice of platforms: a list of boxes that a name makes shorter.

import { el } from '../dom.js';

/** @import { Catalogue } from '../types.js' */

/**
 * @param {Catalogue} catalogue
 * @param {() => void} changed
 */
export function platformChoice(catalogue, changed) {
  const find = /** @type {HTMLInputElement} */ (document.querySelector('#find'));
  const list = /** @type {HTMLElement} */ (document.querySelector('#platforms'));
  const picked = /** @type {HTMLElement} */ (document.querySelector('#picked'));
  const nothing = /** @type {HTMLElement} */ (document.querySelector('#nothing'));
  const clear = /** @type {HTMLButtonElement} */ (document.querySelector('[data-action="clear"]'));

  const byName = new Intl.Collator('en');
  const platforms = [...catalogue.platforms].sort((a, b) => byName.compare(a.name, b.name));
  const rows = platforms.map(({ id, name }) => {
    const box = el('input', { type: 'checkbox', value: id, change: update });
    return { id, name, box, row: el('li', {}, el('label', {}, box, name)) };
  });
  list.replaceChildren(...rows.map(({ row }) => row));

  find.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase();
    for (const { id, name, row } of rows) {
      row.hidden = !name.toLowerCase().includes(wanted) && !id.includes(wanted);
    }
    const none = rows.every(({ row }) => row.hidden);
    nothing.textContent = none ? nothing.dataset.text ?? '' : '';
  });
  // In a form it would send it.
  find.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  clear.addEventListener('click', () => {
    for (const { box } of rows) box.checked = false;
    update();
    find.focus();
  });

  function update() {
    const names = rows.filter(({ box }) => box.checked).map(({ name }) => name);
    const { some = '', none = '' } = picked.dataset;
    picked.textContent = names.length > 0 ? `${some} ${names.join(', ')}` : none;
    clear.hidden = names.length === 0;
    changed();
  }
  update();

  return () => rows.filter(({ box }) => box.checked).map(({ id }) => id);
}
