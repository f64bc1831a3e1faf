// The page's own files, and what can go wrong when they are fetched.

import { FILES, HELD, HOME } from './addresses.js';
import { el } from './dom.js';

/**
 * Why something of the page does not work. The locale has a title and an advice for each kind,
 * under `failure.<kind>`.
 */
export class Failure extends Error {
  /**
   * @param {'texts' | 'no_wasm' | 'csp' | 'mime' | 'missing' | 'network' | 'broken' | 'file' |
   *   'catalogue_json' | 'catalogue_shape' | 'catalogue_rules' | 'stopped' | 'page'} kind
   * @param {string} detail What a maintainer needs; not translated.
   */
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * Any thrown value as a failure; what is not one already becomes one of the kind given.
 * @param {unknown} thrown
 * @param {Failure['kind']} kind
 */
export function asFailure(thrown, kind) {
  return thrown instanceof Failure ? thrown : new Failure(kind, describe(thrown));
}

/**
 * Anything can be thrown: a sentence about it.
 * @param {unknown} thrown
 */
export function describe(thrown) {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'a value that cannot be shown';
  }
}

/**
 * Where a file of the page is, and what it must hash to, as far as that is known.
 * @param {string} name Relative to {@link HOME}.
 */
function place(name) {
  const { url = name, integrity = '', needs = [] } = FILES[name] ?? {};
  return { url: new URL(url, HOME), integrity, needs };
}

/** Those that this copy of the page carries: no policy asks where they come from. @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * Gives a shadow root a style sheet of the page, once, as a link before the node given. Ends when it
 * is there, or cannot be had.
 * @param {ShadowRoot} root
 * @param {string} name Relative to {@link HOME}.
 * @param {Node | null} [before]
 */
export async function addStyle(root, name, before = null) {
  const held = HELD[name];
  if (held) {
    const sheet = sheets.get(name) ?? new CSSStyleSheet();
    sheets.set(name, sheet);
    if (root.adoptedStyleSheets.includes(sheet)) return;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    await sheet.replace(await (await held()).text());
    return;
  }
  const { url, integrity } = place(name);
  if ([...root.querySelectorAll('link')].some(({ href }) => href === url.href)) return;
  // Where the page's origin is opaque, as in a sandboxed frame, only CORS lets it be hashed.
  const attributes = { rel: 'stylesheet', href: url.href, ...(integrity && { integrity, crossorigin: 'anonymous' }) };
  const link = el('link', attributes);
  root.insertBefore(link, before);
  await new Promise((resolve) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', resolve);
  });
}

/**
 * Fetches a file of the page.
 * @param {string} name Relative to {@link HOME}.
 * @returns {Promise<Response>}
 */
export async function own(name) {
  const held = HELD[name];
  if (held) return held();
  const { url, integrity } = place(name);
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin', integrity });
  } catch (error) {
    throw new Failure(url.protocol === 'file:' ? 'file' : 'network', `${url}: ${describe(error)}`);
  }
  if (!response.ok) throw new Failure('missing', `${url}: HTTP ${response.status}`);
  return response;
}

/** @type {Map<string, number>} How often a module is to be imported under a new address. */
const renewals = new Map();

/**
 * Lets the next import of a module fetch and run it anew: browsers keep a module, and some keep
 * that it failed.
 * @param {string} name
 */
export function renew(name) {
  renewals.set(name, (renewals.get(name) ?? 0) + 1);
}

/**
 * Imports a module of the page. An import that fails does not say why; asking for the file does.
 * @param {string} name Relative to {@link HOME}.
 * @returns {Promise<any>}
 */
export async function ownModule(name) {
  const held = HELD[name];
  if (held) return held();
  const { url, integrity, needs } = place(name);
  if (renewals.has(name)) url.searchParams.set('again', String(renewals.get(name)));
  try {
    await Promise.all([verify(url, integrity), ...needs.map(place).map((part) => verify(part.url, part.integrity))]);
    return await import(url.href);
  } catch (error) {
    renew(name);
    const type = (await own(name)).headers.get('content-type') ?? 'no type';
    if (!/^(text|application)\/(x-)?(java|ecma)script\b/i.test(type)) {
      throw new Failure('mime', `${url}: ${type}`);
    }
    throw new Failure('broken', `${url}: ${describe(error)}`);
  }
}

/** What was not as built. @type {Set<string>} */
const refused = new Set();

/**
 * An import cannot name a hash; a preload can, and the import then takes what was preloaded. A
 * browser without such preloads imports unverified.
 * @param {URL} url
 * @param {string} integrity
 */
async function verify({ href }, integrity) {
  const link = document.createElement('link');
  if (!integrity || !link.relList.supports('modulepreload')) return;
  // What runs already came by other means, such as a script element without a hash. Firefox takes
  // no hash for it any more, and fails.
  if (!refused.has(href) && performance.getEntriesByName(href).length > 0) return;
  Object.assign(link, { rel: 'modulepreload', crossOrigin: 'anonymous', integrity });
  await new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      refused.add(href);
      reject(new Error(`${href} did not load, or is not what was built`));
    };
    link.href = href;
    document.head.append(link);
  });
}
