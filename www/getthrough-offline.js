// The service worker of the built site. It keeps the site's own files, answers for those and for
// nothing else: whatever goes to another origin goes to the network as if it were not there, since
// that is what is measured. `cargo xtask dist` writes KEEP before it.

/**
 * @typedef {object} Keep
 * @property {string} version Changes with any of the files.
 * @property {string[]} first What a run needs: kept at once. Relative to the worker.
 * @property {string[]} later Further files that never change, kept once they were asked for.
 * @property {string[]} fresh What may change under its name: the server is asked first.
 */

/* global KEEP */
const worker = /** @type {any} */ (globalThis);
/** @type {Keep} */
const keep = worker.KEEP;

/** Only ours are ever deleted. */
const PREFIX = 'getthrough-';
const CACHE = `${PREFIX}${keep.version}`;

/** A server that is silent for so long is taken for gone, ms. */
const PATIENCE = 4_000;

/** @param {string} name */
const place = (name) => new URL(name, worker.registration.scope).href;
const whole = new Set([...keep.first, ...keep.later].map(place));
const fresh = new Set(keep.fresh.map(place));

worker.addEventListener('install', (/** @type {any} */ event) => {
  // Where the browser can, it does not even ask this worker about others.
  try {
    const others = { not: { urlPattern: new worker.URLPattern({ origin: worker.location.origin }) } };
    event.addRoutes?.({ condition: others, source: 'network' })?.catch?.(() => {});
  } catch {
    // It asks, and the listener below leaves those alone.
  }
  event.waitUntil(
    caches.open(CACHE).then((cache) =>
      cache.addAll([...keep.first, ...keep.fresh].map((name) => new Request(place(name), { cache: 'no-cache' }))),
    ),
  );
});

worker.addEventListener('activate', (/** @type {any} */ event) => {
  const others = (/** @type {string[]} */ names) => names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(others(names).map((name) => caches.delete(name))))
      // What the first visit loads from now on is kept too.
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  const name = `${url.origin}${url.pathname}`;
  if (whole.has(name)) event.respondWith(kept(name, request));
  else if (fresh.has(name)) event.respondWith(newest(name, request));
  else if (request.mode === 'navigate' && name.startsWith(place('s/'))) event.respondWith(opened(request));
});

/**
 * A file that never changes under its name.
 * @param {string} name
 * @param {Request} request
 */
async function kept(name, request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(name);
  if (found) return found;
  const answer = await fetch(request);
  // Storage may be full: then it is not kept, and the page has it all the same.
  if (answer.ok && answer.type === 'basic') await cache.put(name, answer.clone()).catch(() => {});
  return answer;
}

/**
 * A file that may change: what is kept only where the server does not answer.
 * @param {string} name
 * @param {Request} request
 */
async function newest(name, request) {
  const cache = await caches.open(CACHE);
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok && answer.type === 'basic') await cache.put(name, answer.clone()).catch(() => {});
    return answer;
  });
  const found = await cache.match(name);
  if (!found) return asked;
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE, found));
  return Promise.race([asked.then((answer) => (answer.status < 500 ? answer : found), () => found), silence]);
}

/**
 * The page of a shared link, of which there are too many to keep: without the server the site's own
 * page opens it, to which a browser takes the fragment along.
 * @param {Request} request
 */
async function opened(request) {
  const home = () => Response.redirect(place('./'));
  const silence = new Promise((resolve) => setTimeout(() => resolve(home()), PATIENCE));
  return Promise.race([fetch(request).then((answer) => (answer.status < 500 ? answer : home()), home), silence]);
}
