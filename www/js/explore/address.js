// What the page shows is in its address and nowhere else, so that whatever is seen can be linked.

/** @import { Order, Range, View } from './types.js' */

/** How far back, in hours. */
export const RANGES = /** @type {Record<Range, number>} */ ({ '6h': 6, '24h': 24, '7d': 168, '30d': 720 });

/** In which order platforms stand. @type {readonly Order[]} */
export const ORDERS = ['trouble', 'name'];

/** Options that stay when something else is looked at. */
export const KEPT = ['lang', 'theme', 'collector'];

const FORMS = {
  country: /^[A-Z]{2}$/,
  platform: /^[a-z0-9_]{1,32}$/,
  network: /^(\d{1,10}|others)$/,
};

/**
 * What an address asks for. What cannot be meant is left out.
 * @param {string} search
 * @returns {View}
 */
export function readView(search) {
  const query = new URLSearchParams(search);
  const valid = (/** @type {keyof typeof FORMS} */ name) => {
    const given = query.get(name) ?? '';
    const text = name === 'country' ? given.toUpperCase() : given;
    return FORMS[name].test(text) ? text : null;
  };
  const range = /** @type {Range} */ (query.get('range') ?? '');
  const order = /** @type {Order} */ (query.get('order') ?? '');
  const country = valid('country');
  const platform = valid('platform');
  return {
    country,
    platform,
    // A network alone is no place: it may be in several countries.
    network: country && platform ? valid('network') : null,
    range: Object.hasOwn(RANGES, range) ? range : '24h',
    order: ORDERS.includes(order) ? order : 'trouble',
  };
}

/**
 * The query of a view, with its question mark. What is usual is left out.
 * @param {View} view
 * @param {string} [now] The query of the page, whose other options stay.
 */
export function writeView(view, now = '') {
  const query = new URLSearchParams();
  for (const name of /** @type {const} */ (['country', 'platform', 'network'])) {
    const text = view[name];
    if (text !== null) query.set(name, text);
  }
  if (view.range !== '24h') query.set('range', view.range);
  if (view.order !== 'trouble') query.set('order', view.order);
  const before = new URLSearchParams(now);
  for (const name of KEPT) {
    const text = before.get(name);
    if (text !== null) query.set(name, text);
  }
  return `?${query}`;
}
