import assert from 'node:assert/strict';
import test from 'node:test';

import { linkTo, placeName, previewPath } from '../../www/js/share/link.js';
import { hourOf, seenOf } from '../../www/js/share/seen.js';
import { catalogueOf } from './texts.js';

const headline = { kind: 'unreachable', platforms: ['x'], others: 3 };

test('a link has its result behind the #, and a preview where the language has one', () => {
  const place = 'https://example.org/check/';
  assert.equal(linkTo('AQ-_', headline, 'fa', place, ['en']), 'https://example.org/check/#AQ-_');
  assert.equal(
    linkTo('AQ-_', headline, 'en', place, ['en']),
    'https://example.org/check/s/en/x-unreachable/#AQ-_',
  );
});

test('what a preview tells is nothing where there is none', () => {
  assert.equal(previewPath(headline, 'fa', 'https://example.org/', ['en']), '');
  assert.equal(previewPath(headline, 'en', null, ['en']), '');
});

test('a page from a file has no link for others', () => {
  assert.equal(linkTo('AQ', headline, 'en', null, ['en']), null);
  assert.equal(placeName(null), '');
});

test('an address is written without its protocol and last slash', () => {
  assert.equal(placeName('https://example.org/'), 'example.org');
  assert.equal(placeName('https://example.org:8443/check/'), 'example.org:8443/check');
});

test('a link gets verdicts, times and kinds, and nothing else of a result', () => {
  const result = {
    catalogue: 9,
    started_ms: 1_795_557_599_999,
    seed: 5,
    caveats: [{ kind: 'unstable', ids: ['p2'], count: 1 }],
    platforms: {
      p2: { id: 'p2', verdict: 'reachable', warm_ms: 41.5, endpoints: [{ host: 'secret.example' }] },
      p1: { id: 'p1', verdict: 'unreachable', endpoints: [] },
      gone: { id: 'gone', verdict: 'slow', endpoints: [] },
    },
  };
  const seen = {
    catalogue: 9,
    started_ms: 1_795_557_599_999,
    caveats: ['unstable'],
    platforms: [
      { code: 1, verdict: 'unreachable', warm_ms: null },
      { code: 2, verdict: 'reachable', warm_ms: 41.5 },
    ],
  };
  assert.deepEqual(seenOf(catalogueOf(2), result, true), seen);
  assert.deepEqual(seenOf(catalogueOf(2), result, false), { ...seen, started_ms: null });
});

test('the time that is shown is the hour that the link keeps', () => {
  assert.equal(hourOf(1_795_557_599_999), 1_795_554_000_000);
});
