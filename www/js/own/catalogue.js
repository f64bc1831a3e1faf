// A catalogue of the visitor's own list: their addresses, and the usual controls.

/** @import { Catalogue } from '../types.js' */

const CATEGORY = 'own';

/**
 * @param {Catalogue} usual
 * @param {string[]} urls Each of another host.
 * @returns {Catalogue}
 */
export function ownCatalogue(usual, urls) {
  return {
    ...usual,
    categories: [{ id: CATEGORY, on: true }],
    platforms: urls.map((url, i) => ({
      id: `own_${i + 1}`,
      code: i + 1,
      name: new URL(url).host,
      category: CATEGORY,
      tier: 1,
      operator: new URL(url).host,
      // Nobody has seen it answer to another site's page, so a refusal may be the site's own.
      endpoints: [{ id: 'site', role: 'site', url, probe: 'fetch', unproven: true }],
    })),
  };
}

/** @param {Catalogue} catalogue */
export function isOwn(catalogue) {
  return catalogue.categories.some(({ id }) => id === CATEGORY);
}
