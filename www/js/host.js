// What the element inherits from a page that it stands in, as far as it can be known before the
// press. The run itself finds out the rest, and says so among its caveats.

import { controller, ownWorker } from './offline.js';

/** @import { Catalogue } from './types.js' */
/** @typedef {{ kind: 'require_corp' | 'service_worker' | 'page_csp', n: number }} Note */

/**
 * What would falsify a run here.
 * @param {Catalogue} catalogue
 * @param {Set<string>} ticked
 * @returns {Note[]}
 */
export function hostNotes(catalogue, ticked) {
  /** @type {Note[]} */
  const notes = [];
  // True for `credentialless` as well, which does no harm; the two cannot be told apart.
  if (globalThis.crossOriginIsolated) notes.push({ kind: 'require_corp', n: 0 });
  if (controller() !== ownWorker()) notes.push({ kind: 'service_worker', n: 0 });
  const stopped = stoppedHosts(catalogue, ticked, policies());
  if (stopped.size > 0) notes.push({ kind: 'page_csp', n: stopped.size });
  return notes;
}

/** Policies that the document itself states; those in headers cannot be read. */
function policies() {
  const metas = document.querySelectorAll('meta[http-equiv="content-security-policy" i]');
  return [...metas].map((meta) => meta.getAttribute('content') ?? '');
}

/**
 * The hosts of ticked platforms that a policy keeps from being asked.
 * @param {Catalogue} catalogue
 * @param {Set<string>} ticked
 * @param {string[]} policies
 */
export function stoppedHosts(catalogue, ticked, policies) {
  const lists = policies.map(connectSources);
  const urls = catalogue.platforms
    .filter(({ id }) => ticked.has(id))
    .flatMap(({ endpoints }) => endpoints.map(({ url }) => new URL(url)));
  const stopped = urls.filter((url) => !lists.every((sources) => !sources || allows(sources, url)));
  return new Set(stopped.map(({ host }) => host));
}

/**
 * What `connect-src` lists; null where the policy does not limit it.
 * @param {string} policy
 */
function connectSources(policy) {
  const directives = policy.split(';').map((text) => text.trim().toLowerCase().split(/\s+/));
  const of = (/** @type {string} */ name) => directives.find(([first]) => first === name)?.slice(1);
  return of('connect-src') ?? of('default-src') ?? null;
}

/**
 * @param {string[]} sources
 * @param {URL} url
 */
function allows(sources, url) {
  return sources.some((source) => {
    if (source === '*' || source === url.protocol) return true;
    const [, scheme, host = ''] = /^(?:([a-z+.-]+:)\/\/)?([^/:]+)/.exec(source) ?? [];
    if (scheme && scheme !== url.protocol) return false;
    return host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : host === url.hostname;
  });
}
