// One platform in one country: what the newest figure says, how it was over time, the same as a
// table, and how to embed it.

import { HOME } from '../addresses.js';
import { el } from '../dom.js';
import { writeView } from './address.js';
import { keyOf } from './grid.js';
import { wordOf } from './judge.js';
import { wordMark } from './marks.js';
import { LINES, drawPlot, lineMark } from './plot.js';
import { figureSentence } from './sentences.js';
import { byNetwork, columns, line, stretches } from './series.js';

/** @import { Page } from './page.js' */
/** @import { Data } from './data.js' */
/** @import { Cell, Point, VerdictName } from './types.js' */

/** @type {readonly VerdictName[]} */
const VERDICTS = ['reachable', 'slow', 'partly', 'unreachable', 'browser_blocked', 'inconclusive'];

/** What an embedded chart needs at most, px. */
const FRAME_HEIGHT = 480;

/**
 * @param {Page} page
 * @param {Data} data
 */
export function drawDetail(page, data) {
  const { texts, names, view } = page;
  const heading = el('h2', { id: 'detail', tabindex: '-1' }, titleOf(page, data));
  const newest = newestOf(data, view);
  const parts = newest ? figure(page, newest) : [el('p', { class: 'hint' }, texts.say(view.network ? 'explore.figure.none' : 'explore.detail.all'))];
  const { country } = view;
  const back = country && page.link({ country, platform: null, network: null }, texts.say('explore.detail.back', { country: names.country(country) }));
  return el(
    'section',
    { 'aria-labelledby': 'detail', 'data-part': 'detail' },
    heading,
    ...parts,
    drawChart(page, data),
    embedCode(page, data),
    el('p', {}, back),
  );
}

/**
 * @param {Page} page
 * @param {Data} data
 */
export function titleOf(page, data) {
  const { texts, names, view } = page;
  const values = { name: names.platform(view.platform ?? ''), country: names.country(view.country ?? '') };
  if (view.network === null) return texts.say('explore.detail', values);
  const place = placeOf(data, view.network);
  const network = place ? named(page, place) : names.number({ asn: Number(view.network) });
  return texts.say('explore.detail.network', { ...values, network });
}

/**
 * A network with its number: one brand may have several.
 * @param {Page} page
 * @param {Pick<Cell, 'scope' | 'network'>} cell
 */
function named({ names }, cell) {
  const place = names.place(cell);
  const number = cell.network ? names.number(cell.network) : place;
  return place === number ? place : `${place} (${number})`;
}

/**
 * Some figure of the network, which has its names.
 * @param {Data} data
 * @param {string} key
 */
function placeOf({ series, cells, found }, key) {
  const points = series?.points ?? [];
  const all = [...points.flatMap((point) => (point.state === 'published' ? [point] : [])), ...(cells?.cells ?? [])];
  const affected = found.incidents.flatMap((one) => one.networks).find((one) => String(one.network.asn) === key);
  const cell = all.find((one) => keyOf(one) === key);
  return cell ?? (affected && { scope: /** @type {const} */ ('network'), network: affected.network });
}

/**
 * @param {Data} data
 * @param {Page['view']} view
 * @returns {Cell | null}
 */
function newestOf({ cells }, { platform, network }) {
  return cells?.cells.find((one) => one.platform === platform && keyOf(one) === network) ?? null;
}

/**
 * @param {Page} page
 * @param {Cell} cell
 */
function figure({ texts, names }, cell) {
  const counts = VERDICTS.flatMap((verdict) => [
    el('dt', {}, texts.say(`explore.verdict.${verdict}`)),
    el('dd', {}, new Intl.NumberFormat(texts.language).format(cell.verdicts[verdict])),
  ]);
  return [
    el('p', { class: 'word' }, wordMark(texts, wordOf(cell))),
    el('p', { class: 'sentence' }, figureSentence(texts, names, cell)),
    el('details', {}, el('summary', {}, texts.say('explore.figure.counts')), el('dl', { class: 'counts' }, ...counts), el('p', { class: 'hint' }, texts.say('explore.figure.steps'))),
  ];
}

/**
 * The plot, what its lines mean, and the same as a table.
 * @param {Page} page
 * @param {Data} data
 */
export function drawChart(page, data) {
  const { texts, names, view } = page;
  const points = data.series?.points ?? [];
  const of = (/** @type {Point[]} */ some) => stretches(some, data.from / 1000, data.now / 1000);
  const all = view.network ? [{ name: '', stretches: of(points) }] : byNetwork(points).slice(0, LINES).map(({ cell, points: own }) => ({ name: named(page, cell), stretches: of(own) }));
  const lines = all.map((one) => line(one.stretches));
  const only = view.network ? lines[0] : undefined;
  const label = texts.say('explore.plot.label', { title: titleOf(page, data), range: texts.say(`explore.range.${view.range}`) });
  if (all.every((one) => one.stretches.every(({ cell }) => !cell?.bad))) {
    return el('p', { class: 'hint' }, texts.say('explore.plot.none', { range: texts.say(`explore.range.${view.range}`), k: data.series?.k ?? 0 }));
  }
  const { x, shares } = columns(lines);
  const plot = drawPlot({
    x,
    lines: shares.map((values, n) => ({ name: all[n]?.name ?? '', values })),
    band: only ? { low: only.map(({ low }) => low), high: only.map(({ high }) => high) } : null,
    marked: marked(page, data),
    label,
    zone: names.zone,
    language: texts.language,
  });
  page.ends.push(plot.end);
  const keys = view.network ? [] : all.map(({ name }, n) => el('li', {}, lineMark(n), name));
  return el(
    'figure',
    { class: 'chart' },
    el('p', { class: 'axis' }, texts.say(view.network ? 'explore.plot.axis' : 'explore.plot.axis.networks')),
    plot.element,
    keys.length > 0 && el('ul', { class: 'legend' }, ...keys),
    el('figcaption', { class: 'hint' }, texts.say(view.network ? 'explore.plot.hint' : 'explore.plot.hint.networks', { certainty: names.certainty, zone: names.zoneName(data.now), k: data.series?.k ?? 0 })),
    asTable(page, all),
  );
}

/**
 * When incidents were that the chart shows.
 * @param {Page} page
 * @param {Data} data
 */
function marked({ view }, data) {
  const here = data.found.incidents.filter((one) => one.platform === view.platform && one.country === view.country);
  const parts = view.network ? here.flatMap((one) => one.networks.filter(({ network }) => String(network.asn) === view.network)) : here;
  return parts.map(({ since, until }) => ({ from: Date.parse(since) / 1000, to: (until ? Date.parse(until) : data.now) / 1000 }));
}

/**
 * Made when it is opened: it may be long.
 * @param {Page} page
 * @param {{ name: string, stretches: ReturnType<typeof stretches> }[]} all
 */
function asTable({ texts, names }, all) {
  const details = el('details', { class: 'as-table' }, el('summary', {}, texts.say('explore.plot.table')));
  const column = (/** @type {string} */ key) => el('th', { scope: 'col' }, texts.say(key));
  const fill = () => {
    if (!details.open || details.childElementCount > 1) return;
    const rows = all.flatMap(({ name, stretches: some }) =>
      some.map(({ from, to, state, cell }) => {
        const bad = cell?.bad;
        // A figure of which too few say something of the network is one of too few.
        const missing = state === 'open' ? 'explore.state.open' : 'explore.state.insufficient';
        const share = bad ? names.percent(1 - bad.share) : texts.say(missing);
        const between = bad ? names.between({ share: 0, low: 1 - bad.high, high: 1 - bad.low }) : '';
        return el(
          'tr',
          { 'data-state': state },
          el('th', { scope: 'row' }, names.stretch(from * 1000, to * 1000)),
          name && el('td', {}, name),
          el('td', {}, share),
          el('td', {}, between),
          el('td', { class: 'count' }, cell ? new Intl.NumberFormat(texts.language).format(cell.votes) : ''),
        );
      }),
    );
    const head = el('tr', {}, column('explore.time'), all.some(({ name }) => name) && column('explore.network'), column('explore.share'), el('th', { scope: 'col' }, texts.say('explore.interval', { certainty: names.certainty })), column('explore.reports'));
    const title = texts.say('explore.plot.table');
    const table = el('table', { class: 'list' }, el('caption', { class: 'unseen' }, title), el('thead', {}, head), el('tbody', {}, ...rows));
    details.append(el('div', { class: 'wide', role: 'group', tabindex: '0', 'aria-label': title }, table));
  };
  details.addEventListener('toggle', fill);
  return details;
}

/**
 * @param {Page} page
 * @param {Data} data
 */
function embedCode(page, data) {
  const { texts, view } = page;
  const url = new URL(`chart.html${writeView({ ...view, order: 'trouble' }, location.search)}`, HOME);
  const frame = el('iframe', { title: titleOf(page, data), src: url.href, width: '100%', height: FRAME_HEIGHT, loading: 'lazy', style: null });
  const code = el('textarea', { class: 'copied', readonly: true, rows: 4, dir: 'ltr', id: 'code', spellcheck: 'false', 'aria-describedby': 'code-hint' });
  // What is shown is the text of an element that is never in the page.
  code.value = frame.outerHTML.replace('width="100%"', 'width="100%" style="border:0"');
  return el(
    'details',
    {},
    el('summary', {}, texts.say('explore.embed')),
    el('p', { id: 'code-hint' }, texts.say('explore.embed.hint')),
    el('label', { for: 'code', class: 'unseen' }, texts.say('explore.embed')),
    code,
    el('p', {}, el('a', { href: url.href }, texts.say('explore.embed.open'))),
  );
}
