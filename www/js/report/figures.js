// What public figures say of one platform now: in other countries, and on other networks of one's
// own. Each country, and each network, counts as one, however many reports come from it.

/**
 * @typedef {object} Cell What is looked at of a published figure.
 * @property {string} country
 * @property {{ asn: number } | null} network
 * @property {string} to
 * @property {Partial<Record<string, number>>} verdicts
 */

/** @typedef {{ works: number, fails: number, total: number }} Places Those with enough reports. */

/** The latest hours that have enough reports are what is now. */
const HOURS = [1, 6, 24];

const HOUR_MS = 3_600_000;

/** What so large a share of reports, or of places, says is so. What is only slow neither works nor fails. */
const MOST = 0.75;

/** Where it is not known. */
const UNKNOWN = 'ZZ';

/**
 * @param {Cell[]} cells Of one platform, of a day.
 * @param {{ country: string | null, asn: number | null }} me
 * @param {{ k: number, as_of: string }} told So many reports are enough, and when it was told.
 * @returns {{ countries: Places, networks: Places | null }} Null: one's country is not known.
 */
export function summarise(cells, me, { k, as_of }) {
  const abroad = cells.filter(({ country }) => country !== UNKNOWN && country !== me.country);
  const beside = cells.filter(
    ({ country, network }) => country === me.country && (network === null || network.asn !== me.asn),
  );
  return {
    countries: places(abroad, ({ country }) => country, k, as_of),
    networks: me.country === null ? null : places(beside, ({ network }) => `${network?.asn}`, k, as_of),
  };
}

/**
 * What most places say; null where none has enough reports.
 * @param {Places} places
 * @returns {{ word: 'work' | 'fail' | 'mixed', count: number } | null}
 */
export function most({ works, fails, total }) {
  if (total === 0) return null;
  if (works >= MOST * total) return { word: 'work', count: works };
  return fails >= MOST * total ? { word: 'fail', count: fails } : { word: 'mixed', count: works };
}

/**
 * @param {Cell[]} cells
 * @param {(cell: Cell) => string} placeOf
 * @param {number} k
 * @param {string} as_of
 * @returns {Places}
 */
function places(cells, placeOf, k, as_of) {
  /** @type {Map<string, Cell[]>} */
  const by = new Map();
  for (const cell of cells) by.set(placeOf(cell), [...(by.get(placeOf(cell)) ?? []), cell]);
  const shares = [...by.values()].flatMap((all) => {
    const found = HOURS.map((hours) => share(since(all, Date.parse(as_of) - hours * HOUR_MS), k));
    return found.find((each) => each !== null) ?? [];
  });
  return {
    works: shares.filter(({ works }) => works >= MOST).length,
    fails: shares.filter(({ fails }) => fails >= MOST).length,
    total: shares.length,
  };
}

/** @param {Cell[]} cells @param {number} ms */
function since(cells, ms) {
  return cells.filter(({ to }) => Date.parse(to) > ms);
}

/**
 * The shares by which it got through, and by which it did not; null where too few say something.
 * @param {Cell[]} cells
 * @param {number} k
 */
function share(cells, k) {
  const sum = (/** @type {string[]} */ names) =>
    cells.reduce((all, { verdicts }) => names.reduce((n, name) => n + (verdicts[name] ?? 0), all), 0);
  const votes = sum(['reachable', 'slow', 'partly', 'unreachable']);
  return votes < Math.max(1, k) ? null : { works: sum(['reachable']) / votes, fails: sum(['unreachable']) / votes };
}
