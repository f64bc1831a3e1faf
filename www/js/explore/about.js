// How the figures are made, whose they are, how old; and, on a press, where the reader is counted.

import { el } from '../dom.js';
import { Trouble, ask } from './ask.js';

/** @import { Page } from './page.js' */
/** @import { Data } from './data.js' */
/** @import { Me } from './types.js' */

/** Where the method is written down, with every threshold. */
const METHOD = 'https://github.com/getthrough/getthrough/blob/main/docs/DETECTOR.md';

/**
 * @param {Page} page
 * @param {Data} data
 */
export function drawAbout(page, data) {
  const { texts, collector, names } = page;
  const { k, sources, age_days } = data.overview;
  const from = new Intl.ListFormat(texts.language, { type: 'unit' }).format(sources.map(({ name, licence, date }) => texts.say('explore.about.source', { name, licence, date })));
  const stranger = collector.origin !== location.origin;
  return el(
    'section',
    { 'aria-labelledby': 'about' },
    el('h2', { id: 'about' }, texts.say('explore.about')),
    el('p', {}, texts.say('explore.about.reports', { k })),
    el('p', {}, texts.say('explore.about.cause')),
    el('p', {}, el('a', { href: METHOD }, texts.say('explore.about.method'))),
    el('p', {}, texts.say('explore.about.licence')),
    sources.length > 0
      ? el('p', { class: 'hint' }, texts.say('explore.about.sources', { sources: from, n: age_days ?? 0 }))
      : el('p', { class: 'hint' }, texts.say('explore.about.sources.none')),
    el('p', { class: 'hint' }, texts.say('explore.about.as_of', { when: names.moment(data.now, 0), zone: names.zoneName(data.now) })),
    stranger && el('p', { class: 'hint' }, texts.say('explore.about.collector', { host: collector.host })),
    drawMe(page),
  );
}

/** @param {Page} page */
function drawMe(page) {
  const { texts, collector } = page;
  const told = el('p', { role: 'status' });
  const press = async () => {
    button.setAttribute('aria-disabled', 'true');
    told.textContent = texts.say('explore.loading');
    try {
      told.replaceChildren(...whereIs(page, await ask(collector, 'networks/me')));
    } catch (error) {
      told.textContent = texts.say(`explore.trouble.${error instanceof Trouble ? error.kind : 'strange'}`, { host: collector.host });
    }
    button.removeAttribute('aria-disabled');
  };
  const once = () => {
    if (button.getAttribute('aria-disabled') !== 'true') void press();
  };
  const button = el('button', { type: 'button', 'data-action': 'me', click: once }, texts.say('explore.me'));
  return el('div', { class: 'me' }, el('p', { class: 'hint' }, texts.say('explore.me.hint', { host: collector.host })), button, told);
}

/**
 * @param {Page} page
 * @param {Me} me
 */
function whereIs(page, { country, network }) {
  const { texts, names } = page;
  if (!country) return [texts.say('explore.me.unknown')];
  const values = { country: names.country(country), network: network ? `${names.network(network)} (${names.number(network)})` : '' };
  const said = texts.say(network ? 'explore.me.network' : 'explore.me.country', values);
  return [`${said} `, page.link({ country, platform: null, network: null }, texts.say('explore.me.open', values))];
}
