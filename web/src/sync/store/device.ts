/**
 * What a phone keeps of one account: rows as the server last told them, the outbox, and where the
 * reading stands.
 */

import type {
  Acknowledged,
  Change,
  GroupValues,
  Heads,
  Kept,
  Mutation,
  Result,
  State,
  StreamInfo,
} from '../protocol/wire';

export type RowKey = [stream: number, record: string];

export interface ServerRow {
  stream: number;
  record: string;
  seq: number;
  entity: string;
  state: State;
  heads: Heads;
  body: GroupValues;
  kept: Kept | null;
  /** Versions that the person let go and can take back. */
  dismissed?: Kept | null;
  /**
   * A whole reading did not have it, and it stays: the person is asked about it, or it is on this
   * phone alone.
   */
  absent?: 'asked' | 'here';
}

/**
 * A mutation stays until the rows show what became of it, and a refused one until its words are
 * found among the refused writes.
 */
export interface OutboxEntry {
  n: number;
  mutation: Omit<Mutation, 'n'>;
  result: Result | null;
  /** What a server answered that was restored since. */
  acknowledged?: Acknowledged;
  /** The server failed at it, and at it alone: it waits for another try. */
  failed?: Failed;
}

export interface Failed {
  times: number;
  /** Not to be tried again before, ms. */
  until: number;
  /** The version of the app that it was sent by; another one tries at once. */
  app: string;
}

/**
 * An answered mutation, kept for 30 days for the case that the server is restored from a time
 * before it.
 */
export interface Logged {
  id: string;
  n: number;
  record: string;
  mutation: Omit<Mutation, 'n'>;
  /** Null where it was refused: it is then judged anew. */
  acknowledged: Acknowledged | null;
  /** When it was answered, ms. */
  at: number;
  /** It is to be offered again. */
  again: boolean;
  failed?: Failed;
}

/** How far everything was read. */
export interface Reading {
  cursor: string | null;
  /** How far each stream was read, by stream id. */
  reached: Record<string, number>;
  streams: StreamInfo[];
  /**
   * The streams that are left when the last page has come, and with it other rows go; null where
   * nothing goes.
   */
  remaining: StreamInfo[] | null;
  /**
   * Rows that were moved elsewhere; they go with the last page, by which their records have come at
   * their new places.
   */
  leaving: RowKey[];
}

/** A whole new reading, beside the rows that the screen goes on showing. */
export interface Staging extends Reading {
  /** What the server said of each stream when it was last read to its end. */
  digests: Record<string, [count: number, digest: number]>;
  /** The last page has come. */
  whole: boolean;
  /** How many readings before this one were not what the server said they are. */
  broken: number;
}

export interface Progress extends Reading {
  epoch: string | null;
  staging: Staging | null;
  /**
   * The session's own device; another one's cursor is worthless. Null until a server has named it.
   */
  device: number | null;
  /**
   * The server was restored: what it answered is offered again. `unpack` until what was packed lies
   * ready.
   */
  offering: 'unpack' | 'ready' | null;
  /** Rows that a whole reading did not have and that the person is asked about. */
  doubtful: number;
  /** What the server's clock is ahead of this one, ms. */
  offset: number | null;
  last_sync: number | null;
  /**
   * When a stream was last found not to be whole and everything was read anew, ms, and how often in
   * a row.
   */
  mended_at: number | null;
  mends: number;
  /** When answered mutations were last looked through for old ones, ms. */
  pruned_at: number;
  session: 'open' | 'expired';
}

const NOWHERE: Reading = { cursor: null, reached: {}, streams: [], remaining: null, leaving: [] };

export const UNREAD: Progress = {
  ...NOWHERE,
  epoch: null,
  staging: null,
  device: null,
  offering: null,
  doubtful: 0,
  offset: null,
  last_sync: null,
  mended_at: null,
  mends: 0,
  pruned_at: 0,
  session: 'open',
};

export function staging(streams: StreamInfo[], broken = 0): Staging {
  return { ...NOWHERE, streams, remaining: streams, digests: {}, whole: false, broken };
}

export function rowOf(
  stream: number,
  [record, seq, entity, state, heads, body, kept, dismissed]: Change,
): ServerRow {
  const row = { stream, record, seq, entity, state, heads, body, kept };
  return dismissed ? { ...row, dismissed } : row;
}

/** The row with nothing in it that a person wrote. */
export function emptied(row: ServerRow, state = row.state): ServerRow {
  const { stream, record, seq, entity, absent } = row;
  return {
    stream,
    record,
    seq,
    entity,
    state,
    heads: {},
    body: {},
    kept: null,
    ...(absent && { absent }),
  };
}

/** No answer yet, or one that asks to come again. */
export function isUnsent({ result }: OutboxEntry): boolean {
  return result === null || result.outcome === 'deferred';
}

export function isRefused({ result }: OutboxEntry): boolean {
  const outcome = outcomeOf(result);
  return outcome === 'refused' || outcome === 'depends_on_refused' || outcome === 'gone';
}

/** The first answer, where this is a repeated one. */
export function outcomeOf(result: Result | null): Result['outcome'] | null {
  return (result?.outcome === 'duplicate' && result.first) || (result?.outcome ?? null);
}
