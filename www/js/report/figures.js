// What public figures say of one platform: in other countries, and on other networks of one's own.

/**
 * @typedef {object} Cell What is looked at of a published figure.
 * @property {string} country
 * @property {{ asn: number } | null} network
 * @property {string} to
 * @property {Partial<Record<string, number>>} verdicts
 */

/** @typedef {{ works: number, fails: number, total: number }} Countries */
/** @typedef {{ share: number, votes: number }} Share Of the votes that say something. */

/** So fresh is “now”. */
const NOW_MS = 6 * 3_600_000;

/** From this share on it works, and up to the other it does not. */
export const WORKS = 0.75;
export const FAILS = 0.25;

/** Country where it is not known. */
const UNKNOWN = 'ZZ';

/**
 * @param {Cell[]} cells Of one platform, of a day.
 * @param {{ country: string | null, asn: number | null }} me
 * @param {{ k: number, as_of: string }} told
 * @returns {{ elsewhere: Countries | null, inside: Share | null }} Null: not enough is known.
 */
export function summarise(cells, me, { k, as_of }) {
  const since = Date.parse(as_of) - NOW_MS;
  const fresh = cells.filter(({ to }) => Date.parse(to) > since);
  const others = new Set(fresh.map(({ country }) => country));
  others.delete(UNKNOWN);
  if (me.country !== null) others.delete(me.country);
  const shares = [...others].flatMap((country) => {
    const found = share(fresh.filter((cell) => cell.country === country), k);
    return found ? [found.share] : [];
  });
  const beside = fresh.filter(
    ({ country, network }) => country === me.country && network?.asn !== me.asn,
  );
  return {
    elsewhere: shares.length === 0 ? null : {
      works: shares.filter((share) => share >= WORKS).length,
      fails: shares.filter((share) => share <= FAILS).length,
      total: shares.length,
    },
    inside: me.country === null ? null : share(beside, k),
  };
}

/**
 * @param {Cell[]} cells
 * @param {number} k
 * @returns {Share | null}
 */
function share(cells, k) {
  const sum = (/** @type {string[]} */ ...names) =>
    cells.reduce((all, { verdicts }) => names.reduce((n, name) => n + (verdicts[name] ?? 0), all), 0);
  const votes = sum('reachable', 'slow', 'partly', 'unreachable');
  return votes < Math.max(1, k) ? null : { share: sum('reachable') / votes, votes };
}
