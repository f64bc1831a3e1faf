// The picture in the panel: shown, so that it can be saved by hand where a page may not save, and
// described.

import { el } from '../dom.js';
import { copyField } from './field.js';
import { isFaithful } from './picture.js';

/** @import { Texts } from '../i18n.js' */

/** @param {Texts} texts */
export function showPicture(texts) {
  const image = el('img', { width: 1200, height: 630 });
  const frame = el('div', { class: 'picture' });
  const description = copyField(texts, 'description');
  const status = el('p', { class: 'status', role: 'status' });
  const element = el('div', { class: 'shown', hidden: true }, frame, description.element);
  /** The picture as an address; null where the browser does not give it out. @type {string | null} */
  let address = null;

  return {
    element: el('div', {}, status, element),
    isShown: () => !element.hidden,

    /**
     * @param {HTMLCanvasElement} canvas
     * @param {string} words What it says.
     */
    draw(canvas, words) {
      address = isFaithful(canvas) ? canvas.toDataURL('image/png') : null;
      image.src = address ?? '';
      image.alt = words;
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', words);
      frame.replaceChildren(address === null ? canvas : image);
      description.set(words);
    },

    /** Shows what was drawn. Returns its address. */
    show() {
      element.hidden = false;
      status.textContent = texts.say(address === null ? 'share.picture.kept' : 'share.picture.saved');
      return address;
    },

    /**
     * What was drawn as a file.
     * @param {string} name
     */
    file(name) {
      if (address === null) return null;
      const bytes = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (c) => c.charCodeAt(0));
      return new File([bytes], name, { type: 'image/png' });
    },
  };
}
