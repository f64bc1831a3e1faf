import assert from 'node:assert/strict';
import test from 'node:test';

import { difference } from '../../www/js/compare/difference.js';
import { toldOfLink, toldOfRun } from '../../www/js/compare/told.js';
import { randomOf } from './random.js';

const VERDICTS = ['reachable', 'slow', 'partly', 'unreachable', 'browser_blocked', 'inconclusive'];

const toldOf = (verdicts, caveats = []) => ({
  kind: 'own',
  at: 0,
  caveats,
  platforms: Object.fromEntries(Object.entries(verdicts).map(([id, verdict]) => [id, { verdict, how: null, ms: null }])),
});

test('what gets through by one way only is told, and in which direction', () => {
  const without = toldOf({ x: 'unreachable', bbc: 'unreachable', wiki: 'reachable', vk: 'reachable', a: 'partly' });
  const withVpn = toldOf({ x: 'reachable', bbc: 'slow', wiki: 'reachable', vk: 'unreachable', a: 'unreachable' });
  const found = difference(['x', 'bbc', 'wiki', 'vk', 'a'], without, withVpn);
  assert.deepEqual(found.better, ['x', 'bbc']);
  assert.deepEqual(found.worse, ['vk', 'a']);
  assert.deepEqual(found.same, ['wiki']);
  assert.equal(found.sound, true);
});

test('what is no answer about the way is neither better nor worse', () => {
  for (const verdict of ['browser_blocked', 'inconclusive']) {
    const [one, other] = [toldOf({ x: verdict }), toldOf({ x: 'unreachable' })];
    assert.deepEqual(difference(['x'], one, other).unsure, ['x']);
    assert.deepEqual(difference(['x'], other, one).unsure, ['x']);
    assert.deepEqual(difference(['x'], one, one).same, ['x']);
  }
});

test('a run on a line that had trouble makes the comparison unsound', () => {
  for (const caveat of ['offline', 'controls_failed', 'international_cut']) {
    assert.equal(difference([], toldOf({}, [caveat]), toldOf({})).sound, false, caveat);
    assert.equal(difference([], toldOf({}), toldOf({}, [caveat])).sound, false, caveat);
  }
  assert.equal(difference([], toldOf({}, ['unstable']), toldOf({})).sound, true);
});

test('every platform of either run has exactly one place, and turning them round mirrors it', () => {
  const random = randomOf(7);
  for (let round = 0; round < 500; round += 1) {
    const ids = Array.from({ length: 12 }, (_, i) => `p${i}`);
    const some = () =>
      toldOf(Object.fromEntries(ids.filter(() => random(10) < 8).map((id) => [id, VERDICTS[random(VERDICTS.length)]])));
    const [a, b] = [some(), some()];
    const there = difference(ids, a, b);
    const back = difference(ids, b, a);
    const places = [there.better, there.worse, there.unsure, there.same, there.onlyFirst, there.onlySecond].flat();
    const tried = ids.filter((id) => a.platforms[id] || b.platforms[id]);
    assert.deepEqual(places.sort(), tried.sort());
    assert.deepEqual(there.better, back.worse);
    assert.deepEqual(there.onlyFirst, back.onlySecond);
    assert.deepEqual(there.unsure, back.unsure);
  }
});

test('a run and a link come in one form', () => {
  const run = toldOfRun({
    started_ms: 5,
    caveats: [{ kind: 'unstable' }],
    platforms: { x: { id: 'x', verdict: 'slow', unstable: false, endpoints: [], warm_ms: 80 } },
  });
  assert.deepEqual(run.platforms.x, { verdict: 'slow', how: null, ms: 80 });
  const link = toldOfLink({ hour_ms: null, caveats: [], platforms: { x: { id: 'x', verdict: 'slow', from_ms: 50, to_ms: 100 } } });
  assert.deepEqual(link.platforms.x, { verdict: 'slow', how: null, ms: null });
  assert.deepEqual(difference(['x'], run, link).same, ['x']);
});
