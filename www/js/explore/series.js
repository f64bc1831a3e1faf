// Figures over time. Where there is none there is a gap: not nought, and no line across it.

import { keyOf } from './grid.js';

/** @import { Cell, Point } from './types.js' */

/** A quarter of an hour, the narrowest that figures are published for, s. */
export const SLOT = 900;

/** @typedef {{ from: number, to: number, state: 'published' | 'insufficient' | 'open', cell: Cell | null }} Stretch Seconds since 1970. */

/** @param {string} moment */
const seconds = (moment) => Date.parse(moment) / 1000;

/**
 * What is known of each stretch of a time, one after the other. Where wider figures and narrower
 * ones lie over each other, the narrower one is shown: the wider has what these leave.
 * @param {Point[]} points Of one network.
 * @param {number} from
 * @param {number} to
 * @returns {Stretch[]}
 */
export function stretches(points, from, to) {
  const bounded = points.map((point) => ({ point, from: seconds(point.from), to: seconds(point.to) }));
  const published = bounded.filter(({ point }) => point.state === 'published');
  published.sort((a, b) => a.to - a.from - (b.to - b.from));
  const rest = bounded.filter(({ point }) => point.state !== 'published');
  /** @type {Stretch[]} */
  const all = [];
  for (let at = from - (from % SLOT); at < to; at += SLOT) {
    const inside = (/** @type {{ from: number, to: number }} */ one) => one.from <= at && at < one.to;
    const found = published.find(inside) ?? rest.find(inside);
    const point = found?.point;
    const cell = point?.state === 'published' ? point : null;
    const state = point?.state ?? 'insufficient';
    const last = all.at(-1);
    if (last && last.state === state && last.cell === cell) last.to = at + SLOT;
    else all.push({ from: at, to: at + SLOT, state, cell });
  }
  return all;
}

/**
 * A line for a plot: the share that gets through, with its bounds. Each stretch is level, and ends
 * just before the next begins.
 * @param {Stretch[]} all
 * @returns {{ x: number, share: number | null, low: number | null, high: number | null }[]}
 */
export function line(all) {
  return all.flatMap(({ from, to, cell }) => {
    const bad = cell?.bad;
    const values = bad
      ? { share: 1 - bad.share, low: 1 - bad.high, high: 1 - bad.low }
      : { share: null, low: null, high: null };
    return [{ x: from, ...values }, { x: to - 1, ...values }];
  });
}

/**
 * The points of each network of a series that has several, the ones with most reports first.
 * @param {Point[]} points
 */
export function byNetwork(points) {
  /** @type {Map<string, { key: string, cell: Cell, votes: number, points: Point[] }>} */
  const found = new Map();
  for (const point of points) {
    if (point.state !== 'published') continue;
    const key = keyOf(point);
    const one = found.get(key) ?? { key, cell: point, votes: 0, points: [] };
    one.votes += point.votes;
    one.points.push(point);
    found.set(key, one);
  }
  return [...found.values()].sort((a, b) => b.votes - a.votes);
}

/**
 * Several lines over the same time as one table of columns, as a plot takes them.
 * @param {ReturnType<typeof line>[]} lines
 */
export function columns(lines) {
  const x = [...new Set(lines.flatMap((one) => one.map((point) => point.x)))].sort((a, b) => a - b);
  const shares = lines.map((one) => {
    const at = new Map(one.map((point) => [point.x, point.share]));
    /** @type {number | null} */
    let last = null;
    return x.map((moment) => {
      const share = at.get(moment);
      if (share !== undefined) last = share;
      return last;
    });
  });
  return { x, shares };
}
