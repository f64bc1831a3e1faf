// One platform of a finished run, open to its endpoints and their tries.

import { el } from './dom.js';
import { mark, platformIcon } from './marks.js';

/** @import { EndpointResult, Platform, PlatformResult, Try } from './types.js' */
/** @import { Texts } from './i18n.js' */

/**
 * A row that opens. What is inside is drawn when it is opened first.
 * @param {Texts} texts
 * @param {Platform} platform
 * @param {PlatformResult} result
 */
export function platformRow(texts, platform, result) {
  const details = el(
    'details',
    {},
    el(
      'summary',
      {},
      platformIcon(platform),
      el('span', { class: 'name' }, platform.name),
      el(
        'span',
        { class: 'state' },
        mark(result.verdict, texts.say(`verdict.${result.verdict}`)),
        el('span', { class: 'note' }, note(texts, result)),
      ),
    ),
  );
  details.addEventListener('toggle', () => details.append(...inside(texts, platform, result)), { once: true });
  return el('li', { 'data-platform': result.id, 'data-verdict': result.verdict }, details);
}

/**
 * What is worth saying beside the verdict.
 * @param {Texts} texts
 * @param {PlatformResult} result
 */
function note(texts, result) {
  switch (result.verdict) {
    case 'unreachable':
      return result.how ? texts.say(`note.${result.how}`) : '';
    case 'slow':
      return result.ratio == null ? '' : texts.say('note.slow', { ratio: texts.ratio(result.ratio) });
    case 'partly':
      return missing(texts, result.endpoints);
    case 'reachable':
      if (result.unstable) return texts.say('note.unstable');
      return result.warm_ms == null ? '' : texts.time(result.warm_ms);
    default:
      return '';
  }
}

/**
 * @param {Texts} texts
 * @param {EndpointResult[]} endpoints
 */
function missing(texts, endpoints) {
  const roles = endpoints
    .filter(({ verdict }) => verdict === 'unreachable' || verdict === 'cut')
    .map((endpoint) => role(texts, endpoint));
  return roles.length > 0 ? texts.say('note.missing', { roles: texts.list([...new Set(roles)]) }) : '';
}

/**
 * @param {Texts} texts
 * @param {EndpointResult} endpoint
 */
function role(texts, { id, role }) {
  return texts.say(id === 'object' ? 'role.object' : `role.${role}`);
}

/**
 * What a verdict means.
 * @param {Texts} texts
 * @param {Platform} platform
 * @param {PlatformResult} result
 */
function meaning(texts, { endpoints }, { verdict, how, unstable }) {
  if (verdict === 'inconclusive' && endpoints.every(({ unproven }) => unproven)) return texts.say('own.corp');
  const own = `mean.${verdict}.${how}`;
  return texts.say(texts.has(own) ? own : `mean.${verdict === 'reachable' && unstable ? 'unstable' : verdict}`);
}

/**
 * @param {Texts} texts
 * @param {Platform} platform
 * @param {PlatformResult} result
 */
function inside(texts, platform, result) {
  return [
    el('p', {}, meaning(texts, platform, result)),
    ...result.endpoints.map((endpoint) =>
      asked(texts, endpoint.host, role(texts, endpoint), endpoint.tries, [
        mark(endpoint.verdict, texts.say(`endpoint.${endpoint.verdict}`)),
      ]),
    ),
  ];
}

/**
 * A host, what it stands for, and its tries.
 * @param {Texts} texts
 * @param {string} host
 * @param {string} what
 * @param {Try[]} tries
 * @param {Node[]} [verdict]
 */
export function asked(texts, host, what, tries, verdict = []) {
  return el(
    'section',
    { class: 'asked' },
    el('p', { class: 'head' }, el('bdi', {}, host), el('span', { class: 'role' }, what), ...verdict),
    el('ol', {}, ...tries.map((each) => tryRow(texts, each))),
  );
}

/**
 * @param {Texts} texts
 * @param {Try} each
 */
function tryRow(texts, each) {
  const outcome = texts.say('try.took', {
    outcome: texts.say(`outcome.${each.outcome}`),
    time: texts.time(each.ms),
  });
  return el(
    'li',
    {},
    el('span', { class: 'at' }, texts.say('try.at', { time: texts.time(each.at_ms) })),
    el('span', {}, texts.say(`purpose.${each.purpose}`)),
    el('span', { class: each.outcome === 'answered' ? 'outcome' : 'outcome other' }, outcome),
    each.void && el('span', { class: 'void' }, texts.say('try.void', { why: texts.say(`void.${each.void}`) })),
  );
}
