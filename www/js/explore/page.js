// What all parts of the explore page share: the words, the names, what is looked at, and links to
// something else.

import { el } from '../dom.js';
import { readView, writeView } from './address.js';

/** @import { Texts } from '../i18n.js' */
/** @import { Child } from '../dom.js' */
/** @import { Names } from './names.js' */
/** @import { View } from './types.js' */

export class Page {
  /** What must be ended before what is shown makes way. @type {(() => void)[]} */
  ends = [];

  /** Called when a link inside the page is followed. @type {(before: View) => void} */
  onGo = () => {};

  /**
   * @param {Texts} texts
   * @param {Names} names
   * @param {readonly string[]} known Ids of platforms, in the catalogue's order.
   * @param {URL} collector
   */
  constructor(texts, names, known, collector) {
    this.texts = texts;
    this.names = names;
    this.known = known;
    this.collector = collector;
    this.view = readView(location.search);
  }

  /**
   * A link to something else that the page can show.
   * @param {Partial<View>} change
   * @param {...Child} children
   */
  link(change, ...children) {
    const view = { ...this.view, ...change };
    const follow = (/** @type {Event} */ event) => {
      const { ctrlKey, metaKey, shiftKey, altKey, button } = /** @type {MouseEvent} */ (event);
      if (ctrlKey || metaKey || shiftKey || altKey || button !== 0) return;
      event.preventDefault();
      this.go(view);
    };
    return el('a', { href: writeView(view, location.search), click: follow }, ...children);
  }

  /**
   * One of several links, of which one is shown.
   * @param {Partial<View>} change
   * @param {string} text
   * @param {boolean} current
   */
  choice(change, text, current) {
    const link = this.link(change, text);
    if (current) link.setAttribute('aria-current', 'true');
    return link;
  }

  /** @param {View} view */
  go(view) {
    const before = this.view;
    history.pushState(null, '', writeView(view, location.search));
    this.view = view;
    this.onGo(before);
  }

  /** Ends what draws itself anew, such as plots. */
  clear() {
    for (const end of this.ends.splice(0)) end();
  }
}
