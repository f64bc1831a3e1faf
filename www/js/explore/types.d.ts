// What a collector answers: collector/src/http/shapes.rs says what each field means.

export type VerdictName =
  | 'reachable' | 'slow' | 'partly' | 'unreachable' | 'browser_blocked' | 'inconclusive';

export interface Network {
  asn: number;
  name: string | null;
  brand: string | null;
}

export interface Share {
  share: number;
  low: number;
  high: number;
}

export interface Cell {
  platform: string;
  country: string;
  scope: 'network' | 'others' | 'unknown';
  network: Network | null;
  from: string;
  to: string;
  votes: number;
  verdicts: Record<VerdictName, number>;
  bad: Share | null;
}

export interface Source {
  gives: string;
  name: string;
  licence: string;
  date: string;
}

export interface Cells {
  k: number;
  as_of: string;
  sources: Source[];
  age_days: number | null;
  cells: Cell[];
}

export type Point =
  | ({ state: 'published' } & Cell)
  | { state: 'insufficient' | 'open'; from: string; to: string };

export interface Series {
  k: number;
  as_of: string;
  points: Point[];
}

export type Ended = 'recovered' | 'everywhere' | 'silent';
export type IncidentKind = 'unreachable' | 'slow' | 'partly';

export interface Affected {
  network: Network;
  kind: IncidentKind;
  since: string;
  until: string | null;
  ended: Ended | null;
  votes: number;
  bad: Share | null;
}

export interface Incident {
  id: string;
  platform: string;
  country: string;
  kind: IncidentKind;
  country_wide: boolean;
  since: string;
  until: string | null;
  ended: Ended | null;
  votes: number;
  bad: Share | null;
  elsewhere: number | null;
  networks: Affected[];
}

export interface Silence {
  country: string;
  network: Network | null;
  since: string;
  until: string | null;
  expected: number;
  seen: number;
}

export interface Incidents {
  as_of: string;
  incidents: Incident[];
  silences: Silence[];
}

export interface Me {
  country: string | null;
  network: Network | null;
}

/** What the address says is wanted. */
export interface View {
  country: string | null;
  platform: string | null;
  /** A number, or `others`. */
  network: string | null;
  range: Range;
  order: Order;
}

export type Range = '6h' | '24h' | '7d' | '30d';
export type Order = 'trouble' | 'name';

/** What a figure is called; `unknown`: there are too few reports. */
export type Word = 'reachable' | 'slow' | 'partly' | 'unreachable' | 'mixed' | 'unknown';
