// The plot of a series. It is for the eye: the table beside it has the same for everybody.

import { drawing, el } from '../dom.js';
import uPlot from './vendor/uplot.js';

/** @typedef {{ name: string, values: (number | null)[] }} Line */
/** @typedef {{ low: (number | null)[], high: (number | null)[] }} Band */

/**
 * @typedef {object} Plan
 * @property {number[]} x Seconds since 1970.
 * @property {Line[]} lines
 * @property {Band | null} band Of the only line.
 * @property {{ from: number, to: number }[]} marked Times of incidents.
 * @property {string} label
 * @property {string | undefined} zone
 * @property {string} language
 */

const HEIGHT = 240;

/** Lines are told apart by how they are broken, and then by colour. */
const DASHES = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 2]];

/** Custom properties with the colours of lines. */
const INKS = ['--accent', '--bad', '--good', '--local', '--warn'];

/** So many lines can be told apart. */
export const LINES = DASHES.length;

/**
 * How a line looks, beside its name.
 * @param {number} n
 */
export function lineMark(n) {
  const svg = drawing(`line line-${n}`, 28, 'M0 14h28');
  svg.setAttribute('viewBox', '0 10 28 8');
  svg.setAttribute('stroke-dasharray', (DASHES[n] ?? []).join(' '));
  return svg;
}

/**
 * @param {Plan} plan
 * @returns {{ element: HTMLElement, end: () => void }}
 */
export function drawPlot(plan) {
  const place = el('div', { class: 'plot', role: 'img', 'aria-label': plan.label, dir: 'ltr' });
  // Some browsers have no canvas, or are told to give none. The table has it all.
  place.hidden = !document.createElement('canvas').getContext?.('2d');
  /** @type {uPlot | null} */
  let plot = null;
  const draw = () => {
    const width = place.clientWidth;
    if (width === 0 || !place.isConnected) return;
    plot?.destroy();
    plot = new uPlot(optionsOf(plan, place, width), /** @type {any} */ (dataOf(plan)), place);
  };
  const sized = new ResizeObserver(() => {
    if (place.clientWidth !== plot?.width) draw();
  });
  sized.observe(place);
  // The canvas knows no custom properties: it is drawn again in the colours of the other theme.
  const theme = matchMedia('(prefers-color-scheme: dark)');
  theme.addEventListener('change', draw);
  const themed = new MutationObserver(draw);
  themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const end = () => {
    sized.disconnect();
    themed.disconnect();
    theme.removeEventListener('change', draw);
    plot?.destroy();
  };
  return { element: place, end };
}

/** @param {Plan} plan */
function dataOf({ x, lines, band }) {
  return [x, ...lines.map(({ values }) => values), ...(band ? [band.high, band.low] : [])];
}

/**
 * @param {Plan} plan
 * @param {HTMLElement} place
 * @param {number} width
 * @returns {uPlot.Options}
 */
function optionsOf(plan, place, width) {
  const style = getComputedStyle(place);
  const ink = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const { language, zone, lines, band } = plan;
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const axis = { stroke: ink('--soft'), font, grid: { stroke: ink('--edge'), width: 1 }, ticks: { stroke: ink('--edge'), width: 1, size: 4 } };
  const bound = { stroke: 'transparent', width: 0, points: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [10, 8, 0, 0],
    scales: { x: { time: true, range: (_, min, max) => [min, max] }, y: { range: [0, 1] } },
    axes: [
      { ...axis, space: 70, values: (_, splits) => timesOf(splits, language, zone) },
      { ...axis, size: 52, splits: () => [0, 0.25, 0.5, 0.75, 1], values: (_, splits) => splits.map((share) => percent.format(share)) },
    ],
    series: [
      {},
      ...lines.map((_, n) => ({
        stroke: ink(INKS[n % INKS.length] ?? '--ink'),
        width: 2,
        dash: DASHES[n % DASHES.length] ?? [],
        points: { show: false },
        spanGaps: false,
      })),
      ...(band ? [bound, bound] : []),
    ],
    bands: band ? [{ series: [lines.length + 1, lines.length + 2], fill: mix(ink('--accent')) }] : [],
    hooks: { drawClear: [(plot) => shade(plot, plan.marked, ink('--bad'))] },
  };
}

/** @param {string} colour */
const mix = (colour) => `color-mix(in srgb, ${colour} 22%, transparent)`;

/**
 * @param {uPlot} plot
 * @param {{ from: number, to: number }[]} marked
 * @param {string} colour
 */
function shade(plot, marked, colour) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour;
  for (const { from, to } of marked) {
    const start = Math.max(plot.valToPos(from, 'x', true), bbox.left);
    const end = Math.min(plot.valToPos(to, 'x', true), bbox.left + bbox.width);
    if (end <= start) continue;
    ctx.globalAlpha = 0.08;
    ctx.fillRect(start, bbox.top, end - start, bbox.height);
    ctx.globalAlpha = 0.7;
    ctx.fillRect(start, bbox.top, 2, bbox.height);
  }
  ctx.restore();
}

/**
 * Times, with the day where it begins.
 * @param {number[]} splits
 * @param {string} language
 * @param {string | undefined} timeZone
 */
function timesOf(splits, language, timeZone) {
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone });
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone });
  const days = splits.map((at) => day.format(at * 1000));
  const whole = splits.length > 1 && (splits[1] ?? 0) - (splits[0] ?? 0) >= 86_400;
  return splits.map((at, n) => {
    if (whole) return days[n] ?? '';
    const text = time.format(at * 1000);
    return n === 0 || days[n] !== days[n - 1] ? `${text}\n${days[n]}` : text;
  });
}
