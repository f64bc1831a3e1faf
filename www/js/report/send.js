// Sending a report: one request, without anything that would tell a visitor from another.

/**
 * @typedef {{ kind: 'taken' } | { kind: 'away' } | { kind: 'busy' | 'refused', words: string }} Sent
 *   `away`: nothing that is a collector answered. `busy`: later it may be taken.
 */

/** A collector that says nothing for so long is not there. */
const LONGEST_MS = 20_000;

const PROBLEM = 'application/problem+json';

/**
 * @param {URL} collector
 * @param {string} text
 * @returns {Promise<Sent>}
 */
export async function send(collector, text) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_MS);
  try {
    const response = await fetch(new URL('v1/reports', collector), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
      mode: 'cors',
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      // A visitor who leaves has pressed the button all the same.
      keepalive: true,
      signal: stop.signal,
    });
    if (response.status === 202) return { kind: 'taken' };
    const isOurs = response.headers.get('content-type')?.startsWith(PROBLEM);
    // A sign-in page, or whatever else stands in a collector's place.
    if (!isOurs) return { kind: 'away' };
    const { detail } = await response.json();
    const later = response.status === 429 || response.status >= 500;
    return { kind: later ? 'busy' : 'refused', words: String(detail) };
  } catch {
    // The browser does not say why.
    return { kind: 'away' };
  } finally {
    clearTimeout(timer);
  }
}
