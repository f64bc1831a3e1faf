// Sharing a result: first what that reveals, then the ways to do it. All of it is made in the page
// and needs no network.

import { el } from '../dom.js';
import { save } from '../download.js';
import { copyField } from './field.js';
import { linkTo, placeName } from './link.js';
import { PICTURE_LINES } from './layout.js';
import { drawPicture } from './picture.js';
import { reveals } from './reveals.js';
import { hourOf, seenOf } from './seen.js';
import { hasSheet, openSheet } from './sheet.js';
import { showPicture } from './shown.js';
import { summarise } from './summary.js';
import { TEXT_LINES, descriptionOf, textOf } from './text.js';

/** @import { Catalogue, RunResult, Seen } from '../types.js' */
/** @import { Texts } from '../i18n.js' */

/**
 * @param {Texts} texts
 * @param {Catalogue} catalogue
 * @param {RunResult} result
 * @param {((seen: Seen) => string) | null} encode
 * @param {() => void} onClose
 */
export function drawPanel(texts, catalogue, result, encode, onClose) {
  const { language } = texts;
  const unverified = texts.say('share.unverified');
  const revealed = el('div', { class: 'revealed' });
  const text = copyField(texts, 'text');
  const link = copyField(texts, 'link');
  const picture = showPicture(texts);
  const fullPage = el('a', { target: '_blank', rel: 'noopener', 'data-action': 'full-page' }, texts.say('share.full_page'));
  const without = el('input', { type: 'checkbox', 'data-part': 'no-time', change: () => update() });

  const make = () => {
    const hour = without.checked ? null : hourOf(result.started_ms);
    const drawn = summarise(texts, catalogue, result, hour, PICTURE_LINES);
    return {
      hour,
      text: textOf(summarise(texts, catalogue, result, hour, TEXT_LINES), language, null),
      link: encode && linkTo(encode(seenOf(catalogue, result, !without.checked)), result.headline, language),
      description: descriptionOf(drawn, unverified),
      canvas: () => drawPicture(drawn, language, unverified, placeName()),
      name: hour === null ? 'get-through.png' : `get-through-${new Date(hour).toISOString().slice(0, 13)}Z.png`,
    };
  };
  const sheet = hasSheet();
  let made = make();
  const update = () => {
    made = make();
    revealed.replaceChildren(...reveals(texts, catalogue, result, made.hour, made.link !== null));
    text.set(made.link === null ? made.text : `${made.text}\n${made.link}`);
    link.set(made.link ?? '');
    fullPage.href = made.link ?? '';
    if (sheet || picture.isShown()) picture.draw(made.canvas(), made.description);
  };
  const onSave = () => {
    picture.draw(made.canvas(), made.description);
    const address = picture.show();
    if (address !== null) save(address, made.name);
  };
  const refused = el('p', { class: 'status', role: 'status' });
  const onSheet = async () => {
    const opened = await openSheet(made.text, made.link, picture.file(made.name));
    refused.textContent = opened ? '' : texts.say('share.sheet.refused');
  };
  update();

  const panel = el(
    'section',
    { class: 'share', 'aria-labelledby': 'sharing' },
    el(
      'div',
      { class: 'head' },
      el('h3', { id: 'sharing', tabindex: -1 }, texts.say('share.title')),
      el('button', { type: 'button', 'data-action': 'close', click: onClose }, texts.say('action.close')),
    ),
    revealed,
    el('label', {}, without, el('span', {}, texts.say('share.no_time'))),
    sheet && el('div', { class: 'row' }, button(texts, 'sheet', () => void onSheet(), 'primary'), refused),
    text.element,
    made.link === null ? el('p', { class: 'hint' }, texts.say(encode ? 'share.no_link' : 'share.no_link.own')) : link.element,
    el('div', { class: 'field' }, button(texts, 'picture', onSave), picture.element),
    isFramed() && made.link !== null && el('p', {}, fullPage),
  );
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  });
  return panel;
}

/**
 * @param {Texts} texts
 * @param {'sheet' | 'picture'} way
 * @param {() => void} click
 * @param {string} [className]
 */
function button(texts, way, click, className) {
  const attributes = { type: 'button', class: className, 'data-action': `share-${way}`, click };
  return el('button', attributes, texts.say(`share.${way}`));
}

/** Inside another page, which may keep a frame from copying and saving. */
function isFramed() {
  return window.self !== window.top;
}
