import assert from 'node:assert/strict';
import test from 'node:test';

import { isOwn, ownCatalogue } from '../../www/js/own/catalogue.js';
import { MOST, isPublic, readList } from '../../www/js/own/list.js';
import { randomOf, randomText } from './random.js';

const why = (line) => readList(line).refused[0]?.why;

test('addresses are read from lines, with and without https', () => {
  const list = readList('# mine\n\nbbc.com\r\nhttps://example.org/path?q=1#part\n  wikipedia.org/wiki/Main_Page  \nfoo.org:8443/x');
  assert.deepEqual(list.urls, [
    'https://bbc.com/',
    'https://example.org/path?q=1',
    'https://wikipedia.org/wiki/Main_Page',
    'https://foo.org:8443/x',
  ]);
  assert.deepEqual(list.refused, []);
});

test('a list of the Citizen Lab is read by its first column', () => {
  const csv = 'url,category_code,category_description,date_added,source,notes\n' +
    'https://www.bbc.com/,NEWS,News Media,2014-04-15,citizenlab,\n' +
    '"https://vk.com/a,b",GRP,Social Networking,2017-04-12,,"a, b"\n' +
    'http://meduza.io/,NEWS,News Media,2017-04-12,,\n';
  const list = readList(csv);
  assert.deepEqual(list.urls, ['https://www.bbc.com/', 'https://vk.com/a,b', 'https://meduza.io/']);
  assert.equal(list.upgraded, 1);
});

test('what cannot be asked is told apart by why', () => {
  assert.equal(why('ftp://files.org/'), 'scheme');
  assert.equal(why('http://site.org:8080/'), 'scheme');
  assert.equal(why('javascript:alert(1)'), 'form');
  assert.equal(why('not an address'), 'form');
  assert.equal(why('https://'), 'form');
  assert.equal(why('https://me:secret@site.org/'), 'signed_in');
  assert.equal(why('bbc.com\nhttps://bbc.com/news'), 'host_twice');
});

test('nothing in the visitor’s own network is asked', () => {
  for (const host of [
    'localhost', 'router', 'printer.local', 'wiki.corp', 'nas.lan', 'a.localhost', 'x.home.arpa', 'abc.onion',
    '127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0',
    '224.0.0.1', '192.0.2.7', '198.18.0.1', '[::1]', '[fe80::1]', '[fd00::1]', '[::ffff:10.0.0.1]', '[2001:db8::1]',
    // Other ways to write addresses, which a browser understands.
    '2130706433', '0x7f.1', '127.1', '0177.0.0.1',
  ]) {
    assert.equal(why(`https://${host}/`), 'private', host);
  }
  for (const host of ['bbc.com', '8.8.8.8', '172.32.0.1', '[2606:4700::1111]', 'münchen.de', 'xn--mnchen-3ya.de']) {
    assert.equal(why(`https://${host}/`), undefined, host);
  }
  assert.equal(isPublic('bbc.com.'), true);
});

test('no more than a bound', () => {
  const { urls, refused } = readList(Array.from({ length: MOST + 3 }, (_, i) => `site${i}.org`).join('\n'));
  assert.equal(urls.length, MOST);
  assert.deepEqual(refused.map((each) => each.why), ['many', 'many', 'many']);
});

test('whatever is pasted gives a list, of https and other hosts each', () => {
  const random = randomOf(11);
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: random(4) }, () => randomText(random, 30)).join(random(2) ? '\n' : '\r\n');
    const { urls } = readList(text);
    const hosts = urls.map((url) => new URL(url).host);
    assert.equal(new Set(hosts).size, hosts.length);
    for (const url of urls) assert.ok(url.startsWith('https://') && isPublic(new URL(url).hostname), url);
  }
});

test('the catalogue of a list has the usual controls, and says of itself what it is', () => {
  const usual = { version: 3, date: '2026-11-01', categories: [{ id: 'social', on: true }], controls: [{ id: 'c' }], platforms: [] };
  const own = ownCatalogue(usual, ['https://bbc.com/', 'https://vk.com/x']);
  assert.deepEqual(own.controls, usual.controls);
  assert.deepEqual(own.platforms.map(({ name }) => name), ['bbc.com', 'vk.com']);
  assert.ok(own.platforms.every(({ endpoints }) => endpoints.every(({ unproven }) => unproven)));
  assert.ok(isOwn(own) && !isOwn(usual));
});
