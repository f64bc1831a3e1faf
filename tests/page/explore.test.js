import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

import { KEPT, ORDERS, RANGES, readView, writeView } from '../../www/js/explore/address.js';
import { within } from '../../www/js/explore/data.js';
import { toCsv } from '../../www/js/explore/downloads.js';
import { countriesOf, gridOf } from '../../www/js/explore/grid.js';
import { CALM, OFF, ON, wordOf } from '../../www/js/explore/judge.js';
import { figureSentence, incidentSentence, silenceSentence } from '../../www/js/explore/sentences.js';
import { byNetwork, columns, line, stretches } from '../../www/js/explore/series.js';
import { NETWORKS, START, at, cell, incident, names } from './figures.js';
import { randomOf } from './random.js';
import { entries, textsOf } from './texts.js';

const texts = textsOf();
const now = START + 16 * 900_000;
/** Without the kinds of spaces that languages have. */
const plain = (text) => text.replace(/[\u2009\u202f]/g, ' ');
const say = (one) => plain(incidentSentence(texts, names(), one, now));
const published = (one) => ({ state: 'published', ...one });
const seconds = (quarters) => START / 1000 + quarters * 900;

test('the story that the project comes from is one sentence', () => {
  assert.equal(
    say(incident({ asns: [12389, 8359, 3216, 31133] })),
    'X is restricted in Russia on Rostelecom, MTS, Beeline, and MegaFon since 2:30 PM; it opens on foreign networks.',
  );
});

test('a brand with two networks is named once, and a network without a name by its number', () => {
  assert.match(say(incident({ asns: [8359, 29497, 64500] })), /on MTS and AS64500 since/);
});

test('slow is not called restricted', () => {
  assert.equal(
    say(incident({ platform: 'facebook', kind: 'slow', asns: [8359] })),
    'Facebook is slow in Russia on MTS since 2:30 PM; it is not on foreign networks.',
  );
});

test('a network on which it is over is not part of what lasts', () => {
  assert.match(say(incident({ asns: [8359, 3216], over: [3216] })), /on MTS since/);
});

test('what is over says so, and why, and another day has its date', () => {
  assert.equal(
    say(incident({ asns: [8359], until: 14, ended: 'silent', since: -60 })),
    'X was restricted in Russia on MTS from Nov 23, 9:00 PM to 3:30 PM; then there were too few reports to know.',
  );
});

test('what is elsewhere is said as far as it is known', () => {
  assert.match(say(incident({ asns: [8359], elsewhere: null })), /since 2:30 PM\.$/);
  assert.match(say(incident({ asns: [8359], elsewhere: 0.3 })), /; some foreign networks report the same\.$/);
  assert.match(say(incident({ asns: [8359], elsewhere: 0.9 })), /; most foreign networks report the same\.$/);
});

test('every kind and end of an incident has its words', () => {
  for (const kind of ['unreachable', 'slow', 'partly']) {
    for (const ended of ['recovered', 'everywhere', 'silent']) {
      for (const one of [incident({ kind, asns: [8359] }), incident({ kind, asns: [8359], until: 14, ended })]) {
        assert.doesNotMatch(say(one), /explore\.|\{/, `${kind} ${ended}`);
      }
    }
  }
});

test('silence says that nothing is known', () => {
  const silence = { country: 'RU', network: NETWORKS[8359], since: at(8), until: null, expected: 60, seen: 5 };
  assert.equal(
    plain(silenceSentence(texts, names(), silence, now)),
    'Hardly any reports come from MTS in Russia since 2:00 PM: 5 in an hour where about 60 are usual. What gets through there is not known.',
  );
});

test('a figure comes with its interval', () => {
  assert.match(
    plain(figureSentence(texts, names(), cell({ votes: 20, bad: 19 }))),
    /^Nov 24, 12:00 – 12:15 PM: it gets through without trouble in 5% of 20 reports \(between 0% and \d+%, with 99% certainty\)\.$/,
  );
});

const words = [
  [20, 0, 'unreachable', 'reachable'],
  [10, 1, 'unreachable', 'reachable'],
  [10, 3, 'unreachable', 'mixed'],
  [10, 7, 'unreachable', 'unreachable'],
  [20, 10, 'slow', 'slow'],
  [21, 12, 'partly', 'partly'],
  [9, 0, 'unreachable', 'unknown'],
];
for (const [votes, bad, kind, word] of words) {
  test(`${bad} bad of ${votes} are ${word}`, () => assert.equal(wordOf(cell({ votes, bad, kind })), word));
}

test('what is not known is never good', () => {
  assert.equal(wordOf(null), 'unknown');
  assert.equal(wordOf(undefined), 'unknown');
  const random = randomOf(5);
  for (let i = 0; i < 500; i += 1) {
    const votes = random(10);
    assert.equal(wordOf(cell({ votes, bad: random(votes + 1) })), 'unknown');
  }
});

test('the table has the networks with most reports first, and trouble above', () => {
  const cells = [
    cell({ platform: 'bbc', asn: 8359, votes: 20 }),
    cell({ platform: 'bbc', asn: 12389, votes: 40 }),
    cell({ platform: 'facebook', asn: 12389, votes: 40 }),
    cell({ platform: 'x', asn: 12389, votes: 40, bad: 38 }),
    // A whole day with more votes, but fewer an hour.
    cell({ platform: 'bbc', asn: 3216, votes: 100, to: 96 }),
    cell({ platform: 'bbc', scope: 'others', votes: 500 }),
  ];
  const { columns: across, rows } = gridOf(cells, [], ['x', 'facebook', 'bbc'], 'trouble');
  assert.deepEqual(across.map(({ key }) => key), ['12389', '8359', '3216', 'others']);
  assert.deepEqual(rows.map(({ platform }) => platform), ['x', 'facebook', 'bbc']);
  assert.deepEqual(rows[0].fields.map(({ word }) => word), ['unreachable', 'unknown', 'unknown', 'unknown']);
  assert.equal(rows.length * across.length, rows.flatMap(({ fields }) => fields).length);
});

test('a field of an incident that lasts says what the incident does, also without a figure', () => {
  const found = [incident({ asns: [8359, 3216] }), incident({ platform: 'facebook', asns: [8359], until: 12 })];
  const cells = [cell({ platform: 'x', asn: 8359, votes: 20, bad: 4 }), cell({ platform: 'facebook', asn: 8359 })];
  const { columns: across, rows } = gridOf(cells, found, ['x', 'facebook'], 'name');
  assert.deepEqual(across.map(({ key }) => key), ['8359', '3216']);
  assert.deepEqual(rows[0].fields.map(({ word }) => word), ['unreachable', 'unreachable']);
  assert.deepEqual(rows[1].fields.map(({ word }) => word), ['reachable', 'unknown']);
});

test('countries stand by their reports, and the unknown last', () => {
  const cells = [cell({ country: 'DE', asn: 3216, votes: 20 }), cell({ country: 'ZZ', scope: 'unknown', votes: 900 }), cell({ votes: 30 }), cell({ asn: 3216, votes: 30 })];
  const all = countriesOf(cells);
  assert.deepEqual(all.map(({ country, networks }) => [country, networks]), [['RU', 2], ['DE', 1], ['ZZ', 0]]);
});

test('a gap is a gap: not nought, and no line across it', () => {
  const points = [
    published(cell({ from: 0 })),
    { state: 'insufficient', from: at(1), to: at(3) },
    published(cell({ from: 3, bad: 20 })),
    { state: 'open', from: at(4), to: at(5) },
  ];
  const all = stretches(points, seconds(0), seconds(6));
  assert.deepEqual(all.map(({ state }) => state), ['published', 'insufficient', 'published', 'open', 'insufficient']);
  const drawn = line(all);
  const share = (moment) => drawn.findLast(({ x }) => x <= moment).share;
  assert.equal(share(seconds(0)), 1);
  assert.equal(share(seconds(1.5)), null);
  assert.equal(share(seconds(3)), 0);
  assert.equal(share(seconds(5.5)), null);
  for (const [n, { x }] of drawn.entries()) assert.ok(n === 0 || x > drawn[n - 1].x, 'times rise');
});

test('a series without a point is one gap', () => {
  const all = stretches([], seconds(0), seconds(96));
  assert.deepEqual(all.map(({ state, cell: found }) => [state, found]), [['insufficient', null]]);
});

test('of figures that lie over each other the narrowest is shown', () => {
  const points = [published(cell({ from: 0, to: 4, votes: 15 })), published(cell({ from: 1, votes: 30 }))];
  const all = stretches(points, seconds(0), seconds(4));
  assert.deepEqual(all.map(({ cell: found }) => found.votes), [15, 30, 15]);
});

test('any series covers its time without a hole and without inventing a figure', () => {
  const random = randomOf(3);
  for (let i = 0; i < 200; i += 1) {
    const points = Array.from({ length: random(12) }, () => {
      const width = [1, 4, 24, 96][random(4)];
      const from = random(Math.floor(96 / width)) * width;
      return published(cell({ from, to: from + width, votes: 10 + random(90) }));
    });
    const all = stretches(points, seconds(0), seconds(96));
    assert.equal(all[0].from, seconds(0));
    assert.equal(all.at(-1).to, seconds(96));
    for (const [n, one] of all.entries()) {
      assert.ok(n === 0 || one.from === all[n - 1].to);
      const inside = points.some((point) => Date.parse(point.from) / 1000 <= one.from && one.to <= Date.parse(point.to) / 1000);
      assert.equal(one.cell !== null, inside);
    }
  }
});

test('several networks share one time, each with its own gaps', () => {
  const points = [published(cell({ asn: 8359, from: 0, votes: 50 })), published(cell({ asn: 3216, from: 1, bad: 20, votes: 20 }))];
  const lines = byNetwork(points).map((one) => line(stretches(one.points, seconds(0), seconds(3))));
  const { x, shares } = columns(lines);
  const value = (series, moment) => shares[series][x.findLastIndex((each) => each <= moment)];
  assert.deepEqual([0, 1.5, 2.5].map((quarters) => value(0, seconds(quarters))), [1, null, null]);
  assert.deepEqual([0.5, 1.5, 2.5].map((quarters) => value(1, seconds(quarters))), [null, 0, null]);
});

test('an address and a view say the same', () => {
  const view = { country: 'RU', platform: 'x', network: '8359', range: '7d', order: 'name' };
  assert.deepEqual(readView(writeView(view)), view);
  const usual = { country: null, platform: null, network: null, range: '24h', order: 'trouble' };
  assert.equal(writeView(usual), '?');
  assert.deepEqual(readView(''), usual);
  assert.equal(writeView(usual, '?lang=fa&country=IR&x=1'), '?lang=fa');
});

test('an address that cannot be meant asks for nothing strange', () => {
  const read = readView('?country=<b>&platform=../&network=8359&range=forever&order=__proto__');
  assert.deepEqual(read, readView(''));
  assert.equal(readView('?country=ru').country, 'RU');
  assert.equal(readView('?country=RU&network=8359').network, null);
  assert.equal(readView('?range=toString').range, '24h');
  assert.deepEqual(Object.keys(RANGES), ['6h', '24h', '7d', '30d']);
});

test('what lasts comes first, and what ended before the time that is shown is left out', () => {
  const all = [
    { ...incident({ asns: [8359], since: 0, until: 2 }), id: 'old' },
    { ...incident({ asns: [8359], since: 12, until: 14 }), id: 'over' },
    { ...incident({ asns: [8359], since: 13 }), id: 'one' },
    { ...incident({ asns: [8359, 3216, 31133], since: 3 }), id: 'country' },
    { ...incident({ asns: [8359] }), id: 'elsewhere', country: 'DE' },
  ];
  const { incidents } = within({ as_of: at(16), incidents: all, silences: [] }, readView('?country=RU'), START + 8 * 900_000);
  assert.deepEqual(incidents.map(({ id }) => id), ['country', 'one', 'over']);
});

test('a table as text keeps what is in its fields, and what is not known empty', () => {
  const strange = { ...cell({ votes: 5 }), network: { asn: 1, name: '=SUM("a",1)', brand: null } };
  const [head, first, end] = toCsv([strange]).split('\r\n');
  assert.equal(end, '');
  assert.match(head, /^from,to,platform,country,scope,asn,network,votes,reachable/);
  assert.match(first, /,1,"'=SUM\(""a"",1\)",5,5,0,0,0,0,0,,,$/);
});

test('every text that the pages use is there, and every one that is there is used', () => {
  const root = new URL('../../www/', import.meta.url);
  const scripts = readdirSync(new URL('js/explore/', root)).filter((name) => name.endsWith('.js'));
  const files = [...scripts.map((name) => `js/explore/${name}`), 'explore.html'];
  const text = files.map((name) => readFileSync(new URL(name, root), 'utf8')).join('\n');
  const whole = new Set([...text.matchAll(/['"`](explore\.[\w.]+)['"`]/g)].map(([, key]) => key));
  const begun = [...text.matchAll(/`(explore\.[\w.]+\.)\$\{/g)].map(([, key]) => key);
  // A key that is made of another one.
  begun.push('explore.found.none.', 'explore.found.unknown.');
  for (const key of whole) assert.ok(key in entries, `${key} is missing`);
  for (const key of Object.keys(entries).filter((one) => one.startsWith('explore.'))) {
    assert.ok(whole.has(key) || begun.some((start) => key.startsWith(start)), `${key} is not used`);
  }
  for (const kind of ['none', 'down', 'policy', 'busy', 'refused', 'strange']) {
    assert.ok(`explore.trouble.${kind}` in entries && `explore.trouble.${kind}.title` in entries, kind);
  }
  for (const word of ['reachable', 'slow', 'partly', 'unreachable', 'mixed', 'unknown']) {
    assert.ok(`explore.word.${word}` in entries, word);
  }
});

test('the documentation has the bounds and the options that there are', () => {
  const text = readFileSync(new URL('../../docs/EXPLORE.md', import.meta.url), 'utf8');
  assert.ok(text.includes(`of the bad share is at least ${ON};`));
  assert.ok(text.includes(`the lower bound is under ${OFF}, and the share itself at most ${CALM}`));
  const rows = [...text.matchAll(/^\| (`.*?`) \| (.*) \|$/gm)];
  const documented = rows.flatMap(([, names]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(documented, ['country', 'platform', 'network', 'range', 'order', 'lang', 'theme', 'collector']);
  assert.deepEqual(documented.slice(-3), KEPT);
  const values = (name) => rows.find(([, names]) => names === `\`${name}\``)[2];
  for (const range of Object.keys(RANGES)) assert.ok(values('range').includes(`\`${range}\``), range);
  for (const order of ORDERS) assert.ok(values('order').includes(`\`${order}\``), order);
});

test('the library that draws charts is the one that npm has', () => {
  const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const npm = 'xtask/js/node_modules/uplot';
  assert.equal(read('www/js/explore/vendor/uplot.js'), read(`${npm}/dist/uPlot.esm.js`));
  assert.equal(read('www/css/uplot.css'), read(`${npm}/dist/uPlot.min.css`));
  const { version } = JSON.parse(read(`${npm}/package.json`));
  assert.ok(read('www/licences.txt').includes(`uPlot ${version}`));
  assert.ok(read('www/licences.txt').includes(read(`${npm}/LICENSE`).trim()));
});
