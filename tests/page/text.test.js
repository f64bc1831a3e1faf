import assert from 'node:assert/strict';
import test from 'node:test';

import { shareOut, summarise } from '../../www/js/share/summary.js';
import { TEXT_LINES, descriptionOf, textOf } from '../../www/js/share/text.js';
import { randomOf } from './random.js';
import { catalogueOf, entries, textsOf, toldOf } from './texts.js';

const HOUR = Date.UTC(2026, 10, 23, 22);
const texts = textsOf();

/** The text without the kinds of spaces that languages have. */
const written = (catalogue, told, hour = HOUR, link = 'https://example.org/#AQ', language = 'en') =>
  textOf(summarise(textsOf(language), catalogue, told, hour, TEXT_LINES), language, link).replace(/[\u2009\u202f]/g, ' ');

test('a result is a sentence, a line for each platform in question, what it rests on, and a link', () => {
  const catalogue = catalogueOf(20);
  const told = toldOf(catalogue, { p1: 'unreachable', p3: 'slow', p4: 'partly', p5: 'inconclusive' }, 'unreachable');
  assert.equal(
    written(catalogue, told),
    [
      'Platform 1 did not get through for me.',
      '',
      '✕ Platform 1 – did not get through',
      '◐ Platform 4 – only partly',
      '▲ Platform 3 – slow',
      '? 1 had no sure answer',
      '✓ 16 others got through',
      '',
      '20 platforms checked from one browser on Nov 23, 2026, 10:00 – 11:00 PM UTC.',
      'https://example.org/#AQ',
    ].join('\n'),
  );
});

test('a result without its time has none in its text', () => {
  const catalogue = catalogueOf(20);
  const text = written(catalogue, toldOf(catalogue, { p1: 'slow' }, 'slow'), null);
  assert.match(text, /20 platforms checked from one browser\.\n/);
  assert.doesNotMatch(text, /2026|UTC/);
});

test('where all get through, one sentence says it', () => {
  const catalogue = catalogueOf(64);
  const [headline, empty, about] = written(catalogue, toldOf(catalogue, {}, 'all_reachable')).split('\n');
  assert.equal(headline, 'All 64 platforms that I checked got through for me.');
  assert.equal(empty, '');
  assert.match(about, /^64 platforms checked/);
});

test('of a few platforms each is named, so that a choice is not taken for everything', () => {
  const catalogue = catalogueOf(2);
  const text = written(catalogue, toldOf(catalogue, {}, 'all_reachable'));
  assert.match(text, /✓ Platform 1 – got through\n✓ Platform 2 – got through\n\n2 platforms checked/);
});

test('what limits a result is said, and what takes nothing from it is not', () => {
  const catalogue = catalogueOf(9);
  const limited = toldOf(catalogue, { p1: 'slow' }, 'slow', ['hidden', 'coarse_clock', 'stopped']);
  assert.match(written(catalogue, limited), /\nKeep in mind: the page was hidden for a while and the check was stopped early\.\n/);
  const fine = toldOf(catalogue, { p1: 'slow' }, 'slow', ['coarse_clock']);
  assert.doesNotMatch(written(catalogue, fine), /Keep in mind/);
});

test('a text without a link ends with what it rests on', () => {
  const catalogue = catalogueOf(9);
  const text = written(catalogue, toldOf(catalogue, { p1: 'slow' }, 'slow'), null, null);
  assert.match(text, /one browser\.$/);
});

test('in a language from right to left each line begins there, and the link is bare', () => {
  const catalogue = catalogueOf(9);
  const lines = written(catalogue, toldOf(catalogue, { p1: 'slow' }, 'slow'), HOUR, 'https://example.org/#AQ', 'fa').split('\n');
  const link = lines.pop();
  assert.equal(link, 'https://example.org/#AQ');
  for (const line of lines.filter(Boolean)) assert.equal(line[0], '\u200f', line);
});

test('a description is whole sentences', () => {
  const catalogue = catalogueOf(9);
  const summary = summarise(texts, catalogue, toldOf(catalogue, { p1: 'slow' }, 'slow'), null, 5);
  assert.equal(
    descriptionOf(summary, 'Not verified.'),
    'Platform 1 was slow for me. Platform 1 – slow. 8 others got through. 9 platforms checked from one browser. Not verified.',
  );
});

test('no text claims more than one browser saw', () => {
  for (const [key, entry] of Object.entries(entries)) {
    if (!key.startsWith('share.') && !key.startsWith('shared.')) continue;
    for (const form of typeof entry === 'string' ? [entry] : Object.values(entry)) {
      assert.doesNotMatch(form, /\b(blocked|censor\w*|throttl\w*|banned)\b/i, key);
    }
  }
});

test('any result has every platform in its lines once, named or counted', () => {
  const random = randomOf(11);
  const verdicts = ['unreachable', 'partly', 'slow', 'browser_blocked', 'inconclusive', 'reachable'];
  for (let i = 0; i < 500; i += 1) {
    const catalogue = catalogueOf(7 + random(90));
    const seen = Object.fromEntries(catalogue.platforms.map(({ id }) => [id, verdicts[random(verdicts.length)]]));
    const most = 3 + random(12);
    const { lines } = summarise(texts, catalogue, toldOf(catalogue, seen, 'unreachable'), HOUR, most);
    for (const verdict of verdicts) {
      const told = lines.filter((line) => line.verdict === verdict);
      const counts = told.map(({ words }) => Number(words.match(/^\d+/)?.[0] ?? 1));
      const expected = Object.values(seen).filter((each) => each === verdict).length;
      assert.equal(counts.reduce((sum, n) => sum + n, 0), expected, `${verdict} of ${JSON.stringify(seen)}`);
    }
    assert.ok(lines.length <= most + 3, `${lines.length} lines for ${most}`);
  }
});

test('each group is named in part before one takes all the room', () => {
  assert.deepEqual(shareOut([2, 1, 3], 6), [2, 1, 3]);
  assert.deepEqual(shareOut([60, 1, 1], 6), [3, 1, 1]);
  assert.deepEqual(shareOut([60, 0, 0], 5), [4, 0, 0]);
});
