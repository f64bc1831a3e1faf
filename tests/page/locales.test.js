import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

import { LANGUAGES, REVIEWED, pickLanguage } from '../../www/js/languages.js';
import { readTexts } from './texts.js';

/** The folders with texts: each has all languages. */
const FOLDERS = ['locales', 'figures'];

const PAGE = new URL('../../www/index.html', import.meta.url);

/** A locale may name a platform as people write it there; these keys are its own. */
const NAME = /^name\.[a-z0-9_]+$/;

const forms = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const holes = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

const holesOf = (entry) => [...new Set(forms(entry).flatMap(holes))].sort();

/** The places that hold a number. */
const NUMBERS = ['{n}', '{count}'];

/** Whether a plural form is used for a single whole number, beside nought. */
const isOfOneNumber = (plural, form) =>
  Array.from({ length: 200 }, (_, i) => i + 1).filter((n) => plural.select(n) === form).length === 1;

test('every file is a language of the page, and every language has its file', () => {
  for (const folder of FOLDERS) {
    const files = readdirSync(new URL(`../../www/${folder}/`, import.meta.url));
    assert.deepEqual(files.map((name) => name.replace(/\.json$/, '')).sort(), [...LANGUAGES].sort(), folder);
  }
  for (const language of REVIEWED) assert.ok(LANGUAGES.includes(language), language);
});

const ALL = FOLDERS.flatMap((folder) => LANGUAGES.map((language) => [folder, language]));

for (const [folder, language] of ALL) {
  const locale = readTexts(folder, language);
  const entries = readTexts(folder, 'en');
  const plural = new Intl.PluralRules(language);

  test(`${folder}/${language}: the same texts as in English, none missing, none left over`, () => {
    const own = Object.keys(locale).filter((key) => !NAME.test(key));
    assert.deepEqual(own.sort(), Object.keys(entries).filter((key) => !NAME.test(key)).sort());
  });

  test(`${folder}/${language}: the same places to fill`, () => {
    for (const [key, entry] of Object.entries(entries)) {
      assert.deepEqual(holesOf(locale[key]), holesOf(entry), key);
      for (const [form, text] of Object.entries(typeof locale[key] === 'string' ? {} : locale[key])) {
        const missing = holesOf(entry).filter((hole) => !text.includes(hole));
        // “One platform” needs no number; a form that also stands for 21 does.
        const free = isOfOneNumber(plural, form) ? NUMBERS : [];
        assert.deepEqual(missing.filter((hole) => !free.includes(hole)), [], `${key}, ${form}: ${text}`);
      }
    }
  });

  test(`${folder}/${language}: every plural form that it has, and no other`, () => {
    for (const [key, entry] of Object.entries(locale)) {
      if (typeof entry === 'string') {
        assert.ok(NAME.test(key) || typeof entries[key] === 'string', `${key} needs plural forms`);
        continue;
      }
      assert.deepEqual(Object.keys(entry).sort(), [...plural.resolvedOptions().pluralCategories].sort(), key);
    }
  });

  test(`${folder}/${language}: plain text, with nothing empty, doubled or half open`, () => {
    for (const [key, entry] of Object.entries(locale)) {
      for (const form of forms(entry)) {
        assert.equal(typeof form, 'string', key);
        assert.equal(form.trim(), form, `${key}: spaces at its ends`);
        assert.ok(form.length > 0, `${key} is empty`);
        assert.doesNotMatch(form, /<\/?[a-z]|&[a-z]+;|&#/i, `${key}: HTML`);
        assert.doesNotMatch(form.replace(/\{\w+\}/g, ''), /[{}]/, `${key}: a brace of no place to fill`);
        assert.doesNotMatch(form, /\s\s/, `${key}: two spaces`);
      }
    }
  });
}

/** Words that stay as they are in most languages. */
const SAME = /^[\s\p{P}\p{S}\d]*(\{\w+\}[\s\p{P}\p{S}\d]*)*$/u;

for (const [folder, language] of ALL.filter(([, each]) => each !== 'en')) {
  test(`${folder}/${language}: nothing is left in English`, () => {
    const locale = readTexts(folder, language);
    const entries = readTexts(folder, 'en');
    const left = Object.keys(entries).filter(
      (key) =>
        JSON.stringify(locale[key]) === JSON.stringify(entries[key]) &&
        !forms(entries[key]).every((form) => SAME.test(form.replace('Getthrough', '')) || form.split(/\s+/).length < 2),
    );
    assert.deepEqual(left, []);
  });
}

/** A text that is so many times as long as the English one is named in the report. */
const LONG = 2.5;
/** No language as a whole is so many times as long: then something other than a translation is there. */
const TOO_LONG = 1.8;

test('how long the texts are beside the English ones', (t) => {
  const length = (entry) => Math.max(...forms(entry).map((text) => [...text].length));
  for (const [folder, language] of ALL.filter(([, each]) => each !== 'en')) {
    const locale = readTexts(folder, language);
    const keys = Object.entries(readTexts(folder, 'en')).filter(([, entry]) => length(entry) > 12);
    const sum = (texts) => keys.reduce((all, [key]) => all + length(texts[key]), 0);
    const whole = sum(locale) / sum(Object.fromEntries(keys));
    const long = keys.filter(([key, entry]) => length(locale[key]) > LONG * length(entry)).map(([key]) => key);
    t.diagnostic(`${folder}/${language}: ${whole.toFixed(2)} times the English; long: ${long.join(', ') || 'none'}`);
    assert.ok(whole < TOO_LONG && whole > 1 / 5, `${folder}/${language}: ${whole}`);
  }
});

test('the page is written in the English texts', () => {
  const html = readFileSync(PAGE, 'utf8');
  const entries = readTexts('locales', 'en');
  const places = [...html.matchAll(/data-text="([^"]+)"[^>]*>([^<]*)</g)];
  assert.ok(places.length >= 10, 'the page names its texts');
  for (const [, key, text] of places) {
    if (text.trim() !== '') assert.equal(text.trim().replace(/\s+/g, ' '), entries[key], key);
  }
  assert.match(html, new RegExp(`<title>${entries['page.document'].replace('?', '\\?')}</title>`));
});

test('a visitor gets the language that fits best', () => {
  assert.equal(pickLanguage(['xx', 'en-GB']), 'en');
  assert.equal(pickLanguage([]), 'en');
  for (const language of LANGUAGES) assert.equal(pickLanguage([language.toUpperCase()]), language);
});
