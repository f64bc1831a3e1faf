// What a view needs of the collector, together.

import { RANGES } from './address.js';
import { ask } from './ask.js';

/** @import { Cells, Incident, Incidents, Series, View } from './types.js' */

/**
 * @typedef {object} Data
 * @property {number} now When the current quarter of an hour began, by the collector's clock, ms.
 * @property {number} from When the time that is looked at begins, ms.
 * @property {Incidents} found
 * @property {Cells} overview The newest figures of one platform in all countries.
 * @property {Cells | null} cells The newest figures of the country.
 * @property {Series | null} series
 */

const HOUR_MS = 3_600_000;

/**
 * @param {URL} collector
 * @param {View} view
 * @param {string} sample A platform of the standard list: everybody who reports, reports on it.
 * @param {AbortSignal} stop
 * @returns {Promise<Data>}
 */
export async function load(collector, view, sample, stop) {
  const { country, platform, network } = view;
  const get = (/** @type {string} */ path, /** @type {Record<string, string | null>} */ query) =>
    ask(collector, path, query, stop);
  // The reader's clock may be wrong, so the collector's is asked first.
  /** @type {Incidents} */
  const day = await get('incidents', {});
  const now = Date.parse(day.as_of);
  const start = now - RANGES[view.range] * HOUR_MS;
  const from = new Date(start).toISOString();
  const [found, overview, cells, series] = await Promise.all([
    RANGES[view.range] <= 24 ? day : get('incidents', { from }),
    get('cells', { platform: (!country && platform) || sample, latest: 'true', from }),
    country ? get('cells', { country, latest: 'true', from }) : null,
    country && platform ? get('series', { country, platform, network, from }) : null,
  ]);
  return { now, from: start, found: within(found, view, start), overview, cells, series };
}

/**
 * What of all that was found belongs to a view.
 * @param {Incidents} found
 * @param {View} view
 * @param {number} start
 * @returns {Incidents}
 */
export function within({ as_of, incidents, silences }, view, start) {
  const isHere = (/** @type {{ country: string, until: string | null }} */ one) =>
    (view.country === null || one.country === view.country) && (one.until === null || Date.parse(one.until) > start);
  // What lasts comes first, and of that what is of a whole country.
  /** @type {(a: { until: string | null, since: string }, b: { until: string | null, since: string }) => number} */
  const newest = (a, b) => Number(a.until !== null) - Number(b.until !== null) || b.since.localeCompare(a.since);
  /** @type {(a: Incident, b: Incident) => number} */
  const widest = (a, b) => Number(a.until !== null) - Number(b.until !== null) || Number(b.country_wide) - Number(a.country_wide);
  return {
    as_of,
    incidents: incidents.filter(isHere).sort((a, b) => widest(a, b) || newest(a, b)),
    silences: silences.filter(isHere).sort(newest),
  };
}
