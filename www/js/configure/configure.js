// configure.html: writes the code for an article, and shows what it will look like. For editors,
// in English; the frame itself speaks the reader's language.

import { BASE, FILES, HOME } from '../addresses.js';
import { loadCatalogue } from '../catalogue.js';
import { describe, own } from '../files.js';
import { LANGUAGES } from '../languages.js';
import { readHeight } from '../options.js';
import { copy } from './copy.js';
import { platformChoice } from './platforms.js';
import { elementCode, frameAddress, frameCode, resizerCode } from './snippet.js';

/** @import { Choice } from './snippet.js' */

/** Typing a number or walking through a list does not load a frame for each step. */
const CALM_MS = 400;

const PAGE = 'embed.html';
const ELEMENT = 'js/get-through.js';

/** The folder of the copies that stay as they are; only a built site has one. */
const pinned = /** @type {HTMLElement} */ (document.querySelector('main')).dataset.pinned ?? '';
const home = BASE ?? HOME.href;

const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
const height = /** @type {HTMLInputElement} */ (document.querySelector('#height'));
const language = /** @type {HTMLSelectElement} */ (document.querySelector('#language'));
const preview = /** @type {HTMLElement} */ (document.querySelector('#preview'));
const wrong = /** @type {HTMLElement} */ (document.querySelector('#height-wrong'));

/** What a screen reader calls the frame, by language. @type {Map<string, Promise<string>>} */
const titles = new Map();
/** @type {() => string[]} */
let platforms = () => [];
let timer = 0;

for (const tag of LANGUAGES) {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
  const option = new Option(name, tag);
  option.lang = tag;
  language.append(option);
}
if (!pinned) {
  /** @type {HTMLInputElement} */ (form.querySelector('[value="pinned"]')).disabled = true;
  /** @type {HTMLElement} */ (document.querySelector('#pinned-none')).hidden = false;
}
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('[data-action="copy"]'))) {
  button.addEventListener('click', () => void copy(button));
}
form.addEventListener('input', () => void write());
form.addEventListener('submit', (event) => event.preventDefault());
await write();
try {
  platforms = platformChoice(await loadCatalogue(), () => void write());
} catch (error) {
  console.error(`Getthrough could not load its catalogue: ${describe(error)}`);
  /** @type {HTMLElement} */ (document.querySelector('#failed')).hidden = false;
}

/** Writes all codes anew, and shows the frame once nothing has changed for a moment. */
async function write() {
  const choice = chosen();
  const folder = value('version') === 'pinned' ? pinned : '';
  const title = await titleIn(choice.language || 'en');
  put('frame', frameCode(choice, new URL(folder + PAGE, home).href, title));
  put('resizer', resizerCode(home));
  put('element', elementCode(choice, elementFiles()));
  clearTimeout(timer);
  timer = setTimeout(() => show(frameAddress(choice, new URL(folder + PAGE, HOME).href), choice.height, title), CALM_MS);
}

/** @returns {Choice} */
function chosen() {
  let complaint = '';
  const read = readHeight(height.value, () => {
    complaint = wrong.dataset.text ?? '';
  });
  // A field that says again what it has said is read out again.
  if (wrong.textContent !== complaint) wrong.textContent = complaint;
  height.setAttribute('aria-invalid', String(complaint !== ''));
  return { platforms: platforms(), language: language.value, theme: value('theme'), height: read };
}

/** @param {string} name Of a group of radio buttons. */
function value(name) {
  return String(new FormData(form).get(name));
}

/** @param {string} tag */
function titleIn(tag) {
  const known = titles.get(tag) ?? loadTitle(tag);
  titles.set(tag, known);
  return known;
}

/**
 * Where it cannot be had, the English one.
 * @param {string} tag
 */
async function loadTitle(tag) {
  try {
    const { texts } = await (await own(`start/${tag}.json`)).json();
    return String(texts['embed.title']);
  } catch (error) {
    console.error(`Getthrough could not load a title: ${describe(error)}`);
    titles.delete(tag);
    return 'What gets through from here?';
  }
}

/** The element with its parts before it, where they are and what they hash to. */
function elementFiles() {
  const names = [...(FILES[ELEMENT]?.needs ?? []), ELEMENT];
  return names.map((name) => {
    const { url = name, integrity } = FILES[name] ?? {};
    return { url: new URL(url, home).href, integrity };
  });
}

/**
 * @param {string} id
 * @param {string} code
 */
function put(id, code) {
  const field = /** @type {HTMLTextAreaElement} */ (document.querySelector(`#${id}`));
  if (field.value === code) return;
  field.value = code;
  const told = field.closest('.field')?.querySelector('.told');
  if (told) told.textContent = '';
}

/**
 * @param {string} src
 * @param {number} high
 * @param {string} title
 */
function show(src, high, title) {
  const shown = preview.querySelector('iframe');
  if (shown?.src === src && shown.title === title) return;
  const frame = document.createElement('iframe');
  Object.assign(frame, { src, title, width: '100%', height: String(high) });
  preview.replaceChildren(frame);
}
