// The name of a headline in the path of a link. It picks the preview page, whose names are made
// by the same rule.

/** @import { Headline } from './types.js' */

/** The headlines that name platforms in it. */
const NAMING = new Set(['unreachable', 'partly', 'slow', 'browser_blocked']);

/**
 * Only a–z, 0–9 and `-`, whatever the catalogue calls its platforms.
 * @param {Pick<Headline, 'kind' | 'platforms'>} headline
 */
export function slug({ kind, platforms }) {
  if (!NAMING.has(kind) || platforms.length === 0) return plain(kind);
  return `${platforms.length === 1 ? plain(platforms[0] ?? '') : 'several'}-${plain(kind)}`;
}

/** @param {string} name */
function plain(name) {
  return name.replace(/[^a-z0-9]/g, '-');
}
