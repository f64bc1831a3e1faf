// What was found, as sentences.

/** @import { Texts } from '../i18n.js' */
/** @import { Names } from './names.js' */
/** @import { Cell, Incident, Silence } from './types.js' */

/** So many networks are named in a sentence; the details have all. */
const NETWORKS = 6;

/** Up to this share elsewhere a platform works there; from the other one on it does not. */
const WORKS = 0.15;
const FAILS = 0.5;

/**
 * “X is restricted in Russia on Rostelecom, MTS, Beeline and MegaFon since 14:30; it opens on
 * foreign networks.”
 * @param {Texts} texts
 * @param {Names} names
 * @param {Incident} incident
 * @param {number} now
 */
export function incidentSentence(texts, names, incident, now) {
  const { kind, since, until } = incident;
  const parts = incident.networks.filter((one) => until !== null || one.until === null);
  parts.sort((a, b) => b.votes - a.votes);
  // One brand may have several networks; people know the brand.
  const networks = [...new Set(parts.map((one) => names.network(one.network)))];
  const values = {
    name: names.platform(incident.platform),
    country: names.country(incident.country),
    networks: texts.list(networks, NETWORKS),
    since: names.moment(Date.parse(since), now),
  };
  const what = until
    ? texts.say(`explore.incident.${kind}.over`, { ...values, until: names.moment(Date.parse(until), now) })
    : texts.say(`explore.incident.${kind}`, values);
  const more = until ? `explore.ended.${incident.ended ?? 'recovered'}` : elsewhere(incident);
  return more ? texts.say('explore.incident.and', { what, more: texts.say(more) }) : texts.say('explore.incident.only', { what });
}

/** @param {Incident} incident */
function elsewhere({ elsewhere: share, kind }) {
  if (share === null) return null;
  if (share <= WORKS) return kind === 'slow' ? 'explore.elsewhere.fast' : 'explore.elsewhere.works';
  return share >= FAILS ? 'explore.elsewhere.fails' : 'explore.elsewhere.mixed';
}

/**
 * @param {Texts} texts
 * @param {Names} names
 * @param {Silence} silence
 * @param {number} now
 */
export function silenceSentence(texts, names, silence, now) {
  const { network, since, until, seen, expected } = silence;
  const country = names.country(silence.country);
  const where = network ? texts.say('explore.silence.network', { country, network: names.network(network) }) : country;
  const values = { where, seen, expected, since: names.moment(Date.parse(since), now) };
  return until
    ? texts.say('explore.silence.over', { ...values, until: names.moment(Date.parse(until), now) })
    : texts.say('explore.silence', values);
}

/**
 * What a figure says, with how sure it is.
 * @param {Texts} texts
 * @param {Names} names
 * @param {Cell} cell
 */
export function figureSentence(texts, names, cell) {
  const when = names.stretch(Date.parse(cell.from), Date.parse(cell.to));
  if (!cell.bad) return texts.say('explore.figure.unknown', { when });
  const { share, low, high } = cell.bad;
  return texts.say('explore.figure', {
    when,
    n: cell.votes,
    share: names.percent(1 - share),
    between: names.between({ share, low: 1 - high, high: 1 - low }),
    certainty: names.certainty,
  });
}
