// embed.html: a few kilobytes that say what a press will do. The check itself is loaded by the
// press, and starts within it.

import { directionOf } from './direction.js';
import { describe, own, ownModule } from './files.js';
import { tellHeight } from './height.js';
import { Texts } from './i18n.js';
import { listenToParent } from './parent.js';
import { readQuery } from './query.js';
import { drawStart, whoIsAsked } from './start.js';

/** @import { StartFile } from './start.js' */
/** @typedef {HTMLElement & { start(): Promise<void> }} GetThrough */

const ELEMENT = 'js/get-through.js';

const complain = (/** @type {string} */ message) => console.warn(`Getthrough, ${message}`);
const options = readQuery(location.search, navigator.languages, complain);
const root = document.documentElement;
const first = /** @type {HTMLElement} */ (document.querySelector('#first'));
/** @type {GetThrough | null} */
let element = null;

// For js/before.js: this browser runs modules.
root.dataset.ready = '';
root.dataset.theme = options.theme;
const height = tellHeight(document.body, options.height);
listenToParent({
  onAsk: height.tell,
  onTheme(theme) {
    root.dataset.theme = theme;
    element?.setAttribute('theme', theme);
  },
});
await open();

/** The first view in the reader's words; where these cannot be had, the ones of the page stay. */
async function open() {
  /** @type {StartFile} */
  let file;
  try {
    file = await (await own(`start/${options.language}.json`)).json();
  } catch (error) {
    console.error(`Getthrough could not load its texts: ${describe(error)}`);
    listen();
    return;
  }
  const texts = new Texts(options.language, file.texts);
  const asked = whoIsAsked(file, options.platforms);
  root.lang = options.language;
  root.dir = directionOf(options.language);
  document.title = texts.say('embed.title');
  options.platforms = asked.ids;
  const press = (/** @type {boolean} */ start) => load(start, texts.say('embed.loading'), texts.say('embed.failed'));
  const listeners = { onStart: () => press(true), onChoose: () => press(false) };
  first.replaceChildren(...drawStart(texts, file, asked, listeners));
  height.look();
}

/** The page's own words do not name everybody, so they lead to the whole list. */
function listen() {
  for (const button of first.querySelectorAll('button')) {
    button.disabled = false;
    button.addEventListener('click', () => load(false, '', first.dataset.failed ?? ''));
  }
}

/**
 * Loads the element and puts it in place of the first view.
 * @param {boolean} start Whether it starts at once: what was said before the press was the consent.
 * @param {string} loading
 * @param {string} failed
 */
async function load(start, loading, failed) {
  const buttons = [...first.querySelectorAll('button')];
  const reason = /** @type {HTMLElement} */ (first.querySelector('.reason'));
  reason.textContent = loading;
  for (const button of buttons) button.disabled = true;
  try {
    await ownModule(ELEMENT);
  } catch (error) {
    console.error(`Getthrough could not load the check: ${describe(error)}`);
    reason.textContent = failed;
    for (const button of buttons) button.disabled = false;
    buttons[0]?.focus();
    return;
  }
  element = replace();
  if (start) await element.start();
}

/** The element; until it has something to show, the first view stands in it. */
function replace() {
  const made = /** @type {GetThrough} */ (document.createElement('get-through'));
  made.lang = options.language;
  made.setAttribute('theme', root.dataset.theme ?? 'auto');
  if (options.platforms.length > 0) made.setAttribute('platforms', options.platforms.join(','));
  if (options.collector) made.setAttribute('collector', options.collector);
  new MutationObserver(height.look).observe(made, { attributeFilter: ['data-state'] });
  // Details that open; the event stays inside, and reaches those who watch on the way down.
  made.shadowRoot?.addEventListener('toggle', height.look, true);
  first.replaceWith(made);
  made.append(first);
  return made;
}
