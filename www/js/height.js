// Tells the page around a frame how high its content is, in the form that AMP pages and the
// scripts of newsrooms understand. Nothing else is ever told.

/** Two heights may not take turns: a host whose own width follows the frame's height would swing. */
const SWING_MS = 1000;

/**
 * Tells the height now, and again whenever it has changed.
 * @param {HTMLElement} content Its height does not depend on the frame's.
 * @param {number} least The height that the frame was given, px; it is never asked to shrink below.
 */
export function tellHeight(content, least) {
  const { parent } = window;
  let told = 0;
  /** When each height was told. @type {Map<number, number>} */
  const before = new Map();

  const tell = () => {
    if (parent === window) return;
    // Any page may know the height, so any may be told: who the parent is does not matter.
    parent.postMessage({ sentinel: 'amp', type: 'embed-size', height: told }, '*');
  };
  const look = () => {
    const height = Math.max(least, Math.ceil(content.getBoundingClientRect().height));
    const now = performance.now();
    const lately = now - (before.get(height) ?? -Infinity) < SWING_MS;
    if (height === told || (height < told && lately)) return;
    told = height;
    before.set(height, now);
    tell();
  };

  // Off screen, browsers run neither of the two observers: what changes the content calls
  // `look` itself, and becoming visible does so again.
  new IntersectionObserver(look).observe(content);
  new ResizeObserver(look).observe(content);
  document.addEventListener('visibilitychange', look);
  look();
  return { look, tell };
}
