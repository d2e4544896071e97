/**
 * What travels, protocol 1 (`domain/records.py`): what the generated types leave open, spelled out.
 */

export const PROTOCOL = 1;
export const SCHEMA = 2;

/** Corrected time in ms, causal counter, device, the device's own count. */
export type Key = [ms: number, counter: number, device: number, n: number];
/** A head of a group; without a key it is one of this phone's own, not yet answered. */
export type Head = [id: string, key?: Key | null];
/** By group, the shown head first. */
export type Heads = Record<string, Head[]>;
export type Value = Record<string, unknown>;
export type GroupValues = Record<string, Value>;
/**
 * What other heads of a group hold, by mutation id; of an element of a set, whether it is in it.
 */
export type Kept = Record<string, Record<string, Value>>;

export type State = 'live' | 'removed' | 'emptied' | 'erased' | 'hidden';
export type Op = 'edit' | 'remove' | 'restore' | 'dismiss' | 'erase';
export type Outcome =
  'applied' | 'adjusted' | 'duplicate' | 'refused' | 'depends_on_refused' | 'deferred' | 'gone';

export interface Mutation {
  id: string;
  n: number;
  at: number;
  offset: number | null;
  op: Op;
  entity: string;
  record: string;
  stream: number | null;
  base: Record<string, Head[]>;
  set: GroupValues;
  schema: number;
}

/** What a server answered that has lost the mutation since; it comes with what is offered again. */
export interface Acknowledged {
  key: Key;
  rank: number;
  seal?: string;
}

export interface Result {
  id: string;
  outcome: Outcome;
  first?: Outcome | null;
  key?: Key | null;
  stream?: number | null;
  seq?: number | null;
  groups?: Record<string, 'shown' | 'kept'>;
  code?: string | null;
  field?: string | null;
  rank?: number;
  seal?: string;
}

export type Change = [
  record: string,
  seq: number,
  entity: string,
  state: State,
  heads: Heads,
  body: GroupValues,
  kept: Kept | null,
  dismissed?: Kept | null,
];

export type StreamKind = 'own' | 'shared' | 'assignment' | 'flags' | 'account' | 'library';

export interface StreamInfo {
  id: number;
  kind: StreamKind;
  role: 'participant' | 'peer' | 'self' | 'curator' | 'reader';
  person?: number | null;
  name?: string;
}

export interface SyncRequest {
  device: number;
  sent_at: number;
  protocol: number;
  schema: number;
  epoch: string | null;
  waiting: number;
  mutations: (Mutation & { acknowledged?: Acknowledged })[];
  cursor: string | null;
  /** The most rows of a page; as many as the server gives where it is not there. */
  limit?: number;
}

export interface SyncAnswer {
  cursor: string;
  server_time: number;
  epoch: string;
  more: boolean;
  results?: Result[];
  changes?: { stream: number; rows: Change[] }[];
  reached?: Record<string, number>;
  streams?: StreamInfo[] | null;
  digests?: Record<string, [count: number, digest: number]>;
  device_forked?: boolean;
}
