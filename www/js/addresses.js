// Where the page's files and links are. This is how it is in the source tree: every file has its
// own name, and links lead to wherever the page is. `cargo xtask dist` writes a form of its own of
// this module for each thing it builds.

/** The folder of the page, from which all of its files are named. */
export const HOME = new URL('..', import.meta.url);

/** What the trace of an error of its own has in it: that of one that comes from elsewhere has not. */
export const TRACE = HOME.href;

/** A file that the page's own server answers with at any time; null where it has none. @type {string | null} */
export const PING = 'ping.txt';

/**
 * Files that are kept under another name, and what they must hash to. A module may need parts,
 * which are in this table too.
 * @type {Record<string, { url: string, integrity?: string, needs?: string[] }>}
 */
export const FILES = {};

/**
 * What this copy of the page carries within itself instead: a file as a response, a module as
 * itself.
 * @type {Record<string, () => any>}
 */
export const HELD = {};

/** The address under which others open the page; null: the one it was loaded from. @type {string | null} */
export const BASE = null;

/** Languages that have preview pages under `s/`. @type {readonly string[]} */
export const PREVIEWS = [];

/** What was built and when. @type {{ version: string, date: string } | null} */
export const BUILT = null;
