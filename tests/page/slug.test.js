import assert from 'node:assert/strict';
import test from 'node:test';

import { slug } from '../../www/js/slug.js';
import { randomOf, randomText } from './random.js';

const table = [
  ['unreachable', ['x'], 'x-unreachable'],
  ['slow', ['doh_cloudflare'], 'doh-cloudflare-slow'],
  ['browser_blocked', ['x'], 'x-browser-blocked'],
  ['partly', ['x', 'facebook'], 'several-partly'],
  ['all_reachable', [], 'all-reachable'],
  ['nothing_reachable', ['x'], 'nothing-reachable'],
  ['inconclusive', ['x'], 'inconclusive'],
  ['international_cut', [], 'international-cut'],
];

for (const [kind, platforms, expected] of table) {
  test(`${kind} of ${platforms.length} is ${expected}`, () => {
    assert.equal(slug({ kind, platforms }), expected);
  });
}

test('any headline has a slug of a-z, 0-9 and -', () => {
  const random = randomOf(7);
  const kinds = [...new Set(table.map(([kind]) => kind))];
  for (let i = 0; i < 5000; i += 1) {
    const platforms = Array.from({ length: random(3) }, () => randomText(random, 12));
    const headline = { kind: kinds[random(kinds.length)], platforms };
    assert.match(slug(headline), /^[a-z0-9-]+$/, JSON.stringify(headline));
  }
});
