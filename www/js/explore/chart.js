// chart.html: one chart, for other sites to show in a frame.

import { el } from '../dom.js';
import { describe } from '../files.js';
import { tellHeight } from '../height.js';
import { readHeight } from '../options.js';
import { listenToParent } from '../parent.js';
import { writeView } from './address.js';
import { Trouble } from './ask.js';
import { load } from './data.js';
import { drawChart, titleOf } from './detail.js';
import { openRest, openTexts } from './open.js';
import { Page } from './page.js';
import { incidentSentence } from './sentences.js';
import { drawTrouble } from './trouble.js';

/** @import { Texts } from '../i18n.js' */

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const content = /** @type {HTMLElement} */ (document.querySelector('#content'));
const query = new URLSearchParams(location.search);
const height = tellHeight(() => document.body.getBoundingClientRect().height, {
  least: readHeight(query.get('height'), () => {}),
  isBusy: () => main.dataset.state === 'loading',
});
listenToParent({
  onAsk: height.tell,
  onTheme(theme) {
    document.documentElement.dataset.theme = theme;
  },
});

await open().catch((error) => {
  main.dataset.state = 'failed';
  console.error(`Getthrough could not open its figures: ${describe(error)}`);
  const missing = /** @type {HTMLElement | null} */ (document.querySelector('[data-why="missing"]'));
  if (missing) missing.hidden = false;
});
height.look();

async function open() {
  const texts = await openTexts();
  const { names, known, sample, collector } = await openRest(texts, main);
  if (!collector) {
    fail(texts, new Trouble('none', ''), '', null);
    return;
  }
  const page = new Page(texts, names, known, collector);
  await show(page, sample);
}

/**
 * @param {Page} page
 * @param {string} sample
 */
async function show(page, sample) {
  const { texts, names, view, collector } = page;
  main.dataset.state = 'loading';
  try {
    if (!view.country || !view.platform) throw new Trouble('refused', 'chart.html?platform=x&country=RU');
    const data = await load(collector, view, sample, new AbortController().signal);
    document.title = titleOf(page, data);
    const here = data.found.incidents.filter(({ platform, until }) => platform === view.platform && until === null);
    const whole = `explore.html${writeView(view, location.search)}`;
    content.replaceChildren(
      el('h1', {}, titleOf(page, data)),
      ...here.map((one) => el('p', { class: 'sentence', 'data-incident': one.id }, incidentSentence(texts, names, one, data.now))),
      drawChart(page, data),
      el(
        'p',
        { class: 'hint' },
        texts.say('explore.chart.source', { when: names.stretch(data.from, data.now) }),
        ' ',
        el('a', { href: whole, target: '_blank', rel: 'noopener' }, texts.say('explore.chart.open')),
      ),
    );
    main.dataset.state = 'done';
    content.addEventListener('toggle', height.look, true);
  } catch (error) {
    fail(texts, error, collector.host, () => void show(page, sample));
  }
  height.look();
}

/**
 * @param {Texts} texts
 * @param {unknown} error
 * @param {string} host
 * @param {(() => void) | null} again
 */
function fail(texts, error, host, again) {
  main.dataset.state = error instanceof Trouble && error.kind === 'none' ? 'none' : 'down';
  content.replaceChildren(drawTrouble(texts, error, host, again, 'h1'));
}
