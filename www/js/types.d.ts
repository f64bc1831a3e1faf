// The shapes that pass between the engine and the page. The engine's own documentation says what
// each field means: src/catalogue/mod.rs, src/result.rs, src/run/probe.rs, src/verdict/.

export interface Catalogue {
  version: number;
  date: string;
  canary?: string;
  categories: { id: string; on: boolean }[];
  platforms: Platform[];
  controls: Control[];
}

export interface Platform {
  id: string;
  code: number;
  name: string;
  category: string;
  tier: number;
  endpoints: { id: string; role: Role; url: string; unproven?: boolean }[];
  object?: LargeObject;
}

export interface Control {
  id: string;
  operator: string;
  url: string;
  country?: string;
  object?: LargeObject;
}

export interface LargeObject {
  url: string;
  bytes: number;
}

/** A rule that a catalogue breaks. */
export interface Problem {
  path: string;
  rule: string;
  found: string;
}

export type Role = 'site' | 'static' | 'media' | 'api' | 'messaging';
export type EndpointVerdict =
  | 'reachable' | 'slow' | 'cut' | 'unreachable' | 'browser_blocked' | 'inconclusive';
export type PlatformVerdict =
  | 'reachable' | 'slow' | 'partly' | 'unreachable' | 'browser_blocked' | 'inconclusive';
export type How = 'fast_fail' | 'timeout';
export type HeadlineKind =
  | 'all_reachable' | 'unreachable' | 'partly' | 'slow' | 'browser_blocked'
  | 'nothing_reachable' | 'offline' | 'international_cut' | 'inconclusive' | 'unsure' | 'stopped';

export interface Headline {
  kind: HeadlineKind;
  platforms: string[];
  others: number;
}

export interface Caveat {
  kind: string;
  count?: number | null;
  ids?: string[];
}

export interface Try {
  purpose: string;
  form: string;
  at_ms: number;
  ms: number;
  outcome: string;
  void?: string | null;
  entry_ms?: number | null;
  bytes?: number | null;
}

export interface EndpointResult {
  id: string;
  role: Role;
  host: string;
  verdict: EndpointVerdict;
  how?: How | null;
  tries: Try[];
}

export interface PlatformResult {
  id: string;
  verdict: PlatformVerdict;
  how?: How | null;
  unstable: boolean;
  warm_ms?: number | null;
  ratio?: number | null;
  kbps?: number | null;
  endpoints: EndpointResult[];
}

export interface ControlResult {
  id: string;
  operator: string;
  tries: Try[];
}

export interface RunResult {
  schema: number;
  catalogue: number;
  seed: number;
  started_ms: number;
  duration_ms: number;
  complete: boolean;
  environment: { engine: BrowserEngine };
  headline: Headline;
  caveats: Caveat[];
  line: { cold_ms?: number | null; warm_ms?: number | null; kbps?: number | null; device_ms?: number | null };
  controls: ControlResult[];
  platforms: Record<string, PlatformResult>;
}

/** What a run tells while it goes on. */
export type RunEvent =
  | { type: 'progress'; phase: string; done: number; total: number }
  | { type: 'platform'; id: string; verdict: PlatformVerdict; how?: How | null; sure: boolean }
  | { type: 'headline'; headline: Headline }
  | { type: 'done'; result: RunResult }
  | { type: 'failed'; detail: string };

export interface Session {
  stop(): void;
}

/** What goes into a link: src/share/draft.rs. */
export interface Seen {
  catalogue: number;
  /** Null leaves the time out. */
  started_ms: number | null;
  /** Kinds. */
  caveats: string[];
  platforms: { code: number; verdict: PlatformVerdict; warm_ms: number | null }[];
}

/** What a link says, beside the catalogue at hand: src/share/opened.rs. */
export interface Opened {
  refusal?: undefined;
  catalogue: number;
  hour_ms: number | null;
  caveats: { kind: string }[];
  headline: Headline;
  platforms: Record<string, OpenedPlatform>;
  unknown_codes: number[];
  unknown_caveats: number[];
  not_tested: string[];
}

export interface OpenedPlatform {
  id: string;
  verdict: PlatformVerdict;
  /** Above this; null where the link has no time. */
  from_ms: number | null;
  /** Up to this; null where the link has no time, and where there is no upper end. */
  to_ms: number | null;
}

export type BrowserEngine = 'chromium' | 'firefox' | 'webkit' | 'other';

/** What a report is made of: src/report/seen.rs. */
export interface SeenRun {
  catalogue: number;
  started_ms: number;
  stopped: boolean;
  browser: BrowserEngine;
  controls: { id: string; answered: boolean }[];
  platforms: {
    code: number;
    verdict: PlatformVerdict;
    warm_ms: number | null;
    ratio: number | null;
    kbps: number | null;
  }[];
}

/** What may leave the browser: src/report/form.rs. */
export interface Report {
  schema: number;
  catalogue: number;
  slot: number;
  browser: BrowserEngine;
  controls: { ok: number; total: number };
  platforms: {
    code: number;
    verdict: PlatformVerdict;
    latency?: number;
    ratio?: number;
    rate?: number;
  }[];
}

/** Why a run cannot become a report. */
export interface ReportRefused {
  refusal: { name: 'chosen_list' | 'stopped' | 'other_catalogue' | 'no_clock' };
}

/** Why a link does not open; `version` only with `newer`. */
export interface Refused {
  refusal: {
    name: 'empty' | 'not_ours' | 'cut' | 'damaged' | 'newer';
    version: number | null;
  };
}

/** The engine's module, as wasm-bindgen writes it. */
export interface Engine {
  default(options: { module_or_path: BufferSource | Response }): Promise<unknown>;
  check(catalogue: unknown): Problem[];
  share(seen: Seen): string;
  open(text: string, catalogue: unknown): Opened | Refused;
  report(seen: SeenRun, catalogue: unknown): Report | ReportRefused;
  Session: new (
    catalogue: unknown,
    options: {
      platforms: string[];
      own_url: string | null;
      /** The address of the service worker that controls the page, if it is the page's own. */
      own_worker: string | null;
      seed: number;
      started_ms: number;
    },
    tell: (event: RunEvent) => void,
  ) => Session;
}
