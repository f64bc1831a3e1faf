// A country's figures as a table: platforms by networks.

import { TROUBLE, wordOf } from './judge.js';

/** @import { Affected, Cell, Incident, Network, Order, Word } from './types.js' */

/**
 * @typedef {object} Column
 * @property {string} key As the address names it.
 * @property {Cell['scope']} scope
 * @property {Network | null} network
 * @property {number} rate Reports an hour.
 */

/**
 * @typedef {object} Field
 * @property {Word} word
 * @property {Cell | null} cell
 * @property {Affected | null} affected Its part in an incident that lasts.
 */

/** @typedef {{ platform: string, fields: Field[] }} Row */
/** @typedef {{ columns: Column[], rows: Row[] }} Grid */

/** Networks first; what is none of them at the end. */
const SCOPES = ['network', 'others', 'unknown'];

/**
 * How the address names a cell's network.
 * @param {Pick<Cell, 'scope' | 'network'>} cell
 */
export function keyOf({ scope, network }) {
  return network ? String(network.asn) : scope === 'others' ? 'others' : '0';
}

/**
 * @param {Cell[]} cells The newest of each platform and network of one country.
 * @param {Incident[]} incidents Of that country.
 * @param {readonly string[]} known Ids of platforms, in the catalogue's order.
 * @param {Order} order
 * @returns {Grid}
 */
export function gridOf(cells, incidents, known, order) {
  const affected = lasting(incidents);
  const columns = columnsOf(cells, affected);
  /** @type {Map<string, Map<string, Cell>>} */
  const found = new Map();
  for (const cell of cells) {
    const row = found.get(cell.platform) ?? new Map();
    found.set(cell.platform, row.set(keyOf(cell), cell));
  }
  const platforms = new Set([...found.keys(), ...incidents.filter((one) => !one.until).map((one) => one.platform)]);
  const rows = [...platforms].map((platform) => ({
    platform,
    fields: columns.map(({ key }) => {
      const cell = found.get(platform)?.get(key) ?? null;
      const part = affected.get(`${platform} ${key}`) ?? null;
      // The detector has looked at more than the newest figure.
      return { word: part?.kind ?? wordOf(cell), cell, affected: part };
    }),
  }));
  return { columns, rows: rows.sort(compare(known, order)) };
}

/**
 * @param {Cell[]} cells
 * @param {Map<string, Affected>} affected
 * @returns {Column[]}
 */
function columnsOf(cells, affected) {
  /** @type {Map<string, Column>} */
  const columns = new Map();
  for (const cell of cells) {
    const key = keyOf(cell);
    const rate = cell.votes / ((Date.parse(cell.to) - Date.parse(cell.from)) / 3_600_000);
    const before = columns.get(key)?.rate ?? 0;
    columns.set(key, { key, scope: cell.scope, network: cell.network, rate: Math.max(before, rate) });
  }
  for (const { network } of affected.values()) {
    const key = String(network.asn);
    if (!columns.has(key)) columns.set(key, { key, scope: 'network', network, rate: 0 });
  }
  return [...columns.values()].sort(
    (a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) || b.rate - a.rate || a.key.localeCompare(b.key),
  );
}

/** @param {Incident[]} incidents */
function lasting(incidents) {
  /** @type {Map<string, Affected>} */
  const found = new Map();
  for (const { platform, until, networks } of incidents) {
    for (const part of until ? [] : networks) {
      if (!part.until) found.set(`${platform} ${part.network.asn}`, part);
    }
  }
  return found;
}

/**
 * @param {readonly string[]} known
 * @param {Order} order
 * @returns {(a: Row, b: Row) => number}
 */
function compare(known, order) {
  const place = (/** @type {Row} */ { platform }) => {
    const n = known.indexOf(platform);
    return n < 0 ? known.length : n;
  };
  const trouble = (/** @type {Row} */ { fields }) => fields.reduce((sum, { word }) => sum + TROUBLE[word], 0);
  const byName = (/** @type {Row} */ a, /** @type {Row} */ b) => place(a) - place(b) || a.platform.localeCompare(b.platform);
  return (a, b) => (order === 'trouble' && trouble(b) - trouble(a)) || byName(a, b);
}

/**
 * What is known of each country: how many networks, and the newest figure.
 * @param {Cell[]} cells The newest of one platform: everybody reports on all of them.
 */
export function countriesOf(cells) {
  /** @type {Map<string, { country: string, networks: number, votes: number, to: number, fields: { word: Word, cell: Cell }[] }>} */
  const found = new Map();
  for (const cell of cells) {
    const { country, votes } = cell;
    const one = found.get(country) ?? { country, networks: 0, votes: 0, to: 0, fields: [] };
    one.networks += cell.scope === 'network' ? 1 : 0;
    one.votes += votes;
    one.to = Math.max(one.to, Date.parse(cell.to));
    one.fields.push({ word: wordOf(cell), cell });
    found.set(country, one);
  }
  // The unknown is no country to look at first.
  return [...found.values()].sort((a, b) => Number(a.country === 'ZZ') - Number(b.country === 'ZZ') || b.votes - a.votes);
}
