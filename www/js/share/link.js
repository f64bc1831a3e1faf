// The address under which a result opens: the path picks a preview, the fragment holds the result
// and reaches no server.

import { BASE, HOME, PREVIEWS } from '../addresses.js';
import { slug } from '../slug.js';

/** @import { Headline } from '../types.js' */

/**
 * Where links lead: the canonical address of the page, else the one that it was loaded from. Null
 * for a page that was opened from a file, whose address is of no use to anybody else.
 */
const PLACE = webAddress(BASE ?? HOME.href);

/**
 * @param {string} text What the fragment holds.
 * @param {Headline} headline
 * @param {string} language
 * @param {string | null} [place]
 * @param {readonly string[]} [previews] Languages that have preview pages.
 */
export function linkTo(text, headline, language, place = PLACE, previews = PREVIEWS) {
  if (place === null) return null;
  return new URL(`${previewPath(headline, language, place, previews)}#${text}`, place).href;
}

/**
 * The part of a link that tells something to the server that it is opened from; empty where there
 * is none.
 * @param {Headline} headline
 * @param {string} language
 * @param {string | null} [place]
 * @param {readonly string[]} [previews]
 */
export function previewPath(headline, language, place = PLACE, previews = PREVIEWS) {
  return place !== null && previews.includes(language) ? `s/${language}/${slug(headline)}/` : '';
}

/** The page's address as people write it; empty for a page from a file. */
export function placeName(place = PLACE) {
  if (place === null) return '';
  const { host, pathname } = new URL(place);
  return `${host}${pathname}`.replace(/\/$/, '');
}

/** @param {string} address */
function webAddress(address) {
  const url = new URL(address, HOME);
  return url.protocol.startsWith('http') ? url.href : null;
}
