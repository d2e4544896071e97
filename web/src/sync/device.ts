/** What a phone keeps of one account: rows as the server last told them, the outbox, and where the reading stands. */

import type { Change, GroupValues, Heads, Kept, Mutation, Result, State, StreamInfo } from './wire';

export interface ServerRow {
  stream: number;
  record: string;
  seq: number;
  entity: string;
  state: State;
  heads: Heads;
  body: GroupValues;
  kept: Kept | null;
  /** Which reading of the server it came from; see `Progress.reading`. */
  reading: number;
}

/** A mutation stays until the rows show what became of it, and a refused one until its words are found among the refused writes. */
export interface OutboxEntry {
  n: number;
  mutation: Omit<Mutation, 'n'>;
  result: Result | null;
}

export interface Progress {
  cursor: string | null;
  epoch: string | null;
  /** How far each stream was read, by stream id. */
  reached: Record<string, number>;
  streams: StreamInfo[];
  /** Rises when everything is read anew; rows of an earlier reading go when that reading is complete. */
  reading: number;
  /** The streams that are left when the last page has come, and with it other rows go; null where nothing goes. */
  remaining: StreamInfo[] | null;
  /** What the server's clock is ahead of this one, ms. */
  offset: number | null;
  last_sync: number | null;
  /** When a stream was last found not to be whole and everything was read anew, ms. */
  mended_at: number | null;
  session: 'open' | 'expired';
}

export const UNREAD: Progress = {
  cursor: null,
  epoch: null,
  reached: {},
  streams: [],
  reading: 0,
  remaining: null,
  offset: null,
  last_sync: null,
  mended_at: null,
  session: 'open',
};

export function rowOf(stream: number, [record, seq, entity, state, heads, body, kept]: Change, reading: number): ServerRow {
  return { stream, record, seq, entity, state, heads, body, kept, reading };
}

/** No answer yet, or one that asks to come again. */
export function isUnsent({ result }: OutboxEntry): boolean {
  return result === null || result.outcome === 'deferred';
}

export function isRefused({ result }: OutboxEntry): boolean {
  const outcome = result?.outcome === 'duplicate' ? result.first : result?.outcome;
  return outcome === 'refused' || outcome === 'depends_on_refused' || outcome === 'gone';
}
