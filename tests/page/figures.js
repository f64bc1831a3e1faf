// Figures as a collector tells them, for the tests beside this file.

import { Names } from '../../www/js/explore/names.js';
import { catalogueOf, textsOf } from './texts.js';

export const START = Date.UTC(2026, 10, 24, 12);
export const QUARTER = 900_000;

export const at = (quarters) => new Date(START + quarters * QUARTER).toISOString();

const catalogue = {
  ...catalogueOf(0),
  platforms: [
    { id: 'x', code: 1, name: 'X' },
    { id: 'facebook', code: 2, name: 'Facebook' },
    { id: 'bbc', code: 3, name: 'BBC' },
  ],
};

/** Moments are told in UTC. */
export const names = (language = 'en') => new Names(textsOf(language), catalogue, 'UTC');

export const NETWORKS = {
  12389: { asn: 12389, name: 'ROSTELECOM-AS', brand: 'Rostelecom' },
  8359: { asn: 8359, name: 'MTS', brand: 'MTS' },
  29497: { asn: 29497, name: 'KUBANGSM', brand: 'MTS' },
  3216: { asn: 3216, name: 'SOVAM', brand: 'Beeline' },
  31133: { asn: 31133, name: 'MF-MGSM', brand: 'MegaFon' },
  64500: { asn: 64500, name: null, brand: null },
};

/** A figure: of so many votes these are bad, all in the same way. */
export function cell({ platform = 'x', asn = 8359, scope = 'network', from = 0, to = from + 1, votes = 20, bad = 0, kind = 'unreachable', country = 'RU' }) {
  const counts = { reachable: votes - bad, slow: 0, partly: 0, unreachable: 0, browser_blocked: 0, inconclusive: 0 };
  counts[kind] += bad;
  return {
    platform,
    country,
    scope,
    network: scope === 'network' ? NETWORKS[asn] : null,
    from: at(from),
    to: at(to),
    votes,
    verdicts: counts,
    bad: votes < 10 ? null : wilson(bad, votes),
  };
}

/** As the collector rounds it: bounds outwards, to twentieths. */
function wilson(bad, n) {
  const z = 2.576;
  const share = bad / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return {
    share: Math.round(share * 20) / 20,
    low: Math.floor(Math.max(0, middle - half) * 20) / 20,
    high: Math.ceil(Math.min(1, middle + half) * 20) / 20,
  };
}

/** An incident on networks, the first with the most votes. */
export function incident({ platform = 'x', kind = 'unreachable', asns, since = 10, until = null, ended = null, elsewhere = 0, over = [] }) {
  const networks = asns.map((asn, n) => ({
    network: NETWORKS[asn],
    kind,
    since: at(since),
    until: over.includes(asn) ? at(since + 2) : until && at(until),
    ended: over.includes(asn) ? 'recovered' : ended,
    votes: 100 - n,
    bad: { share: 0.95, low: 0.8, high: 1 },
  }));
  return {
    id: `1-RU-${platform}`,
    platform,
    country: 'RU',
    kind,
    country_wide: asns.length > 2,
    since: at(since),
    until: until && at(until),
    ended,
    votes: 200,
    bad: { share: 0.95, low: 0.85, high: 1 },
    elsewhere,
    // The collector tells them by number.
    networks: networks.toSorted((a, b) => a.network.asn - b.network.asn),
  };
}
