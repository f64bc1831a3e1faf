// A result that came in a link. The engine reads it; nothing is contacted. It is the word of
// whoever made the link, and every sentence says so.

import { platformNames } from './catalogue.js';
import { el } from './dom.js';
import { loadEngine } from './engine.js';
import { Failure, describe } from './files.js';
import { groups } from './groups.js';
import { headlineText } from './headline.js';
import { mark, platformIcon } from './marks.js';

/** @import { Catalogue, Opened, OpenedPlatform, Platform, Refused } from './types.js' */
/** @import { Texts } from './i18n.js' */

/** From so much on it is said how long ago it was, ms. */
const AGE_MATTERS = 2 * 3_600_000;

/**
 * @param {string} fragment What stands behind the `#`.
 * @param {Catalogue} catalogue
 */
export async function readLink(fragment, catalogue) {
  const engine = await loadEngine();
  /** @param {string} text */
  const open = (text) => {
    try {
      return engine.open(text, catalogue);
    } catch (error) {
      throw new Failure('catalogue_shape', describe(error));
    }
  };
  const opened = open(fragment);
  if (opened.refusal?.name !== 'not_ours') return opened;
  // What stood around the link in a message may have come along: a full stop, a bracket.
  const kept = open(fragment.match(/^[\w-]*/)?.[0] ?? '');
  return kept.refusal ? opened : kept;
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Opened | Refused} opened
 * @param {{ onStart: () => void, onReload: () => void }} listeners `onStart`: the visitor wants
 *   to run the check; what it contacts is not on the screen yet.
 */
export function drawShared(texts, catalogue, opened, { onStart, onReload }) {
  return opened.refusal
    ? refused(texts, opened.refusal.name, onStart, onReload)
    : result(texts, catalogue, opened, onStart);
}

/**
 * @param {Texts} texts
 * @param {Refused['refusal']['name']} name
 * @param {() => void} onStart
 * @param {() => void} onReload
 */
function refused(texts, name, onStart, onReload) {
  const newer = name === 'newer';
  return el(
    'div',
    { class: 'shared' },
    el('h2', { 'data-part': 'headline', tabindex: -1, 'data-refusal': name }, texts.say(`shared.${name}.title`)),
    el('p', { class: 'meaning' }, texts.say(`shared.${name}.do`)),
    el(
      'div',
      { class: 'actions' },
      newer && button('reload', texts.say('action.reload'), onReload, true),
      button('start', texts.say('shared.start'), onStart, !newer),
    ),
    el('p', { class: 'hint' }, texts.say('shared.start.hint')),
  );
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Opened} opened
 * @param {() => void} onStart
 */
function result(texts, catalogue, opened, onStart) {
  const headline = headlineText(texts, withStrangers(texts, catalogue, opened), opened.headline, 'shared.headline');
  return el(
    'div',
    { class: 'shared' },
    el('h2', { 'data-part': 'headline', 'data-kind': opened.headline.kind, tabindex: -1 }, headline),
    el('p', { class: 'source' }, texts.say('shared.source')),
    el('p', { 'data-part': 'when' }, when(texts, opened.hour_ms)),
    el('div', { class: 'actions' }, button('start', texts.say('shared.start'), onStart, true)),
    el('p', { class: 'hint' }, texts.say('shared.start.hint')),
    ...limits(texts, opened),
    ...groups(texts, catalogue, opened.platforms, 'shared.group', (platform, found) => row(texts, platform, found)),
    ...since(texts, catalogue, opened),
  );
}

/**
 * The catalogue with names for the platforms that it does not have: the engine calls them by a
 * `#` and their code.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Opened} opened
 */
function withStrangers(texts, catalogue, { unknown_codes: codes }) {
  const strangers = codes.map((code) => ({
    id: `#${code}`,
    code,
    name: texts.say('shared.stranger', { code }),
    category: '',
    tier: 0,
    endpoints: [],
  }));
  return { ...catalogue, platforms: [...catalogue.platforms, ...strangers] };
}

/**
 * @param {string} action
 * @param {string} words
 * @param {() => void} click
 * @param {boolean} primary
 */
function button(action, words, click, primary) {
  return el('button', { type: 'button', class: primary && 'primary', 'data-action': action, click }, words);
}

/**
 * @param {Texts} texts
 * @param {number | null} hour
 */
function when(texts, hour) {
  if (hour === null) return texts.say('shared.when.left_out');
  const age = Date.now() - hour;
  const ago = age >= AGE_MATTERS && ` ${texts.say('shared.when.ago', { ago: texts.ago(age) })}`;
  return `${texts.say('shared.when', { hour: texts.hour(hour) })}${ago || ''}`;
}

/**
 * @param {Texts} texts
 * @param {Opened} opened
 */
function limits(texts, { caveats, unknown_caveats: unknown }) {
  const known = caveats.map(({ kind }) => el('li', { 'data-caveat': kind }, texts.say(`share.limit.${kind}`)));
  const other = unknown.length > 0 && el('li', {}, texts.say('shared.limits.unknown', { n: unknown.length }));
  if (known.length === 0 && !other) return [];
  return [el('h3', {}, texts.say('shared.limits')), el('ul', { class: 'plain' }, ...known, other)];
}

/**
 * @param {Texts} texts
 * @param {Platform} platform
 * @param {OpenedPlatform} found
 */
function row(texts, platform, found) {
  return el(
    'li',
    { 'data-platform': found.id, 'data-verdict': found.verdict, class: 'flat' },
    platformIcon(platform),
    el('span', { class: 'name' }, platform.name),
    el(
      'span',
      { class: 'state' },
      mark(found.verdict, texts.say(`shared.verdict.${found.verdict}`)),
      el('span', { class: 'note' }, latency(texts, found)),
    ),
  );
}

/**
 * @param {Texts} texts
 * @param {OpenedPlatform} found
 */
function latency(texts, { from_ms: from, to_ms: to }) {
  if (from === null) return '';
  if (to === null) return texts.say('shared.latency.over', { from: texts.time(from) });
  if (from === 0) return texts.say('shared.latency.up_to', { to: texts.time(to) });
  return texts.say('shared.latency', { from: texts.time(from), to: texts.time(to) });
}

/**
 * What this page's list of platforms has that the link has not, and the other way round.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {Opened} opened
 */
function since(texts, catalogue, { catalogue: version, unknown_codes: gone, not_tested: left }) {
  const changed = Math.sign(catalogue.version - version);
  const told = [
    changed > 0 && texts.say('shared.list.older'),
    changed < 0 && texts.say('shared.list.newer'),
    gone.length > 0 && texts.say('shared.list.unknown', { n: gone.length }),
  ].filter((sentence) => sentence !== false);
  return [
    told.length > 0 && el('h3', {}, texts.say('shared.list')),
    told.length > 0 && el('p', { 'data-part': 'changed' }, told.join(' ')),
    left.length > 0 &&
      el(
        'details',
        { class: 'group', 'data-part': 'not-tested' },
        el(
          'summary',
          {},
          el('h3', {}, texts.say('shared.not_tested'), el('bdi', { class: 'count' }, texts.say('{n}', { n: left.length }))),
        ),
        el('p', {}, texts.list(platformNames(catalogue, left))),
      ),
  ];
}
