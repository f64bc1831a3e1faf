// Where a visitor gives a list of their own.

import { el } from '../dom.js';
import { MOST, readList } from './list.js';

/** @import { Texts } from '../i18n.js' */
/** @import { Why } from './list.js' */

/** So many refused lines are shown of each kind. */
const SHOWN = 5;

/** A file of this size is no list, bytes. */
const LARGEST = 2_000_000;

/**
 * @param {Texts} texts
 * @param {(urls: string[]) => void} onUse Shows what is contacted; nothing is yet.
 */
export function drawOwn(texts, onUse) {
  const text = el('textarea', { id: 'own', rows: 6, spellcheck: 'false', autocapitalize: 'off', dir: 'ltr', placeholder: 'example.org' });
  const told = el('div', { class: 'told', role: 'status' });
  const use = el('button', { type: 'button', 'data-action': 'use_own', disabled: true, click: () => onUse(readList(text.value).urls) }, texts.say('own.use'));
  const file = el('input', { type: 'file', accept: '.csv,.txt,text/csv,text/plain', hidden: true });
  const open = el('button', { type: 'button', 'data-action': 'open_own', click: () => file.click() }, texts.say('own.open'));

  const look = () => {
    const { urls, refused, upgraded } = readList(text.value);
    use.disabled = urls.length === 0;
    told.replaceChildren(
      ...[
        text.value.trim() !== '' && el('p', {}, texts.say('own.found', { n: urls.length })),
        upgraded > 0 && el('p', {}, texts.say('own.upgraded', { n: upgraded })),
        ...reasons(texts, refused),
      ].filter((child) => child !== false),
    );
  };
  text.addEventListener('input', look);
  file.addEventListener('change', async () => {
    const chosen = file.files?.[0];
    file.value = '';
    if (!chosen) return;
    if (chosen.size > LARGEST) {
      told.replaceChildren(el('p', {}, texts.say('own.large')));
      return;
    }
    text.value = await chosen.text();
    look();
  });

  return el(
    'details',
    { class: 'choose', 'data-part': 'own' },
    el('summary', {}, texts.say('own.title')),
    el('p', {}, texts.say('own.about', { n: MOST })),
    el('p', { class: 'hint' }, texts.say('own.corp')),
    el('label', { for: 'own' }, texts.say('own.label')),
    text,
    el('div', { class: 'row' }, use, open),
    file,
    told,
  );
}

/**
 * @param {Texts} texts
 * @param {{ line: string, why: Why }[]} refused
 */
function reasons(texts, refused) {
  /** @type {Map<Why, string[]>} */
  const kinds = new Map();
  for (const { line, why } of refused) kinds.set(why, [...(kinds.get(why) ?? []), line]);
  return [...kinds].map(([why, lines]) =>
    el(
      'div',
      { 'data-why': why },
      el('p', {}, texts.say(`own.not.${why}`, { n: lines.length, most: MOST })),
      el('ul', { class: 'hosts' }, ...lines.slice(0, SHOWN).map((line) => el('li', {}, el('bdi', {}, line.slice(0, 80))))),
    ),
  );
}
