// A report as text, and those that are kept.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { drop, hasKept, keep, readKept } from '../../www/js/report/kept.js';
import { seenRun } from '../../www/js/report/seen.js';
import { endOf, startOf, textOf } from '../../www/js/report/text.js';

const SLOT = 1_995_061;
const START = SLOT * 900_000;
const DAY = 86_400_000;
const TO = 'https://collect.example/';

const report = (slot = SLOT) => ({
  schema: 1,
  catalogue: 1,
  slot,
  browser: 'firefox',
  controls: { ok: 11, total: 12 },
  platforms: [
    { code: 1, verdict: 'unreachable' },
    { code: 2, verdict: 'reachable', latency: 2, ratio: 0, rate: 6 },
  ],
});

/** A store as browsers have one; `full`: whatever is written is refused. */
const store = ({ full = false } = {}) => {
  const items = new Map();
  globalThis.localStorage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
  };
  return items;
};

beforeEach(() => void store());

test('the text is the report, with a line for each platform', () => {
  const text = textOf(report());
  assert.deepEqual(JSON.parse(text), report());
  assert.equal(text.split('\n').length, 4);
  assert.equal(startOf(text), START);
  assert.equal(endOf(text), START + DAY);
});

test('the longest report there is fits what a collector reads', () => {
  const platforms = Array.from({ length: 110 }, (_, n) => ({
    code: 65_000 + n,
    verdict: 'reachable',
    latency: 10,
    ratio: 6,
    rate: 9,
  }));
  const longest = { ...report(4_294_967_295), browser: 'chromium', controls: { ok: 255, total: 255 } };
  const text = textOf({ ...longest, schema: 1, catalogue: 65_535, platforms });
  assert.ok(text.length <= 8192, `${text.length}`);
});

test('what is kept is there until its day is over, and once', () => {
  const text = textOf(report());
  assert.equal(hasKept(), false);
  assert.equal(keep({ to: TO, text }, START), true);
  assert.equal(keep({ to: TO, text }, START), true);
  assert.deepEqual(readKept(START + DAY - 1), [{ to: TO, text }]);
  assert.deepEqual(readKept(START + DAY), []);
  assert.equal(hasKept(), false, 'it is dropped, not only hidden');
});

test('of two tabs one gets it', () => {
  const text = textOf(report());
  keep({ to: TO, text }, START);
  assert.equal(drop({ to: TO, text }, START), true);
  assert.equal(drop({ to: TO, text }, START), false);
  assert.equal(hasKept(), false);
});

test('a browser that keeps nothing is told from one that does', () => {
  store({ full: true });
  assert.equal(keep({ to: TO, text: textOf(report()) }, START), false);
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new DOMException('not here', 'SecurityError');
    },
  });
  assert.equal(hasKept(), false);
  assert.deepEqual(readKept(START), []);
  assert.equal(keep({ to: TO, text: textOf(report()) }, START), false);
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, writable: true, value: null });
});

test('whatever else is stored under its name does no harm', () => {
  const good = { to: TO, text: textOf(report()) };
  for (const bad of ['', '{', 'null', '{}', '[null,1,"x"]', '[{"to":"javascript:1","text":"{}"}]', '[{"to":7}]']) {
    const items = store();
    items.set('get-through-reports', bad);
    assert.deepEqual(readKept(START), [], bad);
    assert.equal(keep(good, START), true, bad);
    assert.deepEqual(readKept(START), [good], bad);
  }
});

test('of a result only what the engine makes coarse is looked at', () => {
  const tries = [{ outcome: 'failed' }, { outcome: 'answered', void: 'hidden' }];
  const seen = seenRun(
    { platforms: [{ id: 'x', code: 1 }, { id: 'bbc', code: 9 }] },
    {
      catalogue: 3,
      started_ms: 5.5,
      caveats: [{ kind: 'stopped' }],
      environment: { engine: 'webkit' },
      controls: [{ id: 'a', tries }, { id: 'b', tries: [{ outcome: 'answered', void: null }] }],
      platforms: { x: { verdict: 'slow', warm_ms: 7, endpoints: [] } },
    },
  );
  assert.deepEqual(seen, {
    catalogue: 3,
    started_ms: 5.5,
    stopped: true,
    browser: 'webkit',
    controls: [{ id: 'a', answered: false }, { id: 'b', answered: true }],
    platforms: [{ code: 1, verdict: 'slow', warm_ms: 7, ratio: null, kbps: null }],
  });
});
