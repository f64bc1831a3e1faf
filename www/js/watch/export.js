// A watch as a table for other programs: a row a span.

/** @import { Catalogue } from '../types.js' */
/** @import { Schedule } from './schedule.js' */

/**
 * @param {Catalogue} catalogue
 * @param {Schedule} schedule
 */
export function rowsOf(catalogue, schedule) {
  const names = new Map(catalogue.platforms.map(({ id, name }) => [id, name]));
  return schedule.tracks.flatMap(([id, { spans }]) =>
    spans.map(({ verdict, from, to, after }) => ({
      platform: id,
      name: names.get(id) ?? id,
      verdict,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      after_a_gap: after,
    })),
  );
}

/**
 * As RFC 4180 has it.
 * @param {Record<string, string | boolean>[]} rows
 */
export function toCsv(rows) {
  const first = rows[0];
  if (!first) return '';
  const lines = [Object.keys(first), ...rows.map(Object.values)];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** @param {unknown} value */
function cell(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
