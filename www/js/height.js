// Tells the page around a frame how high its content is, in the form that AMP pages and the
// scripts of newsrooms understand. Nothing else is ever told.

/** A height has settled once it has been the same twice, so far apart. */
const SETTLE_MS = 150;

/** Two heights may not take turns: a host whose own width follows the frame's height would swing. */
const SWING_MS = 1000;

/**
 * Whether the frame has been laid out. Until then what is in it is broken into lines of one word
 * each, and its height says nothing. Chromium 156 runs a frame while the styles of the page around
 * it are still on their way, and a frame that is not displayed has no width either.
 */
const isLaidOut = () => window.innerWidth > 0;

/**
 * Does something once the frame is laid out.
 * @param {() => void} then
 */
export function whenLaidOut(then) {
  if (isLaidOut()) then();
  else addEventListener('resize', () => whenLaidOut(then), { once: true });
}

/**
 * Tells the height now, and again whenever it has changed and settled.
 * @param {() => number} measure The content's height, px, whatever the frame's own is.
 * @param {object} options
 * @param {number} options.least The height that the frame was given, px; it is never asked to
 *   shrink below.
 * @param {() => boolean} options.isBusy What is shown will soon be something else: the frame may
 *   grow meanwhile, but an article that moves up and down again is worse than some free space.
 */
export function tellHeight(measure, { least, isBusy }) {
  const { parent } = window;
  let told = least;
  const now = () => (isLaidOut() ? Math.max(least, Math.ceil(measure())) : told);
  told = now();
  let seen = told;
  let timer = 0;
  /** When each height was told. @type {Map<number, number>} */
  const before = new Map([[told, performance.now()]]);

  const tell = () => {
    // Any page may know the height, so any may be told: who the parent is does not matter.
    if (parent !== window) parent.postMessage({ sentinel: 'amp', type: 'embed-size', height: told }, '*');
  };
  const check = () => {
    timer = 0;
    const height = now();
    if (height !== seen) {
      seen = height;
      look();
      return;
    }
    const lately = performance.now() - (before.get(height) ?? -Infinity) < SWING_MS;
    if (height === told || (height < told && (isBusy() || lately))) return;
    told = height;
    before.set(height, performance.now());
    tell();
  };
  // A timer and no frame of animation: off screen, browsers draw none.
  const look = () => {
    timer ||= setTimeout(check, SETTLE_MS);
  };

  // Off screen, browsers run neither of the two observers: what changes the content calls
  // `look` itself, and becoming visible does so again.
  new IntersectionObserver(look).observe(document.body);
  new ResizeObserver(look).observe(document.body);
  document.addEventListener('visibilitychange', look);
  // Width and height of the frame, also when it gets them for the first time.
  addEventListener('resize', look);
  tell();
  return { look, tell };
}
