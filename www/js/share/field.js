// A text to copy: shown as it is copied, and selected where the page may not copy.

import { el } from '../dom.js';

/** @import { Texts } from '../i18n.js' */

/** Where the style cannot fit a field to its text: about so many letters make a row of it. */
const ROW = 56;

/**
 * @param {Texts} texts
 * @param {'text' | 'link' | 'description'} name
 */
export function copyField(texts, name) {
  const field = el('textarea', {
    id: name,
    class: 'copied',
    readonly: true,
    rows: 2,
    dir: name === 'link' ? 'ltr' : 'auto',
    spellcheck: 'false',
  });
  const status = el('p', { class: 'status', role: 'status' });
  const button = el(
    'button',
    { type: 'button', 'data-action': `copy-${name}`, click: () => void press() },
    texts.say(`share.copy.${name}`),
  );
  const press = async () => {
    status.textContent = '';
    const copied = await copy(field, button);
    status.textContent = texts.say(copied ? 'share.copied' : 'share.copy.by_hand');
  };
  return {
    element: el(
      'div',
      { class: 'field' },
      el('label', { for: name }, texts.say(`share.${name}`)),
      field,
      el('div', { class: 'row' }, button, status),
    ),
    /** @param {string} value */
    set(value) {
      field.value = value;
      field.rows = value.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / ROW)), 0);
      status.textContent = '';
    },
  };
}

/**
 * Whether it could be copied. Where not, it is selected for the visitor to copy.
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} button
 */
async function copy(field, button) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // A frame that may not use the clipboard may still copy what is selected.
  }
  field.focus();
  field.select();
  let copied = false;
  try {
    copied = document.execCommand('copy');
  } catch {
    // Then by hand.
  }
  if (copied) button.focus();
  return copied;
}
