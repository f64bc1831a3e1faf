// What whoever embeds the check may set: as attributes of the element, or in the address of
// embed.html. A value that cannot be used is left out, and the console says what is right.

/** The themes that can be asked for. */
export const THEMES = ['auto', 'light', 'dark'];

/** The height that a frame has where nothing else is said, px: the first view fits it. */
export const HEIGHT = 420;

/** A frame of this height shows at least the button; nothing needs more. */
const HEIGHTS = { least: 120, most: 4000 };

/** Ids as the catalogue has them. Only these are ever shown: the address can hold anything. */
const ID = /^[a-z0-9_]{1,32}$/;

/** @typedef {(message: string) => void} Complain */

/**
 * Ids of platforms, each once.
 * @param {string | null} text Separated by commas.
 * @param {Complain} complain
 */
export function readPlatforms(text, complain) {
  const given = (text ?? '').split(',').map((id) => id.trim()).filter(Boolean);
  const strange = given.filter((id) => !ID.test(id));
  if (strange.length > 0) {
    complain(`platforms: "${strange.join(',')}" cannot be ids. They look like "x,facebook,bbc".`);
  }
  return [...new Set(given.filter((id) => ID.test(id)))];
}

/**
 * @param {string | null} text
 * @param {Complain} complain
 */
export function readTheme(text, complain) {
  const theme = text || 'auto';
  if (THEMES.includes(theme)) return theme;
  complain(`theme: "${theme}" is none of ${THEMES.join(', ')}. The reader's own is used.`);
  return 'auto';
}

/**
 * @param {string | null} text
 * @param {Complain} complain
 */
export function readHeight(text, complain) {
  if (!text) return HEIGHT;
  const height = Number(text);
  if (Number.isInteger(height) && height >= HEIGHTS.least && height <= HEIGHTS.most) return height;
  const { least, most } = HEIGHTS;
  complain(`height: "${text}" is no whole number from ${least} to ${most} (px). ${HEIGHT} is used.`);
  return HEIGHT;
}

/**
 * The address of a collector, or null.
 * @param {string | null} text
 * @param {Complain} complain
 */
export function readCollector(text, complain) {
  if (!text) return null;
  const url = address(text);
  const local = url?.protocol === 'http:' && url.hostname === 'localhost';
  if (url && (url.protocol === 'https:' || local) && !url.username && !url.password && !url.hash) {
    return url.href;
  }
  complain(`collector: "${text}" is no address such as "https://collect.example/". None is used.`);
  return null;
}

/** @param {string} text */
function address(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
