// The whole site, kept in the browser so that it opens where its server cannot be reached. Only a
// built site has the worker that does it, and only its own page asks for it: never a page that the
// check is embedded in, nor a copy in a file.

import { BUILT, HELD, HOME } from './addresses.js';
import { describe } from './files.js';

/** The worker's file, which stands in the site's root; src/browser and xtask know it too. */
export const WORKER = 'getthrough-offline.js';

/** Asks for it once the page has what it needs itself. */
export function keepOffline() {
  if (BUILT === null || Object.keys(HELD).length > 0) return;
  if (document.readyState === 'complete') void register();
  else addEventListener('load', () => void register(), { once: true });
}

async function register() {
  try {
    const options = /** @type {const} */ ({ scope: HOME.pathname, updateViaCache: 'none' });
    await navigator.serviceWorker?.register(new URL(WORKER, HOME), options);
  } catch (error) {
    // Storage is off, or full, or the page is not a secure one: it works as before.
    console.info(`Getthrough is not kept for use without its server: ${describe(error)}`);
  }
}

/**
 * The address of the worker that controls the page, where it is our own: it answers for nothing
 * but the site's own files.
 * @returns {string | null}
 */
export function ownWorker() {
  const script = controller();
  if (!script) return null;
  const { origin, pathname } = new URL(script);
  const [folder, name] = [pathname.slice(0, pathname.lastIndexOf('/') + 1), pathname.split('/').at(-1)];
  const ours = name === WORKER && origin === HOME.origin && HOME.pathname.startsWith(folder);
  return ours ? script : null;
}

/** The address of the worker that controls the page. */
export function controller() {
  try {
    return navigator.serviceWorker?.controller?.scriptURL ?? null;
  } catch {
    // In a sandboxed frame the mere look throws, and no worker controls the page.
    return null;
  }
}
