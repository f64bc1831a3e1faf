// A result as OONI measurements, one JSON object a line: the test `browser_web` (ooni/spec ts-036)
// in the base format (df-000). docs/OONI.md says what of a result has no place there.

import { BUILT } from './addresses.js';

/** @import { Catalogue, EndpointResult, RunResult, Try } from './types.js' */

/** Attempts at the endpoint's own address; the others ask other addresses or open connections. */
const ATTEMPTS = new Set(['first', 'second', 'last']);

/** Where failures say something about the way: elsewhere they would be read as interference. */
const JUDGED = new Set(['reachable', 'slow', 'cut', 'unreachable']);

/**
 * @param {RunResult} result
 * @param {Catalogue} catalogue The one of the run.
 */
export function toOoni(result, catalogue) {
  return measurements(result, catalogue).map((each) => `${JSON.stringify(each)}\n`).join('');
}

/**
 * @param {RunResult} result
 * @param {Catalogue} catalogue
 */
export function measurements(result, catalogue) {
  return catalogue.platforms.flatMap(({ id, endpoints }) => {
    const urls = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint.url]));
    const found = result.platforms[id]?.endpoints ?? [];
    return found.flatMap((endpoint) => {
      const url = urls.get(endpoint.id);
      const tries = url?.startsWith('https:') ? endpoint.tries.filter((each) => counts(endpoint, each)) : [];
      return tries.map((each) => measurement(result, id, endpoint, url ?? '', each));
    });
  });
}

/**
 * @param {EndpointResult} endpoint
 * @param {Try} attempt
 */
function counts({ verdict }, attempt) {
  if (attempt.form !== 'fetch' || !ATTEMPTS.has(attempt.purpose) || attempt.void) return false;
  if (attempt.outcome === 'answered') return true;
  return JUDGED.has(verdict) && ['failed', 'timed_out'].includes(attempt.outcome);
}

/**
 * @param {RunResult} result
 * @param {string} platform
 * @param {EndpointResult} endpoint
 * @param {string} url
 * @param {Try} attempt
 */
function measurement(result, platform, endpoint, url, attempt) {
  const ms = attempt.entry_ms ?? attempt.ms;
  return {
    annotations: {
      browser: result.environment.engine,
      getthrough_catalogue: String(result.catalogue),
      getthrough_endpoint_verdict: endpoint.verdict,
      getthrough_platform: platform,
      getthrough_purpose: attempt.purpose,
      getthrough_role: endpoint.role,
    },
    data_format_version: '0.2.0',
    input: url,
    measurement_start_time: time(result.started_ms + attempt.at_ms),
    options: [],
    // As OONI writes what is not known: the browser knows neither, and nobody is asked.
    probe_asn: 'AS0',
    probe_cc: 'ZZ',
    probe_ip: '127.0.0.1',
    probe_network_name: '',
    report_id: '',
    resolver_asn: 'AS0',
    resolver_ip: '127.0.0.1',
    resolver_network_name: '',
    software_name: 'getthrough',
    software_version: BUILT?.version ?? '0.0.0-source',
    test_keys: {
      result: attempt.outcome === 'answered' ? 'ok' : 'error',
      load_time_ms: ms,
      browser: result.environment.engine,
    },
    test_name: 'browser_web',
    test_runtime: Math.round(ms * 1000) / 1e6,
    test_start_time: time(result.started_ms),
    test_version: '0.1.0',
  };
}

/**
 * As OONI writes times: UTC, to the second.
 * @param {number} ms Since 1970.
 */
function time(ms) {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
