// Before the button: what pressing it does, and what it will contact.

import { el } from './dom.js';
import { aboutBytes, hostOf, startsTicked } from './catalogue.js';

/** @import { Catalogue, Control, Platform } from './types.js' */
/** @import { Texts } from './i18n.js' */

/** So many names fit a sentence. */
const NAMES = 3;

/**
 * The view before a run.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Set<string>} ticked Ids of the ticked platforms; kept up to date.
 * @param {object} around
 * @param {string[]} around.notes What else is to be said here.
 * @param {() => boolean} around.isBusy Whether another run is under way in the page; asked again
 *   at the event `turn`.
 * @param {() => void} around.onStart
 * @param {() => void} around.onNear The visitor is about to press the button.
 */
export function drawConsent(texts, catalogue, ticked, { notes, isBusy, onStart, onNear }) {
  const controls = catalogue.controls.filter(({ country }) => !country);
  const asked = el('li');
  const cost = el('li');
  const reason = el('p', { id: 'reason', class: 'reason', role: 'status' });
  const chosen = el('summary');
  const start = el(
    'button',
    {
      type: 'button',
      class: 'primary',
      part: 'start',
      'data-action': 'start',
      'aria-describedby': 'reason',
      click: onStart,
      pointerover: onNear,
      focusin: onNear,
    },
    texts.say('action.start'),
  );

  const update = () => {
    const platforms = catalogue.platforms.filter(({ id }) => ticked.has(id));
    const names = texts.list(platforms.map(({ name }) => name), NAMES);
    const none = platforms.length === 0;
    asked.textContent = texts.say('consent.platforms', { n: platforms.length, names });
    asked.hidden = none;
    cost.textContent = texts.say('consent.cost', { size: texts.size(aboutBytes(platforms, controls)) });
    cost.hidden = none;
    chosen.textContent = texts.say('choose.title', { n: platforms.length });
    const busy = isBusy();
    start.disabled = none || busy;
    reason.textContent = none ? texts.say('consent.nothing') : busy ? texts.say('host.busy') : '';
  };
  const fieldsets = catalogue.categories.map(({ id }) => category(texts, catalogue, id, ticked, update));
  update();

  return el(
    'div',
    { class: 'consent', turn: update },
    el('p', { class: 'title' }, texts.say('consent.title')),
    el(
      'ul',
      { class: 'plain' },
      asked,
      el('li', {}, texts.say('consent.controls', {
        n: controls.length,
        names: texts.list(controls.map(({ url }) => hostOf(url)), NAMES),
      })),
      el('li', {}, texts.say('consent.seen')),
      cost,
      el('li', {}, texts.say('consent.kept')),
    ),
    ...notes.map((note) => el('p', { class: 'notice' }, note)),
    start,
    reason,
    el(
      'details',
      { class: 'choose' },
      chosen,
      el('p', {}, texts.say('choose.more')),
      ...fieldsets,
      ...controlList(texts, catalogue, controls),
    ),
  );
}

/** @param {Catalogue} catalogue */
export function firstTicked(catalogue) {
  return new Set(catalogue.platforms.filter((p) => startsTicked(catalogue, p)).map(({ id }) => id));
}

/**
 * One category: a box for all that most people use, and one for each platform.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {string} id
 * @param {Set<string>} ticked
 * @param {() => void} changed
 */
function category(texts, catalogue, id, ticked, changed) {
  const platforms = catalogue.platforms.filter((p) => p.category === id);
  const main = platforms.filter(({ tier }) => tier === 1);
  const count = el('span', { class: 'count' });
  const all = el('input', { type: 'checkbox', 'data-category': id });
  const boxes = platforms.map((p) => el('input', { type: 'checkbox', 'data-choice': p.id }));

  const update = () => {
    const on = platforms.filter((p) => ticked.has(p.id)).length;
    boxes.forEach((box, i) => (box.checked = ticked.has(platforms[i]?.id ?? '')));
    all.checked = on > 0 && main.every((p) => ticked.has(p.id));
    all.indeterminate = on > 0 && !all.checked;
    count.textContent = texts.say('choose.count', { n: on, total: platforms.length });
  };
  /**
   * @param {Platform} platform
   * @param {boolean} on
   */
  const set = (platform, on) => (on ? ticked.add(platform.id) : ticked.delete(platform.id));
  const whole = main.length > 0 ? main : platforms;
  all.addEventListener('change', () => {
    if (all.checked) whole.forEach((p) => set(p, true));
    else platforms.forEach((p) => set(p, false));
    update();
    changed();
  });
  platforms.forEach((platform, i) => {
    boxes[i]?.addEventListener('change', () => {
      set(platform, !!boxes[i]?.checked);
      update();
      changed();
    });
  });
  update();

  const key = `category.${id}`;
  const why = `choose.${id}`;
  return el(
    'fieldset',
    {},
    el('legend', {}, el('label', {}, all, el('span', {}, texts.has(key) ? texts.say(key) : id), count)),
    texts.has(why) && el('p', {}, texts.say(why)),
    el(
      'ul',
      { class: 'boxes' },
      ...platforms.map((platform, i) =>
        el('li', {}, el('label', {}, boxes[i], el('span', {}, platform.name))),
      ),
    ),
  );
}

/**
 * Everything else that a run may contact.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Control[]} controls
 */
function controlList(texts, catalogue, controls) {
  const countries = new Intl.DisplayNames(texts.language, { type: 'region' });
  /** @type {Map<string, string[]>} */
  const inside = new Map();
  for (const { country, url } of catalogue.controls) {
    if (country) inside.set(country, [...(inside.get(country) ?? []), hostOf(url)]);
  }
  return [
    el('h2', {}, texts.say('choose.controls')),
    el('p', {}, texts.say('choose.controls.why')),
    el(
      'ul',
      { class: 'hosts' },
      el('li', {}, texts.say('control.own')),
      ...controls.map(({ url }) => el('li', {}, el('bdi', {}, hostOf(url)))),
    ),
    catalogue.canary &&
      el('p', {}, texts.say('choose.controls.canary', { host: catalogue.canary })),
    inside.size > 0 && el('p', {}, texts.say('choose.controls.country')),
    el(
      'dl',
      {},
      ...[...inside].flatMap(([country, hosts]) => [
        el('dt', {}, countries.of(country) ?? country),
        el('dd', {}, el('bdi', {}, texts.list(hosts))),
      ]),
    ),
  ];
}
