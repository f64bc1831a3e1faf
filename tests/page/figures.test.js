// What public figures say of a platform elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { most, summarise } from '../../www/js/report/figures.js';

const TOLD = { k: 10, as_of: '2026-11-24T12:00:00Z' };
const ME = { country: 'RU', asn: 12389 };

const cell = (country, asn, reachable, unreachable, to = '2026-11-24T11:45:00Z') => ({
  country,
  network: asn === null ? null : { asn },
  to,
  verdicts: { reachable, unreachable, browser_blocked: 40, inconclusive: 40 },
});
const words = (cells, me = ME) => {
  const { countries, networks } = summarise(cells, me, TOLD);
  return [most(countries)?.word ?? null, networks && (most(networks)?.word ?? null)];
};

test('a platform that works in other countries and not on other networks of this one', () => {
  const cells = [cell('DE', 3320, 50, 0), cell('FR', 3215, 20, 1), cell('RU', 8359, 0, 30)];
  assert.deepEqual(words(cells), ['work', 'fail']);
});

test('a platform that is down everywhere', () => {
  const cells = [cell('DE', 3320, 0, 50), cell('FR', 3215, 1, 20), cell('RU', 8359, 2, 30)];
  assert.deepEqual(words(cells), ['fail', 'fail']);
});

test('a platform that is slow elsewhere neither works nor fails there', () => {
  const slow = { ...cell('DE', 3320, 2, 0), verdicts: { reachable: 2, slow: 60, unreachable: 1 } };
  assert.deepEqual(words([slow]), ['mixed', null]);
});

test('too few reports say nothing, and never that it works', () => {
  assert.deepEqual(words([]), [null, null]);
  assert.deepEqual(words([cell('DE', 3320, 9, 0), cell('RU', 8359, 9, 0)]), [null, null]);
  assert.deepEqual(words([cell('DE', 3320, 0, 0)]), [null, null], 'content blockers are no reports');
});

test('a large country does not speak for the others', () => {
  const cells = [cell('IR', 1, 0, 9000), cell('DE', 2, 20, 0), cell('FR', 3, 20, 0), cell('US', 4, 20, 0)];
  assert.deepEqual(words(cells)[0], 'work');
});

test('the own network and unknown countries are no elsewhere', () => {
  const cells = [cell('RU', 12389, 0, 90), cell('ZZ', null, 90, 0)];
  assert.deepEqual(words(cells), [null, null]);
});

test('the last hour counts where it has enough reports, else what was before', () => {
  const old = '2026-11-24T07:00:00Z';
  const began = [cell('DE', 2, 90, 0, old), cell('DE', 2, 0, 20)];
  assert.deepEqual(words(began)[0], 'fail');
  const few = [cell('DE', 2, 90, 0, old), cell('DE', 2, 0, 5)];
  assert.deepEqual(words(few)[0], 'work');
});

test('where the country is not known, only other countries are told', () => {
  const cells = [cell('DE', 3320, 50, 0)];
  assert.deepEqual(words(cells, { country: null, asn: null }), ['work', null]);
});
