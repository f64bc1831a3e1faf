// Where the page's files and links are. This is how it is in the source tree: every file has its
// own name, and links lead to wherever the page is. `cargo xtask dist` writes a form of its own of
// this module for each thing it builds.

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
