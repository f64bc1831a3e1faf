import assert from 'node:assert/strict';
import test from 'node:test';

import { rowsOf, toCsv } from '../../www/js/watch/export.js';
import { Schedule, WHOLE_EVERY } from '../../www/js/watch/schedule.js';
import { randomOf } from './random.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RUN = 20_000;

/**
 * Goes through time as a page does: looks when it is due, unless nobody can.
 * @param asleep Hours in which the device sleeps, as [from, to].
 */
function live(schedule, { start, hours, world, asleep = [] }) {
  const looks = [];
  const changes = [];
  let now = start;
  let slept = false;
  while (now < start + hours * HOUR) {
    const pause = asleep.find(([from, to]) => now >= start + from * HOUR && now < start + to * HOUR);
    if (pause) {
      now = start + pause[1] * HOUR;
      slept = true;
      continue;
    }
    if (slept) schedule.wake(now);
    slept = false;
    if (now < schedule.dueAt) {
      now = Math.min(schedule.dueAt, now + MINUTE);
      continue;
    }
    const { ids, whole } = schedule.next(now);
    const verdicts = Object.fromEntries(ids.map((id) => [id, world(id, now)]));
    looks.push({ now, ids, whole });
    changes.push(...schedule.take({ from: now, to: now + RUN, whole, verdicts }));
    now += RUN;
  }
  return { looks, changes };
}

test('thirty hours with blocks that come and go: every change is seen, and none invented', () => {
  const below = randomOf(2022);
  const random = () => below(1000) / 1000;
  const ids = Array.from({ length: 70 }, (_, i) => `p${i}`);
  const start = Date.UTC(2026, 10, 24);
  // Each of some platforms is blocked or slowed for some hours, several times.
  const blocks = ids.flatMap((id, i) => {
    if (i % 7 !== 0) return [];
    const kind = ['unreachable', 'slow', 'partly'][i % 3];
    return [3, 12, 22].map((hour) => {
      const from = start + (hour + random() * 2) * HOUR;
      return { id, kind, from, to: from + (1.5 + random() * 3) * HOUR };
    });
  });
  const world = (id, now) => {
    const block = blocks.find((each) => each.id === id && now >= each.from && now < each.to);
    // Some looks have no sure answer, and a blocker comes and goes: neither is a change.
    const luck = random();
    if (luck < 0.02) return 'inconclusive';
    if (luck < 0.03) return 'browser_blocked';
    return block?.kind ?? 'reachable';
  };
  const schedule = new Schedule(ids, 5 * MINUTE);
  const { looks, changes } = live(schedule, { start, hours: 30, world });

  for (const { id, kind, from, to } of blocks) {
    const [began, ended] = [changes.filter((c) => c.id === id && c.to === kind), changes.filter((c) => c.id === id && c.from === kind)];
    const seen = began.find(({ at }) => at >= from && at <= from + WHOLE_EVERY + 10 * MINUTE);
    const over = ended.find(({ at }) => at >= to && at <= to + 15 * MINUTE);
    assert.ok(seen, `${id} ${kind} began at ${new Date(from).toISOString()} and was not seen in an hour`);
    assert.ok(over, `${id} ${kind} ended at ${new Date(to).toISOString()} and was not seen in a quarter of an hour`);
    assert.equal(seen.kind, kind === 'unreachable' ? 'stopped' : 'other');
    assert.equal(over.kind, kind === 'unreachable' ? 'back' : 'other');
  }
  assert.equal(changes.length, blocks.length * 2, 'no change that was none');

  const asked = looks.reduce((sum, look) => sum + look.ids.length, 0);
  const everything = looks.length * ids.length;
  assert.ok(asked < everything / 3, `politely: ${asked} of ${everything}`);
});

test('what is kept does not grow with time, only with changes', () => {
  const ids = ['a', 'b'];
  const schedule = new Schedule(ids, 5 * MINUTE);
  const world = (id) => (id === 'a' ? 'unreachable' : 'reachable');
  live(schedule, { start: 0, hours: 300, world });
  for (const [, { spans }] of schedule.tracks) assert.equal(spans.length, 1);
  const busy = new Schedule(['a'], 5 * MINUTE);
  let turn = 0;
  live(busy, { start: 0, hours: 300, world: () => (turn++ % 2 ? 'reachable' : 'unreachable') });
  assert.ok(busy.tracks[0][1].spans.length <= 500);
});

test('what is fine is asked once an hour, what is not each time', () => {
  const schedule = new Schedule(['bad', 'good'], 10 * MINUTE);
  const { looks } = live(schedule, { start: 0, hours: 5, world: (id) => (id === 'bad' ? 'unreachable' : 'reachable') });
  const times = (id) => looks.filter((look) => look.ids.includes(id)).map(({ now }) => now);
  const steps = (list) => list.slice(1).map((now, i) => now - list[i]);
  assert.ok(steps(times('bad')).every((step) => step <= 11 * MINUTE), String(steps(times('bad'))));
  assert.ok(steps(times('good')).every((step) => step >= 54 * MINUTE && step <= 66 * MINUTE), String(steps(times('good'))));
});

test('nothing is told of the time in which nobody looked, and everything is asked after it', () => {
  const schedule = new Schedule(['a'], 5 * MINUTE);
  const { looks } = live(schedule, { start: 0, hours: 12, world: () => 'reachable', asleep: [[2, 9]] });
  const [[, { spans }]] = schedule.tracks;
  assert.equal(spans.length, 2);
  assert.deepEqual(spans.map(({ after }) => after), [false, true]);
  assert.ok(spans[0].to <= 2 * HOUR && spans[1].from >= 9 * HOUR);
  const first = looks.find(({ now }) => now >= 9 * HOUR);
  assert.ok(first.whole && first.now === 9 * HOUR);
});

test('after a change of network everything is asked soon', () => {
  const schedule = new Schedule(['a', 'b'], 30 * MINUTE);
  schedule.take({ from: 0, to: RUN, whole: true, verdicts: { a: 'reachable', b: 'reachable' } });
  assert.equal(schedule.dueAt, WHOLE_EVERY);
  schedule.changeNetwork(10 * MINUTE);
  assert.ok(schedule.dueAt - 10 * MINUTE <= 10_000);
  assert.deepEqual(schedule.next(schedule.dueAt), { ids: ['a', 'b'], whole: true });
});

test('a look that failed is no answer, and the next comes in its turn', () => {
  const schedule = new Schedule(['a'], 5 * MINUTE);
  schedule.take({ from: 0, to: RUN, whole: true, verdicts: { a: 'slow' } });
  schedule.miss(5 * MINUTE);
  assert.equal(schedule.dueAt, 10 * MINUTE);
  assert.equal(schedule.tracks[0][1].spans.length, 1);
});

test('the export has a row a span', () => {
  const schedule = new Schedule(['x'], 5 * MINUTE);
  schedule.take({ from: 0, to: 1000, whole: true, verdicts: { x: 'reachable' } });
  schedule.take({ from: 300_000, to: 301_000, whole: false, verdicts: { x: 'slow' } });
  const rows = rowsOf({ platforms: [{ id: 'x', name: 'A, "quoted" name' }] }, schedule);
  assert.equal(
    toCsv(rows),
    'platform,name,verdict,from,to,after_a_gap\r\n' +
      'x,"A, ""quoted"" name",reachable,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z,false\r\n' +
      'x,"A, ""quoted"" name",slow,1970-01-01T00:05:00.000Z,1970-01-01T00:05:01.000Z,false\r\n',
  );
  assert.equal(toCsv([]), '');
});
