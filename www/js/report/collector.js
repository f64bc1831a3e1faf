// Which collector a result may be offered to, if any: the one that the element's attribute names,
// else the one that the site's own file `collector.json` does. Where a collector serves the site, it
// answers that file itself and names itself.

import { HOME } from '../addresses.js';
import { describe, own } from '../files.js';
import { readCollector } from '../options.js';

const FILE = 'collector.json';

/**
 * The collector's folder; null where there is none. Asks nobody but the page's own server.
 * @param {string | null} attribute Empty: none, whatever the site has.
 * @returns {Promise<URL | null>}
 */
export async function findCollector(attribute) {
  const complain = (/** @type {string} */ message) => console.warn(`Getthrough, ${message}`);
  if (attribute !== null) return folder(readCollector(attribute, complain));
  if (!HOME.protocol.startsWith('http')) return null;
  try {
    /** @type {{ url?: unknown }} */
    const { url } = await (await own(FILE)).json();
    if (typeof url !== 'string') return null;
    const found = new URL(url, HOME);
    return folder(found.origin === HOME.origin ? found.href : readCollector(found.href, complain));
  } catch (error) {
    // A copy of the page without this file has no collector.
    console.info(`Getthrough found no collector: ${describe(error)}`);
    return null;
  }
}

/** @param {string | null} text */
function folder(text) {
  if (text === null) return null;
  const url = new URL(text);
  url.search = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
