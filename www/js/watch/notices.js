// Notices of the system, where the visitor asks for them. The browser asks for permission only then.

/** @import { Texts } from '../i18n.js' */

export class Notices {
  /** The visitor wants them, and the browser lets us. */
  allowed = false;
  #texts;

  /** @param {Texts} texts */
  constructor(texts) {
    this.#texts = texts;
  }

  /** @returns {Promise<'on' | 'denied' | 'none'>} */
  async ask() {
    if (typeof Notification !== 'function') return 'none';
    try {
      this.allowed = (await Notification.requestPermission()) === 'granted';
    } catch {
      return 'none';
    }
    return this.allowed ? 'on' : 'denied';
  }

  /**
   * @param {string} body
   * @param {string} tag One notice a platform: a newer one takes its place.
   */
  async show(body, tag) {
    if (!this.allowed) return;
    const title = this.#texts.say('watch.notice');
    const options = { body, tag: `get-through-${tag}`, lang: this.#texts.language };
    try {
      new Notification(title, options);
    } catch {
      // On phones only a service worker may show one.
      const registration = await navigator.serviceWorker?.getRegistration();
      await registration?.showNotification(title, options);
    }
  }
}
