import assert from 'node:assert/strict';
import test from 'node:test';

import { HEIGHT, MARGIN, PICTURE_LINES, WIDTH, layOut } from '../../www/js/share/layout.js';
import { summarise } from '../../www/js/share/summary.js';
import { shorten, wrap } from '../../www/js/share/wrap.js';
import { randomOf, randomText } from './random.js';
import { catalogueOf, textsOf, toldOf } from './texts.js';

/** A ruler that is a little unkind: wide letters, as some fonts have. */
const ruler = (text, size) => [...text].length * size * 0.62;

test('any picture keeps its words inside its edges and apart from each other', () => {
  const random = randomOf(3);
  const verdicts = ['unreachable', 'partly', 'slow', 'browser_blocked', 'inconclusive', 'reachable'];
  for (let i = 0; i < 400; i += 1) {
    const catalogue = catalogueOf(1 + random(93), () => randomText(random, 40) || 'x');
    const seen = Object.fromEntries(catalogue.platforms.map(({ id }) => [id, verdicts[random(6)]]));
    const caveats = ['hidden', 'clock_jump', 'intercepted', 'stopped'].slice(0, random(5));
    const told = toldOf(catalogue, seen, 'unreachable', caveats);
    const summary = summarise(textsOf(), catalogue, told, random(2) ? 0 : null, PICTURE_LINES);
    const { words, marks, rule } = layOut(summary, 'Not verified, by anybody.', randomText(random, 80), 'en', ruler);

    for (const { text, x, y, size, end } of words) {
      const width = ruler(text, size);
      const [from, to] = end ? [x - width, x] : [x, x + width];
      assert.ok(from >= MARGIN - 1 && to <= WIDTH - MARGIN + 1, `${text}: ${from} to ${to}`);
      assert.ok(y - size > 0 && y + size * 0.3 < HEIGHT, `${text}: at ${y}`);
    }
    const lines = words.filter(({ role }) => role === 'line');
    const headline = words.filter(({ role }) => role === 'headline');
    const lowest = Math.max(...headline.map(({ y, size }) => y + size * 0.25));
    for (const { y, size, text } of lines) {
      assert.ok(y - size * 0.8 > lowest, `“${text}” stands in the headline`);
      assert.ok(y + size * 0.25 < rule, `“${text}” stands in the foot`);
    }
    assert.equal(marks.length, summary.lines.length);
  }
});

test('lines break between words, and in a word only where it is longer than a line', () => {
  const measure = (text) => text.length;
  assert.deepEqual(wrap('one two three', 7, measure, 'en'), ['one two', 'three']);
  assert.deepEqual(wrap('a abcdefghij', 5, measure, 'en'), ['a abc', 'defgh', 'ij']);
  assert.deepEqual(wrap('', 5, measure, 'en'), []);
  assert.deepEqual(wrap('网络检查结果', 4, measure, 'zh').join(''), '网络检查结果');
});

test('no line begins with what belongs to the word before', () => {
  const measure = (text) => text.length;
  assert.deepEqual(wrap('pas accessible\u00a0: X', 14, measure, 'fr'), ['pas', 'accessible\u00a0: X']);
  for (let width = 6; width < 14; width += 1) {
    for (const line of wrap('从这里打不开：脸书、推特（美国）。其他能打开。', width, measure, 'zh-Hans')) {
      assert.doesNotMatch(line, /^[：、）。]|（$/u, `${width}: ${line}`);
    }
  }
});

test('what is left out of a text shows as an ellipsis', () => {
  const measure = (text) => text.length;
  assert.deepEqual(shorten(['one', 'two', 'three'], 2, 4, measure, 'en'), ['one', 'two…']);
  assert.deepEqual(shorten(['one'], 2, 4, measure, 'en'), ['one']);
});
