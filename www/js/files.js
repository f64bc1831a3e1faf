// The page's own files, and what can go wrong when they are fetched.

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

/** The folder of the page, from which all of its files are named. */
export const HOME = new URL('..', import.meta.url);

/**
 * Fetches a file of the page.
 * @param {string} name Relative to {@link HOME}.
 */
export async function own(name) {
  const url = new URL(name, HOME);
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin' });
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
  const address = renewals.has(name) ? `${name}?again=${renewals.get(name)}` : name;
  const url = new URL(address, HOME).href;
  try {
    return await import(url);
  } catch (error) {
    renew(name);
    const type = (await own(name)).headers.get('content-type') ?? 'no type';
    if (!/^(text|application)\/(x-)?(java|ecma)script\b/i.test(type)) {
      throw new Failure('mime', `${url}: ${type}`);
    }
    throw new Failure('broken', `${url}: ${describe(error)}`);
  }
}
