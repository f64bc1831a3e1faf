// Where the page's files and links are. This is how it is in the source tree: every file has its
// own name, and links lead to wherever the page is. A built site has its own form of this module.

/** Files that a built site keeps under another name. @type {Record<string, { url: string, integrity: string }>} */
export const FILES = {};

/** The address under which others open the page; null: the one it was loaded from. @type {string | null} */
export const BASE = null;

/** Languages that have preview pages under `s/`. @type {readonly string[]} */
export const PREVIEWS = [];

/** What was built and when. @type {{ version: string, date: string } | null} */
export const BUILT = null;
