// The view before the press: who will be asked, what they see, and how long it takes. It is all
// that an embedded check loads until then.

import { el } from './dom.js';

/** @import { Words } from './words.js' */

/** So many names fit the first view. */
const NAMES = 4;

/**
 * What `cargo xtask build` writes for each language: texts, the names of the platforms that start
 * ticked and of the others, each after its id, and the number of controls.
 * @typedef {object} StartFile
 * @property {Record<string, import('./words.js').Entry>} texts
 * @property {[string, string][]} on
 * @property {[string, string][]} off
 * @property {number} controls
 */

/**
 * Who is asked: those wanted, as far as they are known, or else the usual ones.
 * @param {StartFile} file
 * @param {string[]} wanted
 */
export function whoIsAsked({ on, off }, wanted) {
  const names = new Map([...on, ...off]);
  const known = wanted.filter((id) => names.has(id));
  return {
    ids: known,
    names: known.length > 0 ? known.map((id) => names.get(id) ?? id) : on.map(([, name]) => name),
    unknown: wanted.filter((id) => !names.has(id)),
  };
}

/**
 * @param {Words} texts
 * @param {StartFile} file
 * @param {ReturnType<typeof whoIsAsked>} asked
 * @param {{ onStart: () => void, onChoose: () => void }} listeners
 */
export function drawStart(texts, file, { ids, names, unknown }, { onStart, onChoose }) {
  const strange = { n: unknown.length, names: texts.list(unknown, NAMES) };
  return [
    el('h1', {}, texts.say('embed.title')),
    el(
      'div',
      { class: 'said' },
      el('p', {}, texts.say('embed.asks', { n: names.length, names: texts.list(names, NAMES) })),
      unknown.length > 0 &&
        el('p', {}, texts.say(ids.length > 0 ? 'embed.unknown' : 'embed.none_known', strange)),
      el('p', {}, texts.say('embed.controls', { n: file.controls }), ' ', texts.say('embed.seen')),
      el('p', {}, texts.say('embed.cost'), ' ', texts.say('embed.kept')),
    ),
    el(
      'div',
      { class: 'actions' },
      el('button', { type: 'button', class: 'primary', 'data-action': 'start', click: onStart }, texts.say('action.start')),
      el('button', { type: 'button', class: 'quiet', 'data-action': 'choose', click: onChoose }, texts.say('embed.choose')),
      el('p', { class: 'reason', role: 'status' }),
    ),
  ];
}
