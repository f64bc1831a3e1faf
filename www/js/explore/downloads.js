// What is shown, as a file; and where the collector has all of it.

import { save } from '../download.js';
import { el } from '../dom.js';
import { addressOf } from './ask.js';

/** @import { Page } from './page.js' */
/** @import { Data } from './data.js' */
/** @import { Cell } from './types.js' */

const VERDICTS = /** @type {const} */ (['reachable', 'slow', 'partly', 'unreachable', 'browser_blocked', 'inconclusive']);

/**
 * Figures as a table of text. A value that is not known is empty.
 * @param {Cell[]} cells
 */
export function toCsv(cells) {
  const head = ['from', 'to', 'platform', 'country', 'scope', 'asn', 'network', 'votes', ...VERDICTS, 'bad_share', 'bad_low', 'bad_high'];
  const rows = cells.map(({ from, to, platform, country, scope, network, votes, verdicts, bad }) => [
    from, to, platform, country, scope, network?.asn ?? '', network?.brand ?? network?.name ?? '', votes,
    ...VERDICTS.map((name) => verdicts[name]),
    bad?.share ?? '', bad?.low ?? '', bad?.high ?? '',
  ]);
  return `${[head, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

/** @param {string | number} value */
function field(value) {
  let text = String(value);
  // Names come from registries. A table program must not take one for a formula.
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The figures that a view shows. @param {Data} data */
export function shownCells({ series, cells, overview }) {
  if (!series) return (cells ?? overview).cells;
  return series.points.flatMap((point) => (point.state === 'published' ? [point] : []));
}

/**
 * @param {Page} page
 * @param {Data} data
 */
export function drawDownloads(page, data) {
  const { texts, view, collector } = page;
  const cells = shownCells(data);
  const name = ['getthrough', view.country, view.platform, view.network, view.range].filter(Boolean).join('-');
  const give = (/** @type {string} */ type, /** @type {string} */ end, /** @type {() => string} */ make) => () => {
    const address = URL.createObjectURL(new Blob([make()], { type }));
    save(address, `${name}.${end}`);
    // The download has its own hold of the file once it has begun.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const json = () => JSON.stringify({ as_of: data.found.as_of, view, incidents: data.found.incidents, silences: data.found.silences, figures: data.series ?? data.cells ?? data.overview }, null, 2);
  const { country, platform, network } = view;
  const everything = addressOf(collector, 'export', { format: 'csv', country, platform, network, from: new Date(data.from).toISOString() });
  return el(
    'section',
    { 'aria-labelledby': 'downloads' },
    el('h2', { id: 'downloads' }, texts.say('explore.downloads')),
    el(
      'div',
      { class: 'actions' },
      el('button', { type: 'button', 'data-action': 'csv', click: give('text/csv', 'csv', () => toCsv(cells)) }, texts.say('explore.downloads.csv')),
      el('button', { type: 'button', 'data-action': 'json', click: give('application/json', 'json', json) }, texts.say('explore.downloads.json')),
    ),
    el('p', {}, el('a', { href: everything.href, 'data-action': 'export' }, texts.say('explore.downloads.all'))),
  );
}
