// Incidents and silences: a sentence each, and how sure it is below.

import { el } from '../dom.js';
import { wordMark } from './marks.js';
import { incidentSentence, silenceSentence } from './sentences.js';

/** @import { Page } from './page.js' */
/** @import { Data } from './data.js' */
/** @import { Affected, Incident, Silence } from './types.js' */

/**
 * @param {Page} page
 * @param {Data} data
 */
export function drawIncidents(page, { found, now, cells, overview }) {
  const { texts, view } = page;
  const { country, platform } = view;
  const title = el('h2', { id: 'found' }, texts.say('explore.found'));
  const all = [
    // In one country those of other platforms belong to the picture.
    ...found.incidents.filter((one) => country || !platform || one.platform === platform).map((one) => drawIncident(page, one, now)),
    ...found.silences.map((one) => drawSilence(page, one, now)),
  ];
  // Where nobody reports nothing is found either, and that is no good news.
  const isKnown = (cells ?? overview).cells.length > 0;
  const which = isKnown ? 'explore.found.none' : 'explore.found.unknown';
  const none = texts.say(country ? `${which}.country` : which, {
    country: country ? page.names.country(country) : '',
    range: texts.say(`explore.range.${view.range}`),
  });
  const list = all.length > 0 ? el('ul', { class: 'found' }, ...all) : el('p', { class: 'hint' }, none);
  return el('section', { 'aria-labelledby': 'found' }, title, list);
}

/**
 * @param {Page} page
 * @param {Incident} incident
 * @param {number} now
 */
function drawIncident(page, incident, now) {
  const { texts, names } = page;
  const { id, platform, country, kind, since, until, bad, votes } = incident;
  const over = until !== null;
  const facts = [
    bad && texts.say('explore.incident.share', { n: votes, share: names.percent(bad.share), between: names.between(bad), certainty: names.certainty }),
    incident.country_wide && texts.say('explore.incident.wide'),
    incident.elsewhere !== null && texts.say('explore.incident.elsewhere', { share: names.percent(incident.elsewhere) }),
  ];
  const sentence = incidentSentence(texts, names, incident, now);
  const ends = over ? { 'data-until': until } : {};
  return el(
    'li',
    { 'data-incident': id, 'data-platform': platform, 'data-country': country, 'data-kind': kind, ...ends },
    el('p', { class: 'sentence' }, wordMark(texts, over ? 'reachable' : kind), ' ', el('span', { class: 'said' }, sentence)),
    el('p', { class: 'hint' }, when(page, since, until, now)),
    el(
      'details',
      {},
      el('summary', {}, texts.say('explore.incident.details')),
      ...facts.map((text) => text && el('p', {}, text)),
      el('ul', { class: 'plain' }, ...incident.networks.map((one) => drawAffected(page, one, now))),
      el('p', {}, page.link({ country, platform, network: null }, texts.say('explore.incident.series', { name: names.platform(platform), country: names.country(country) }))),
    ),
  );
}

/**
 * @param {Page} page
 * @param {Affected} one
 * @param {number} now
 */
function drawAffected({ texts, names }, { network, kind, since, until, bad, votes }, now) {
  const values = {
    network: names.network(network),
    number: names.number(network),
    word: texts.say(`explore.word.${kind}`),
    since: names.moment(Date.parse(since), now),
    until: until ? names.moment(Date.parse(until), now) : '',
  };
  const text = texts.say(until ? 'explore.affected.over' : 'explore.affected', values);
  const share = bad && texts.say('explore.incident.share', { n: votes, share: names.percent(bad.share), between: names.between(bad), certainty: names.certainty });
  return el('li', {}, text, share && ` ${share}`);
}

/**
 * @param {Page} page
 * @param {Silence} silence
 * @param {number} now
 */
function drawSilence(page, silence, now) {
  const { texts, names } = page;
  return el(
    'li',
    { 'data-silence': silence.country },
    el('p', { class: 'sentence' }, wordMark(texts, 'unknown'), ' ', el('span', { class: 'said' }, silenceSentence(texts, names, silence, now))),
    el('p', { class: 'hint' }, when(page, silence.since, silence.until, now)),
  );
}

/**
 * @param {Page} page
 * @param {string} since
 * @param {string | null} until
 * @param {number} now
 */
function when({ texts, names }, since, until, now) {
  const at = Date.parse(until ?? since);
  const text = texts.say(until ? 'explore.when.over' : 'explore.when', { ago: names.ago(now - at) });
  return el('time', { datetime: until ?? since }, text);
}
