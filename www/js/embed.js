// embed.html: a few kilobytes that say what a press will do. The check itself is loaded by the
// press, and starts within it.
//
// Built, this file stands alone with all that it imports: what is not needed before the press
// may not come with it.

import { directionOf } from './direction.js';
import { tellHeight, whenLaidOut } from './height.js';
import { listenToParent } from './parent.js';
import { readQuery } from './query.js';
import { drawStart, whoIsAsked } from './start.js';
import { Words } from './words.js';

/** @import { StartFile } from './start.js' */
/** @typedef {HTMLElement & { start(): Promise<void> }} GetThrough */

const ELEMENT = 'js/get-through.js';

/** The folder of the page. */
const HOME = new URL('..', import.meta.url);

const complain = (/** @type {string} */ message) => console.warn(`Getthrough, ${message}`);
const options = readQuery(location.search, navigator.languages, complain);
const root = document.documentElement;
const first = /** @type {HTMLElement} */ (document.querySelector('#first'));
/** @type {GetThrough | null} */
let element = null;
let isLoading = false;

// For js/before.js: this browser runs modules.
root.dataset.ready = '';
// Should the style not have come.
/** @type {HTMLElement} */ (first.parentElement).hidden = false;
root.dataset.theme = options.theme;
const height = tellHeight(contentHeight, {
  least: options.height,
  isBusy: () => isLoading || element?.dataset.state === 'running',
});
listenToParent({
  onAsk: height.tell,
  onTheme(theme) {
    root.dataset.theme = theme;
    element?.setAttribute('theme', theme);
  },
});
await open();

/** How high all of it is. */
function contentHeight() {
  return document.body.getBoundingClientRect().height + cutOff();
}

/** How much of the words a frame that is too low cuts off; they then scroll. */
function cutOff() {
  const said = document.querySelector('.said');
  const cut = said ? said.scrollHeight - said.clientHeight : 0;
  // The two are rounded each by itself.
  return cut > 1 ? cut : 0;
}

/** The first view in the reader's words; where these cannot be had, the ones of the page stay. */
async function open() {
  /** @type {StartFile} */
  let file;
  try {
    const response = await fetch(new URL(`start/${options.language}.json`, HOME));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    file = await response.json();
  } catch (error) {
    console.error('Getthrough could not load its texts.', error);
    listen();
    show();
    return;
  }
  const words = new Words(options.language, file.texts);
  const asked = whoIsAsked(file, options.platforms);
  root.lang = options.language;
  root.dir = directionOf(options.language);
  document.title = words.say('embed.title');
  options.platforms = asked.ids;
  const press = (/** @type {boolean} */ start) => load(start, words.say('embed.loading'), words.say('embed.failed'));
  const listeners = { onStart: () => press(true), onChoose: () => press(false) };
  first.replaceChildren(...drawStart(words, file, asked, listeners));
  show();
}

/** Until here the words were held back, for they might have changed under the reader's eyes. */
function show() {
  whenLaidOut(() => {
    if (cutOff() > 0) first.dataset.dense = '';
    root.dataset.shown = '';
    height.look();
  });
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
  const [main, ...others] = first.querySelectorAll('button');
  const reason = /** @type {HTMLElement} */ (first.querySelector('.reason'));
  // In place of the other button, so that nothing gets higher.
  reason.textContent = loading;
  for (const button of others) button.hidden = true;
  if (main) main.disabled = true;
  isLoading = true;
  try {
    const { ownModule } = await import('./late.js');
    await ownModule(ELEMENT);
    element = replace();
    if (start) await element.start();
  } catch (error) {
    console.error('Getthrough could not load the check.', error);
    reason.textContent = failed;
    for (const button of others) button.hidden = false;
    if (main) main.disabled = false;
    main?.focus();
  } finally {
    isLoading = false;
    height.look();
  }
}

/** The element; until it has something to show, the first view stands in it. */
function replace() {
  const made = /** @type {GetThrough} */ (document.createElement('get-through'));
  made.lang = options.language;
  made.setAttribute('theme', root.dataset.theme ?? 'auto');
  if (options.platforms.length > 0) made.setAttribute('platforms', options.platforms.join(','));
  if (options.collector) made.setAttribute('collector', options.collector);
  const { shadowRoot } = made;
  if (shadowRoot) {
    // Whatever comes, goes and unfolds. A toggle stays inside, and reaches those who watch on the
    // way down.
    new MutationObserver(height.look).observe(shadowRoot, { childList: true, subtree: true });
    shadowRoot.addEventListener('toggle', height.look, true);
  }
  first.replaceWith(made);
  made.append(first);
  return made;
}
