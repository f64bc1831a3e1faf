// explore.html: public figures, as incidents, as a table and over time.

import { el } from '../dom.js';
import { describe } from '../files.js';
import { drawAbout } from './about.js';
import { readView } from './address.js';
import { Trouble } from './ask.js';
import { drawControls } from './controls.js';
import { load } from './data.js';
import { drawDetail } from './detail.js';
import { drawDownloads } from './downloads.js';
import { drawIncidents } from './incidents.js';
import { openRest, openTexts } from './open.js';
import { Page } from './page.js';
import { drawCountries, drawGrid } from './table.js';
import { drawTrouble } from './trouble.js';

/** @import { Texts } from '../i18n.js' */
/** @import { View } from './types.js' */

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const content = /** @type {HTMLElement} */ (document.querySelector('#content'));
const place = /** @type {HTMLElement} */ (document.querySelector('#controls'));
const status = /** @type {HTMLElement} */ (document.querySelector('#status'));

await open().catch((error) => {
  main.dataset.state = 'failed';
  console.error(`Getthrough could not open its figures: ${describe(error)}`);
  const missing = /** @type {HTMLElement | null} */ (document.querySelector('[data-why="missing"]'));
  if (missing) missing.hidden = false;
});

async function open() {
  const texts = await openTexts();
  document.title = texts.say('explore.document');
  const { names, known, sample, collector } = await openRest(texts, main);
  if (!collector) {
    none(texts);
    return;
  }
  const page = new Page(texts, names, known, collector);
  const controls = drawControls(page);
  place.replaceChildren(controls.element);
  let stop = new AbortController();

  /** @param {View | null} before What was shown; nothing yet. */
  const show = async (before) => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    main.dataset.state = 'loading';
    content.setAttribute('aria-busy', 'true');
    status.textContent = texts.say('explore.loading');
    try {
      const data = await load(collector, page.view, sample, signal);
      if (signal.aborted) return;
      page.clear();
      controls.update(data.overview.cells);
      const { country, platform } = page.view;
      content.replaceChildren(
        ...(country && platform ? [drawDetail(page, data)] : []),
        drawIncidents(page, data),
        country ? drawGrid(page, data, country) : drawCountries(page, data),
        drawDownloads(page, data),
        drawAbout(page, data),
      );
      main.dataset.state = data.overview.cells.length === 0 && data.found.incidents.length === 0 ? 'empty' : 'done';
      status.textContent = texts.say('explore.loaded', { when: names.moment(data.now, data.now), zone: names.zoneName(data.now) });
      arrive(before, page.view);
    } catch (error) {
      if (signal.aborted) return;
      page.clear();
      controls.update([]);
      main.dataset.state = 'down';
      status.textContent = '';
      if (!(error instanceof Trouble)) console.error(describe(error));
      content.replaceChildren(drawTrouble(texts, error, collector.host, () => void show(before)));
    } finally {
      if (!signal.aborted) content.removeAttribute('aria-busy');
    }
  };
  page.onGo = (before) => void show(before);
  addEventListener('popstate', () => {
    const before = page.view;
    page.view = readView(location.search);
    void show(before);
  });
  await show(null);
}

/**
 * Whoever chose a platform is brought to it; whoever opened a link begins at the top.
 * @param {View | null} before
 * @param {View} now
 */
function arrive(before, now) {
  if (!before) return;
  const isOther = before.platform !== now.platform || before.network !== now.network;
  const heading = isOther && document.querySelector('#detail');
  if (!(heading instanceof HTMLElement)) return;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'start' });
}

/** @param {Texts} texts */
function none(texts) {
  main.dataset.state = 'none';
  status.textContent = '';
  content.replaceChildren(
    drawTrouble(texts, new Trouble('none', ''), '', null),
    el('p', {}, el('a', { href: 'index.html' }, texts.say('explore.check'))),
  );
}
