// A visitor's own list of addresses: lines of text, or a CSV file in the form of the Citizen Lab's
// test lists, whose first column is `url`. What cannot be asked is told apart by why.

/** So many are asked at once; more would be a scan. */
export const MOST = 100;

/**
 * @typedef {'form' | 'scheme' | 'private' | 'signed_in' | 'host_twice' | 'many'} Why
 * @typedef {object} List
 * @property {string[]} urls Each of another host, all https.
 * @property {{ line: string, why: Why }[]} refused
 * @property {number} upgraded How many were http and are asked as https.
 */

/**
 * @param {string} text
 * @returns {List}
 */
export function readList(text) {
  /** @type {List} */
  const list = { urls: [], refused: [], upgraded: 0 };
  const hosts = new Set();
  for (const line of entries(text)) {
    const read = readAddress(line);
    if (typeof read === 'string') {
      list.refused.push({ line, why: read });
    } else if (hosts.has(read.url.host)) {
      list.refused.push({ line, why: 'host_twice' });
    } else if (list.urls.length === MOST) {
      list.refused.push({ line, why: 'many' });
    } else {
      hosts.add(read.url.host);
      list.urls.push(read.url.href);
      if (read.upgraded) list.upgraded += 1;
    }
  }
  return list;
}

/**
 * What stands in the first column, without a heading, comments and empty lines.
 * @param {string} text
 */
function entries(text) {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).map((line) => line.trim());
  const isCsv = /^"?url"?\s*,/i.test(lines[0] ?? '');
  return lines
    .slice(isCsv ? 1 : 0)
    .map((line) => (isCsv ? firstColumn(line) : line))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * As RFC 4180 has it.
 * @param {string} line
 */
function firstColumn(line) {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line);
  return quoted ? (quoted[1] ?? '').replaceAll('""', '"').trim() : (line.split(',')[0] ?? '').trim();
}

/**
 * @param {string} line
 * @returns {{ url: URL, upgraded: boolean } | Why}
 */
function readAddress(line) {
  const named = /^([a-z][a-z0-9+.-]*):\/\//i.exec(line)?.[1]?.toLowerCase();
  if (!named && (/\s/.test(line) || /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(line))) return 'form';
  if (named && named !== 'https' && named !== 'http') return 'scheme';
  let url;
  try {
    url = new URL(named ? line : `https://${line}`);
  } catch {
    return 'form';
  }
  if (url.username || url.password) return 'signed_in';
  const upgraded = url.protocol === 'http:';
  // A port of http is none of https.
  if (upgraded && url.port) return 'scheme';
  if (upgraded) url.protocol = 'https:';
  url.hash = '';
  return isPublic(url.hostname) ? { url, upgraded } : 'private';
}

/** Names that lead nowhere on the internet. */
const LOCAL = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|example|invalid|onion|home\.arpa)$/i;

/**
 * Whether a host can be on the internet: a page must not reach into the visitor's own network.
 * @param {string} host As `URL` writes it.
 */
export function isPublic(host) {
  const name = host.replace(/\.$/, '');
  if (name.startsWith('[')) return /^\[[23]/.test(name) && !/^\[2001:db8/i.test(name) && !/^\[2002:/.test(name);
  const parts = name.split('.');
  if (parts.length === 4 && parts.every((part) => /^\d+$/.test(part))) return isPublicV4(parts.map(Number));
  return parts.length > 1 && !LOCAL.test(name);
}

/** @param {number[]} address */
function isPublicV4([a = 0, b = 0, c = 0]) {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100 && b >= 64 && b < 128) return false;
  if (a === 169 && b === 254) return false;
  if (a === 172 && b >= 16 && b < 32) return false;
  if (a === 192 && (b === 168 || (b === 0 && c === 0) || (b === 0 && c === 2))) return false;
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false;
  return !(a === 203 && b === 0 && c === 113);
}
