import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { elementCode, frameAddress, frameCode, resizerCode } from '../../www/js/configure/snippet.js';
import { HEIGHT, THEMES, readHeight } from '../../www/js/options.js';
import { OPTIONS, readQuery } from '../../www/js/query.js';

const doc = readFileSync(new URL('../../docs/EMBED.md', import.meta.url), 'utf8');
const page = readFileSync(new URL('../../www/configure.html', import.meta.url), 'utf8');
const table = doc.split('<!-- options:begin -->')[1].split('<!-- options:end -->')[0];
const rows = table.trim().split('\n').slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

const silent = () => {};
const usual = { platforms: [], language: '', theme: 'auto', height: HEIGHT };

test('the table of options is that of the code', () => {
  assert.deepEqual(rows.map(([name]) => name.replaceAll('`', '')), OPTIONS);
  const [, theme] = rows.find(([name]) => name === '`theme`');
  assert.deepEqual([...theme.matchAll(/`(\w+)`/g)].map(([, name]) => name), THEMES);
});

test('the heights of the table and of the page that writes the code are those of the code', () => {
  const [, range, otherwise] = rows.find(([name]) => name === '`height`');
  const [, least, most] = /(\d+) to (\d+)/.exec(range).map(Number);
  assert.equal(Number(otherwise), HEIGHT);
  for (const height of [least, most]) assert.equal(readHeight(String(height), silent), height);
  for (const height of [least - 1, most + 1]) {
    let complaints = 0;
    assert.equal(readHeight(String(height), () => (complaints += 1)), HEIGHT);
    assert.equal(complaints, 1);
  }
  assert.match(page, new RegExp(`min="${least}" max="${most}" step="1" value="${HEIGHT}"`));
  assert.match(page, new RegExp(`from ${least} to ${most}\\. Until then it is ${HEIGHT}\\.`));
});

test('what is as usual is not in the address', () => {
  assert.equal(frameAddress(usual, 'https://a.example/embed.html'), 'https://a.example/embed.html');
});

test('embed.html reads what the page that writes the code has written', () => {
  const choice = { platforms: ['x', 'bbc'], language: 'en', theme: 'dark', height: 500 };
  const { search } = new URL(frameAddress(choice, 'https://a.example/embed.html'));
  const complaints = [];
  const read = readQuery(search, ['xx'], (complaint) => complaints.push(complaint));
  assert.deepEqual({ ...read, collector: undefined }, { ...choice, collector: undefined });
  assert.deepEqual(complaints, []);
});

test('the frame of the documentation is the one that is written', () => {
  const choice = { ...usual, platforms: ['x', 'facebook', 'bbc'] };
  const code = frameCode(choice, 'https://getthrough.example/embed.html', 'What gets through from here?');
  assert.ok(doc.includes(`\n${code}\n`), code);
  assert.ok(doc.includes(`\n${resizerCode('https://getthrough.example/')}\n`));
});

test('a title cannot leave its attribute', () => {
  const code = frameCode(usual, 'https://a.example/embed.html', '"><script>&');
  assert.ok(code.includes('title="&quot;>&lt;script>&amp;"'), code);
});

test('the element comes after its parts, each with its hash', () => {
  const files = ['part.js', 'get-through.js'].map((name) => ({ url: `https://a.example/${name}`, integrity: `sha256-${name}` }));
  assert.deepEqual(elementCode({ ...usual, platforms: ['x'], theme: 'dark' }, files).split('\n'), [
    '<link rel="modulepreload" href="https://a.example/part.js" integrity="sha256-part.js" crossorigin>',
    '<script type="module" src="https://a.example/get-through.js" integrity="sha256-get-through.js" crossorigin></script>',
    '<get-through platforms="x" theme="dark"></get-through>',
  ]);
});
