// After a run: the sentence, what to make of it, what limits it, and the platforms in groups.

import { controlNames, hostOf, platformNames } from './catalogue.js';
import { el } from './dom.js';
import { download, downloadOoni } from './download.js';
import { drawGuide } from './compare/guide.js';
import { toldOfRun } from './compare/told.js';
import { drawComparison } from './compare/view.js';
import { groups } from './groups.js';
import { headlineText } from './headline.js';
import { isOwn } from './own/catalogue.js';
import { asked, platformRow } from './platform.js';
import { sharing } from './share/sharing.js';

/** @import { Catalogue, Caveat, RunResult, Seen } from './types.js' */
/** @import { Texts } from './i18n.js' */
/** @import { Told } from './compare/told.js' */

/** Caveats whose ids are controls, not platforms. */
const ABOUT_CONTROLS = new Set(['international_cut', 'some_controls_failed']);

/** Caveats that leave the answers as they are: they stand below them. */
const MINOR = new Set(['some_controls_failed', 'late_timer', 'unstable', 'throughput_not_judged', 'coarse_clock']);

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {((seen: Seen) => string) | null} encode What a link holds; null: no link can.
 * @param {object} then
 * @param {Told | null} then.against What this run is to be compared with.
 * @param {() => void} then.onAgain
 * @param {() => void} then.onChoose
 * @param {(place: Element) => void} then.onWatch Watching is asked for.
 * @param {(told: Told) => void} then.onSecond Another run, to be compared with this one.
 */
export function drawResults(texts, catalogue, result, encode, { against, onAgain, onChoose, onWatch: watch, onSecond }) {
  const { kind } = result.headline;
  const told = toldOfRun(result);
  const guide = el('div', { class: 'place' });
  const onCompare = () => {
    const { element, focus } = drawGuide(texts, () => onSecond(told));
    guide.replaceChildren(element);
    focus();
  };
  const watching = el('div', { class: 'place' });
  const onWatch = () => watch(watching);
  const share = sharing(texts, catalogue, result, encode);
  const took = texts.say('done.took', {
    when: texts.when(result.started_ms),
    time: texts.time(result.duration_ms),
  });
  return el(
    'div',
    { class: 'results' },
    el('h2', { 'data-part': 'headline', 'data-kind': kind, tabindex: -1 }, headlineText(texts, catalogue, result.headline)),
    meaning(texts, catalogue, result),
    el(
      'div',
      { class: 'actions' },
      button(texts, 'again', onAgain, 'primary'),
      share.button,
      button(texts, 'compare', onCompare),
      button(texts, 'watch', onWatch),
      button(texts, 'choose', onChoose),
    ),
    share.place,
    guide,
    watching,
    against && drawComparison(texts, catalogue, against, told),
    ...caveats(texts, catalogue, 'title', result.caveats.filter(({ kind }) => !MINOR.has(kind))),
    ...groups(texts, catalogue, result.platforms, 'group', (platform, found) =>
      platformRow(texts, platform, found),
    ),
    ...caveats(texts, catalogue, 'minor', result.caveats.filter(({ kind }) => MINOR.has(kind))),
    el('div', { class: 'place', 'data-part': 'public' }),
    line(texts, catalogue, result),
    el('div', { class: 'place', 'data-part': 'kept-runs' }),
    el('p', { class: 'hint' }, took, !result.complete && ` ${texts.say('done.partial')}`),
    el(
      'div',
      { class: 'actions' },
      button(texts, 'download', () => download(result)),
      button(texts, 'download_ooni', () => downloadOoni(result, catalogue)),
    ),
  );
}

/**
 * What to make of the headline.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 */
function meaning(texts, catalogue, { headline: { kind }, caveats }) {
  // Where the page's own policy is the only reason, the caveat says so, and the device has none.
  if (kind === 'browser_blocked' && !caveats.some(({ kind }) => kind === 'browser_blocks')) return null;
  // Of addresses that nobody has proven, the reason is the rule for them.
  const key = kind === 'unsure' && isOwn(catalogue) ? 'own.corp' : `meaning.${kind}`;
  return el('p', { class: 'meaning' }, texts.say(key));
}

/**
 * @param {Texts} texts
 * @param {string} action
 * @param {() => void} click
 * @param {string} [className]
 */
function button(texts, action, click, className) {
  const attributes = { type: 'button', class: className, 'data-action': action, click };
  return el('button', attributes, texts.say(`action.${action}`));
}

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {'title' | 'minor'} title
 * @param {Caveat[]} list
 */
function caveats(texts, catalogue, title, list) {
  if (list.length === 0) return [];
  return [
    el('h3', {}, texts.say(`caveats.${title}`)),
    ...list.map(({ kind, count, ids = [] }) => {
      const names = ABOUT_CONTROLS.has(kind)
        ? controlNames(catalogue, ids, texts.say('control.own'))
        : platformNames(catalogue, ids);
      const values = { n: count ?? 0, names: texts.list(names) };
      return el(
        'div',
        { class: 'caveat', 'data-caveat': kind },
        el('p', {}, texts.say(`caveat.${kind}.seen`, values)),
        el(
          'dl',
          {},
          ...['cause', 'do'].flatMap((part) => [
            el('dt', {}, texts.say(`caveats.${part}`)),
            el('dd', {}, texts.say(`caveat.${kind}.${part}`, values)),
          ]),
        ),
      );
    }),
  ];
}

/**
 * The line as the controls saw it.
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 */
function line(texts, catalogue, { line: { cold_ms, warm_ms, kbps }, controls }) {
  const unknown = texts.say('line.unknown');
  const hosts = new Map(catalogue.controls.map(({ id, url }) => [id, hostOf(url)]));
  /** @type {[string, string][]} */
  const measured = [
    ['first', cold_ms == null ? unknown : texts.time(cold_ms)],
    ['further', warm_ms == null ? unknown : texts.time(warm_ms)],
    ['rate', kbps == null ? unknown : texts.rate(kbps)],
  ];
  return el(
    'details',
    { class: 'group' },
    el('summary', {}, el('h3', {}, texts.say('line.title'))),
    el(
      'dl',
      { class: 'measured' },
      ...measured.flatMap(([name, value]) => [el('dt', {}, texts.say(`line.${name}`)), el('dd', {}, value)]),
    ),
    ...controls.flatMap(({ id, operator, tries }) => {
      // It is asked for what must not answer.
      const host = id === 'canary' && catalogue.canary;
      if (!host) return asked(texts, hosts.get(id) ?? texts.say('control.own'), id === 'own' ? '' : operator, tries);
      const why = el('p', { class: 'hint' }, texts.say('choose.controls.canary', { host }));
      return [asked(texts, host, '', tries), why];
    }),
  );
}
