// Questions to the collector. Whatever goes wrong has a kind, for which there is a text that says
// what to do.

import { describe } from '../files.js';

/** An answer that takes longer does not come, ms. */
const LONGEST_MS = 20_000;

/** Why there is no answer. The texts are under `explore.trouble.<kind>`. */
export class Trouble extends Error {
  /**
   * @param {'none' | 'down' | 'policy' | 'busy' | 'refused' | 'strange'} kind
   * @param {string} detail What a maintainer needs; not translated.
   */
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * @param {URL} collector
 * @param {string} path
 * @param {Record<string, string | null>} query What is null is left out.
 * @param {AbortSignal} [stop] Whoever asked does not want it any more.
 * @returns {Promise<any>}
 */
export async function ask(collector, path, query = {}, stop) {
  const url = addressOf(collector, path, query);
  const own = new AbortController();
  const end = () => own.abort();
  const timer = setTimeout(end, LONGEST_MS);
  stop?.addEventListener('abort', end);
  try {
    return await answer(url, own.signal);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', end);
  }
}

/**
 * @param {URL} collector
 * @param {string} path
 * @param {Record<string, string | null>} query
 */
export function addressOf(collector, path, query) {
  const url = new URL(`v1/${path}`, collector);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  return url;
}

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 */
async function answer(url, signal) {
  let response;
  let isForbidden = false;
  /** The page's own policy does not let it ask. @param {SecurityPolicyViolationEvent} event */
  const forbid = ({ blockedURI }) => {
    isForbidden ||= blockedURI.startsWith(url.origin);
  };
  addEventListener('securitypolicyviolation', forbid);
  try {
    response = await fetch(url, { credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal });
  } catch (error) {
    // The page is told of a violation in a task of its own.
    await new Promise((resolve) => setTimeout(resolve));
    throw new Trouble(isForbidden ? 'policy' : 'down', `${url.origin}: ${describe(error)}`);
  } finally {
    removeEventListener('securitypolicyviolation', forbid);
  }
  if (!response.ok) {
    const { detail = '' } = await response.json().catch(() => ({}));
    const { status } = response;
    const kind = status === 429 || status === 503 ? 'busy' : status >= 500 ? 'down' : status === 404 ? 'strange' : 'refused';
    throw new Trouble(kind, `${url.host}: HTTP ${status} ${detail}`);
  }
  try {
    return await response.json();
  } catch (error) {
    throw new Trouble('strange', `${url.host}: ${describe(error)}`);
  }
}
