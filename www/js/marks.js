// How a verdict and a platform look: a shape with its word, a mark with its name.

import { drawing, el } from './dom.js';
import { own } from './files.js';

/** @import { Platform } from './types.js' */
/** @import { Texts } from './i18n.js' */

/** One shape a verdict, in a box of 16: told apart without colour. */
export const SHAPES = {
  reachable: 'M3 8.5 6.5 12 13 4.5',
  slow: 'M4 2.5h8M4 13.5h8M5 2.5c0 4 6 7 6 11M11 2.5c0 4-6 7-6 11',
  partly: 'M8 2a6 6 0 1 0 0 12 6 6 0 1 0 0-12zM8 2a6 6 0 0 1 0 12z',
  cut: 'M2 8h6M11 8h.01M14 8h.01',
  unreachable: 'M4 4l8 8M12 4l-8 8',
  browser_blocked: 'M8 1.8 13 4v4c0 3-2.2 5-5 6.2C5.2 13 3 11 3 8V4zM5.5 8h5',
  inconclusive: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10M8 13h.01',
  waiting: 'M4 8h.01M8 8h.01M12 8h.01',
};

/**
 * A word with its shape. The colour comes from the style, by the same name.
 * @param {keyof typeof SHAPES} shape
 * @param {string} word
 */
export function mark(shape, word) {
  return el('span', { class: `mark ${shape}` }, drawing('shape', 16, SHAPES[shape]), el('span', {}, word));
}

/** @type {Record<string, string>} */
let icons = {};

/**
 * A platform's icon: a monogram until the icons are there, and for good where there is none.
 * @param {Platform} platform
 */
export function platformIcon(platform) {
  const icon = el('span', { class: 'icon', 'aria-hidden': 'true', 'data-icon': platform.id });
  const path = icons[platform.id];
  icon.append(path ? drawing('brand', 24, path) : monogram(platform.name));
  return icon;
}

/**
 * Loads the icons and puts them where there are monograms. They only decorate, so a failure
 * leaves the monograms and needs no message.
 * @param {ParentNode} root
 */
export async function loadIcons(root) {
  try {
    icons = await (await own('icons.json')).json();
  } catch {
    return;
  }
  for (const icon of root.querySelectorAll('[data-icon]')) {
    const path = icons[icon.getAttribute('data-icon') ?? ''];
    if (path) icon.replaceChildren(drawing('brand', 24, path));
  }
}

/** @param {string} name */
function monogram(name) {
  return [...name.replace(/^The /, '')][0]?.toUpperCase() ?? '';
}
