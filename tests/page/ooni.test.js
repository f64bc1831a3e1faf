import assert from 'node:assert/strict';
import test from 'node:test';

import { measurements, toOoni } from '../../www/js/ooni.js';

const STARTED = Date.UTC(2026, 10, 24, 9, 30, 5, 900);

/** The fields of df-000 that every measurement has, and their JSON types. */
const BASE = {
  annotations: 'object',
  data_format_version: 'string',
  input: 'string',
  measurement_start_time: 'string',
  options: 'object',
  probe_asn: 'string',
  probe_cc: 'string',
  probe_ip: 'string',
  probe_network_name: 'string',
  report_id: 'string',
  resolver_asn: 'string',
  resolver_ip: 'string',
  resolver_network_name: 'string',
  software_name: 'string',
  software_version: 'string',
  test_keys: 'object',
  test_name: 'string',
  test_runtime: 'number',
  test_start_time: 'string',
  test_version: 'string',
};

const catalogue = {
  platforms: [
    {
      id: 'x',
      endpoints: [
        { id: 'x_site', role: 'site', url: 'https://x.example/' },
        { id: 'x_live', role: 'messaging', url: 'wss://live.x.example/' },
      ],
    },
    { id: 'unasked', endpoints: [{ id: 'u', role: 'site', url: 'https://u.example/' }] },
  ],
};

const attempt = (more) => ({ purpose: 'first', form: 'fetch', at_ms: 200, ms: 90, outcome: 'answered', ...more });

const resultOf = (verdict, tries, live = []) => ({
  catalogue: 3,
  started_ms: STARTED,
  environment: { engine: 'firefox' },
  platforms: {
    x: {
      endpoints: [
        { id: 'x_site', role: 'site', host: 'x.example', verdict, tries },
        { id: 'x_live', role: 'messaging', host: 'live.x.example', verdict, tries: live },
        { id: 'object', role: 'media', host: 'm.x.example', verdict, tries: [attempt({ form: 'image' })] },
      ],
    },
  },
});

test('an answer and a failure are measurements in the base format', () => {
  const tries = [
    attempt({ outcome: 'timed_out', ms: 10000 }),
    attempt({ purpose: 'second', at_ms: 11_500, ms: 95, entry_ms: 91.4 }),
  ];
  const made = measurements(resultOf('reachable', tries), catalogue);
  assert.equal(made.length, 2);
  for (const each of made) {
    assert.deepEqual(Object.keys(each).sort(), Object.keys(BASE).sort());
    for (const [key, type] of Object.entries(BASE)) assert.equal(typeof each[key], type, key);
    assert.ok(Array.isArray(each.options));
    for (const value of Object.values(each.annotations)) assert.equal(typeof value, 'string');
    assert.match(each.measurement_start_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(each.test_name, 'browser_web');
    assert.equal(each.input, 'https://x.example/');
    assert.equal(each.test_start_time, '2026-11-24 09:30:05');
  }
  assert.deepEqual(made[0].test_keys, { result: 'error', load_time_ms: 10000, browser: 'firefox' });
  assert.deepEqual(made[1].test_keys, { result: 'ok', load_time_ms: 91.4, browser: 'firefox' });
  assert.equal(made[1].measurement_start_time, '2026-11-24 09:30:17');
  assert.equal(made[1].test_runtime, 0.0914);
});

test('what says nothing about the way is left out', () => {
  const failed = attempt({ outcome: 'failed', ms: 2 });
  for (const verdict of ['browser_blocked', 'inconclusive']) {
    assert.deepEqual(measurements(resultOf(verdict, [failed]), catalogue), [], verdict);
  }
  const elsewhere = ['third', 'other_kind', 'warm', 'quick'].map((purpose) => attempt({ purpose }));
  const notTheNetwork = ['answered_locally', 'refused_by_page', 'aborted'].map((outcome) => attempt({ outcome }));
  const tries = [...elsewhere, ...notTheNetwork, attempt({ outcome: 'failed', void: 'hidden' })];
  assert.deepEqual(measurements(resultOf('unreachable', tries), catalogue), []);
});

test('a WebSocket is no fetch', () => {
  const live = [attempt({ form: 'websocket' })];
  assert.deepEqual(measurements(resultOf('reachable', [], live), catalogue), []);
});

test('the file has one measurement a line', () => {
  const text = toOoni(resultOf('unreachable', [attempt({ outcome: 'failed' }), attempt({ purpose: 'last' })]), catalogue);
  const lines = text.split('\n');
  assert.equal(lines.pop(), '');
  assert.equal(lines.length, 2);
  for (const line of lines) assert.equal(JSON.parse(line).data_format_version, '0.2.0');
});
