// The figures of a country as a table, and of all countries.

import { el } from '../dom.js';
import { ORDERS } from './address.js';
import { countriesOf, gridOf } from './grid.js';
import { wordMark } from './marks.js';

/** @import { Page } from './page.js' */
/** @import { Column, Field, Grid } from './grid.js' */
/** @import { Data } from './data.js' */
/** @import { Word } from './types.js' */

/** A figure that is older than this says so beside it, ms. */
const OLD_MS = 6 * 3_600_000;

/** @type {readonly Word[]} */
const LEGEND = ['reachable', 'mixed', 'slow', 'partly', 'unreachable', 'unknown'];

/**
 * Platforms by networks.
 * @param {Page} page
 * @param {Data} data
 * @param {string} country
 */
export function drawGrid(page, data, country) {
  const { texts, names, view } = page;
  const { cells, k } = data.cells ?? { cells: [], k: 0 };
  const grid = gridOf(cells, data.found.incidents, page.known, view.order);
  const title = texts.say('explore.grid', { country: names.country(country) });
  const heading = el('h2', { id: 'grid' }, title);
  if (grid.rows.length === 0) {
    const none = texts.say('explore.grid.none', { country: names.country(country), range: texts.say(`explore.range.${view.range}`), k });
    return el('section', { 'aria-labelledby': 'grid', 'data-part': 'grid' }, heading, el('p', { class: 'hint' }, none));
  }
  const orders = ORDERS.map((order) => page.choice({ order }, texts.say(`explore.order.${order}`), order === view.order));
  const legend = el('ul', { class: 'legend', 'aria-label': texts.say('explore.legend') }, ...LEGEND.map((word) => el('li', {}, wordMark(texts, word))));
  return el(
    'section',
    { 'aria-labelledby': 'grid', 'data-part': 'grid' },
    heading,
    el('p', { class: 'hint' }, texts.say('explore.grid.hint', { k })),
    el('nav', { class: 'choices', 'aria-label': texts.say('explore.order') }, ...orders),
    legend,
    el('div', { class: 'wide', role: 'group', tabindex: '0', 'aria-label': title }, drawTable(page, grid, data.now, country, title)),
  );
}

/**
 * @param {Page} page
 * @param {Grid} grid
 * @param {number} now
 * @param {string} country
 * @param {string} title
 */
function drawTable(page, { columns, rows }, now, country, title) {
  const { texts, names } = page;
  const head = columns.map((column) =>
    el('th', { scope: 'col', 'data-network': column.key }, names.place(column), el('span', { class: 'number' }, numberOf(page, column))),
  );
  const body = rows.map(({ platform, fields }) => {
    const fill = fields.map((field, n) => {
      const column = columns[n];
      return column && drawField(page, country, platform, column, field, now);
    });
    const name = page.link({ country, platform, network: null }, names.platform(platform));
    return el('tr', { 'data-platform': platform }, el('th', { scope: 'row' }, name), ...fill);
  });
  return el(
    'table',
    { class: 'grid' },
    el('caption', { class: 'unseen' }, title),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, texts.say('explore.platform')), ...head)),
    el('tbody', {}, ...body),
  );
}

/**
 * @param {Page} page
 * @param {Column} column
 */
function numberOf({ names }, { network }) {
  return network && network.brand ? names.number(network) : network?.name ? names.number(network) : null;
}

/**
 * @param {Page} page
 * @param {string} country
 * @param {string} platform
 * @param {Column} column
 * @param {Field} field
 * @param {number} now
 */
function drawField(page, country, platform, column, { word, cell }, now) {
  const { texts, names, view } = page;
  const marked = wordMark(texts, word);
  if (!cell) return el('td', { 'data-network': column.key, 'data-word': word }, marked);
  const age = now - Date.parse(cell.to);
  const share = cell.bad && word !== 'reachable' && el('span', { class: 'share' }, texts.say('explore.cell.share', { share: names.percent(1 - cell.bad.share) }));
  const old = age > OLD_MS && el('span', { class: 'share' }, names.ago(age));
  const chosen = view.platform === platform && view.network === column.key;
  const link = page.link({ country, platform, network: column.key }, marked, share, old);
  if (chosen) link.setAttribute('aria-current', 'true');
  return el('td', { 'data-network': column.key, 'data-word': word }, link);
}

/**
 * All countries that have figures.
 * @param {Page} page
 * @param {Data} data
 */
export function drawCountries(page, data) {
  const { texts, names, view } = page;
  const { platform } = view;
  const countries = countriesOf(data.overview.cells);
  const name = platform ? names.platform(platform) : '';
  const title = platform ? texts.say('explore.countries.platform', { name }) : texts.say('explore.countries');
  const heading = el('h2', { id: 'countries' }, title);
  if (countries.length === 0) {
    const none = texts.say('explore.countries.none', { range: texts.say(`explore.range.${view.range}`), k: data.overview.k });
    return el('section', { 'aria-labelledby': 'countries' }, heading, el('p', { class: 'hint' }, none));
  }
  const rows = countries.map(({ country, networks, to, fields }) => {
    const here = data.found.incidents.filter((one) => one.country === country && !one.until);
    const found = [...new Set(here.map((one) => names.platform(one.platform)))];
    const works = fields.filter(({ word }) => word === 'reachable').length;
    const state = platform
      ? texts.say('explore.countries.works', { n: fields.length, count: works })
      : found.length > 0
        ? texts.list(found, 4)
        : texts.say('explore.countries.nothing');
    return el(
      'tr',
      { 'data-country': country },
      el('th', { scope: 'row' }, page.link({ country, platform, network: null }, names.country(country))),
      el('td', {}, state),
      el('td', { class: 'count' }, texts.say('explore.countries.networks', { n: networks })),
      el('td', { class: 'count' }, names.ago(data.now - to)),
    );
  });
  const column = (/** @type {string} */ key) => el('th', { scope: 'col' }, texts.say(key));
  const head = el('tr', {}, column('explore.country'), column(platform ? 'explore.countries.state' : 'explore.countries.found'), column('explore.networks'), column('explore.newest'));
  const table = el('table', { class: 'list' }, el('caption', { class: 'unseen' }, title), el('thead', {}, head), el('tbody', {}, ...rows));
  return el('section', { 'aria-labelledby': 'countries' }, heading, el('div', { class: 'wide', role: 'group', tabindex: '0', 'aria-label': title }, table));
}
