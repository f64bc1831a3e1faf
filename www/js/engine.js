// The engine: loading it, and one run of it. A run always ends in an event: `done`, `failed`
// or `cancelled`.

import { HOME, PING, TRACE } from './addresses.js';
import { Failure, asFailure, describe, own, ownModule, renew } from './files.js';
import { ownWorker } from './offline.js';

/** @import { Catalogue, Engine, RunEvent, Session } from './types.js' */

/**
 * What the page listens to: as the engine tells it, but failures come with what to do about them.
 * @typedef {Exclude<RunEvent, { type: 'failed' }> | { type: 'failed', failure: Failure } | { type: 'cancelled' }} ShellEvent
 */

/** @type {Promise<Engine> | null} */
let loading = null;

const MODULE = 'engine/getthrough.js';
/** Our own server may fall silent between the page and the press: then the page says so. */
const LOAD_MS = 30_000;

/** @returns {Promise<Engine>} */
export function loadEngine() {
  loading ??= load().catch((error) => {
    forget();
    throw error;
  });
  return loading;
}

/** After a panic the instance is unusable, and the module keeps it: both are loaded anew. */
function forget() {
  if (loading) renew(MODULE);
  loading = null;
}

async function load() {
  requireWasm();
  const [engine, wasm] = await inTime(
    Promise.all([/** @type {Promise<Engine>} */ (ownModule(MODULE)), wasmBytes()]),
  );
  try {
    await engine.default({ module_or_path: wasm });
  } catch (error) {
    throw new Failure('broken', describe(error));
  }
  return engine;
}

/**
 * @template T
 * @param {Promise<T>} loads
 * @returns {Promise<T>}
 */
function inTime(loads) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const failure = new Failure('network', `${MODULE}: no answer in ${LOAD_MS / 1000} s`);
    timer = setTimeout(() => reject(failure), LOAD_MS);
  });
  return /** @type {Promise<T>} */ (Promise.race([loads, late])).finally(() => clearTimeout(timer));
}

/** An empty module compiles wherever any does. */
function requireWasm() {
  if (typeof WebAssembly !== 'object') throw new Failure('no_wasm', 'WebAssembly is undefined');
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch (error) {
    throw new Failure('csp', describe(error));
  }
}

/**
 * The module's bytes. A server that gives them a wrong type does no harm; one that gives
 * something else in their place does.
 */
async function wasmBytes() {
  const response = await own('engine/getthrough_bg.wasm');
  let bytes;
  try {
    bytes = await response.arrayBuffer();
  } catch (error) {
    throw new Failure('network', `${response.url}: ${describe(error)}`);
  }
  if (new TextDecoder().decode(bytes.slice(0, 4)) !== '\0asm') {
    const type = response.headers.get('content-type') ?? 'no type';
    throw new Failure('mime', `${response.url}: ${type}, not WebAssembly`);
  }
  return bytes;
}

/**
 * Loads the engine, checks the catalogue, and runs it. `stop` ends the run with what there is.
 * @param {Catalogue} catalogue
 * @param {string[]} platforms
 * @param {(event: ShellEvent) => void} tell
 * @returns {{ stop(): void }}
 */
export function startRun(catalogue, platforms, tell) {
  /** @type {Session | null} */
  let session = null;
  let over = false;

  const end = () => {
    over = true;
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onRejection);
  };
  /** @param {unknown} thrown */
  const fail = (thrown) => {
    if (over) return;
    end();
    forget();
    tell({ type: 'failed', failure: asFailure(thrown, 'stopped') });
  };
  /** @param {ErrorEvent} event */
  const onError = (event) => {
    if (isOurs(event.error, event.filename)) fail(event.error ?? event.message);
  };
  /** @param {PromiseRejectionEvent} event */
  const onRejection = (event) => {
    if (isOurs(event.reason, '')) fail(event.reason);
  };
  /** @param {RunEvent} event */
  const listen = (event) => {
    if (over) return;
    if (event.type === 'failed') return fail(new Failure('stopped', event.detail));
    if (event.type === 'done') end();
    try {
      tell(event);
    } catch (error) {
      // A fault of the drawing must not unwind through the engine.
      over = false;
      fail(error);
    }
  };
  const begin = async () => {
    const engine = await loadEngine();
    if (over) return;
    requireGood(engine, catalogue);
    session = new engine.Session(
      catalogue,
      {
        platforms,
        own_url: PING && HOME.protocol.startsWith('http') ? new URL(PING, HOME).href : null,
        own_worker: ownWorker(),
        seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
        started_ms: Date.now(),
      },
      listen,
    );
  };

  addEventListener('error', onError);
  addEventListener('unhandledrejection', onRejection);
  begin().catch(fail);

  return {
    stop() {
      if (over) return;
      if (!session) {
        end();
        tell({ type: 'cancelled' });
        return;
      }
      try {
        session.stop();
      } catch (error) {
        fail(error);
      }
    },
  };
}

/**
 * @param {Engine} engine
 * @param {Catalogue} catalogue
 */
function requireGood(engine, catalogue) {
  let problems;
  try {
    problems = engine.check(catalogue);
  } catch (error) {
    throw new Failure('catalogue_shape', describe(error));
  }
  if (problems.length > 0) {
    const lines = problems.map(({ path, rule, found }) => `${path}: ${rule}${found && ` (${found})`}`);
    throw new Failure('catalogue_rules', lines.join('\n'));
  }
}

/**
 * Whether an error comes from this page and not from an extension or from the page around it. One
 * that names no address may be ours: better to stop with a message than to hang.
 * @param {unknown} thrown
 * @param {string} file
 */
function isOurs(thrown, file) {
  const where = `${file} ${thrown instanceof Error ? thrown.stack : ''}`;
  return where.includes(TRACE) || !/[a-z-]+:\/\//i.test(where);
}
