import assert from 'node:assert/strict';
import test from 'node:test';

import { fromFile, isRun, keptOf, toFile } from '../../www/js/runs/form.js';
import { MOST, NotKept, addRuns, deleteRun, deleteRuns, readRuns } from '../../www/js/runs/store.js';

/** A browser's storage, as far as it is used. */
function storageOf(start = {}, room = Infinity) {
  const held = new Map(Object.entries(start));
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem(key, text) {
      if (text.length > room) throw new DOMException('full', 'QuotaExceededError');
      held.set(key, text);
    },
    removeItem: (key) => void held.delete(key),
    held,
  };
}

const use = (storage) => {
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => storage });
};

const refuse = () => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new DOMException('refused', 'SecurityError');
    },
  });
};

const run = (started_ms) =>
  keptOf({
    started_ms,
    catalogue: 3,
    complete: true,
    headline: { kind: 'unreachable', platforms: ['x'], others: 1 },
    caveats: [{ kind: 'unstable', ids: ['x'] }],
    platforms: {
      x: { id: 'x', verdict: 'unreachable', how: 'timeout', unstable: false, endpoints: [{ secret: 'tries' }] },
      bbc: { id: 'bbc', verdict: 'reachable', unstable: true, warm_ms: 61.5, endpoints: [] },
    },
  });

const whyNot = (act) => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof NotKept, String(error));
    return error.why;
  }
  return 'nothing was thrown';
};

test('a run is kept without its requests, and found again, newest first', () => {
  use(storageOf());
  assert.deepEqual(readRuns(), []);
  addRuns([run(1000)]);
  const kept = addRuns([run(3000), run(2000)]);
  assert.deepEqual(kept.map(({ started_ms }) => started_ms), [3000, 2000, 1000]);
  assert.deepEqual(kept[0].platforms.x, { verdict: 'unreachable', how: 'timeout', ms: null });
  assert.ok(!JSON.stringify(kept).includes('tries'));
});

test('the same run is kept once', () => {
  use(storageOf());
  addRuns([run(1000), run(1000)]);
  assert.equal(addRuns([run(1000)]).length, 1);
});

test('one is deleted, and all, and then nothing is left in the browser', () => {
  const storage = storageOf();
  use(storage);
  addRuns([run(1000), run(2000)]);
  assert.deepEqual(deleteRun(1000).map(({ started_ms }) => started_ms), [2000]);
  deleteRun(2000);
  assert.equal(storage.held.size, 0);
  addRuns([run(1000)]);
  deleteRuns();
  assert.equal(storage.held.size, 0);
});

test('a browser that keeps nothing, is full, or holds something else says so and loses nothing', () => {
  refuse();
  for (const act of [readRuns, () => addRuns([run(1)]), deleteRuns]) assert.equal(whyNot(act), 'refused');
  use(storageOf({}, 100));
  assert.equal(whyNot(() => addRuns([run(1)])), 'full');
  for (const strange of ['{', '{}', 'null', '[1]', '[{"form":2}]']) {
    const storage = storageOf({ 'get-through-runs': strange });
    use(storage);
    assert.equal(whyNot(readRuns), 'unreadable', strange);
    assert.equal(whyNot(() => addRuns([run(1)])), 'unreadable', strange);
    assert.equal(storage.getItem('get-through-runs'), strange);
  }
});

test('there is a bound, and what is over it leaves what is there', () => {
  use(storageOf());
  addRuns(Array.from({ length: MOST }, (_, i) => run(i)));
  assert.equal(whyNot(() => addRuns([run(MOST)])), 'many');
  assert.equal(readRuns().length, MOST);
});

test('a file that was exported is read again; anything else is no file of runs', () => {
  const runs = [run(2000), run(1000)];
  assert.deepEqual(fromFile(toFile(runs)), runs);
  for (const text of ['', '[]', '{"file":"getthrough-runs"}', '{"file":"getthrough-runs","runs":[{}]}', 'null']) {
    assert.equal(fromFile(text), null, text);
  }
});

test('every field of a kept run is looked at', () => {
  assert.ok(isRun(run(1)));
  const wrong = {
    form: 2,
    started_ms: 'now',
    catalogue: null,
    complete: 1,
    headline: { kind: '<b>', platforms: [], others: 0 },
    caveats: [1],
    platforms: { x: { verdict: 'blocked', how: null, ms: null } },
  };
  for (const [field, value] of Object.entries(wrong)) assert.equal(isRun({ ...run(1), [field]: value }), false, field);
});
