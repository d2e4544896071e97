/** The currency between an answer and the store: what is there, and what becomes of it. */

import type { Logged, OutboxEntry, Progress, RowKey, ServerRow } from './device';
import type { Mutation } from '../protocol/wire';

/** A row as it was before an answer. */
export type RowBefore = (stream: number, record: string) => ServerRow | undefined;

/** Records that are gone for ever, and where they were last known to stand. */
export type Erased = ReadonlyMap<string, Pick<Mutation, 'stream' | 'record' | 'entity'>>;

/** What the phone holds when an answer comes. */
export interface LocalState {
  progress: Progress;
  outbox: OutboxEntry[];
  /** Of the reading that goes on. */
  row: RowBefore;
}

/** What an answer, or a person, does to what the phone holds: applied in one transaction. */
export interface Effect {
  progress: Progress;
  /** Where rows are written: those that the screen shows, or those of a new reading beside them. */
  into: 'rows' | 'staged';
  rows: ServerRow[];
  /** Rows that are here no longer. */
  gone: RowKey[];
  /** What is left of the outbox, with results. */
  outbox: OutboxEntry[];
  /** What was answered and is kept for the case that the server is restored. */
  logged: Logged[];
  /** Records of which no word is to stay. */
  erased: Erased;
  /**
   * Set with the last page of a reading in which streams may have gone: keep only rows of these.
   */
  streams: Set<number> | null;
  /** Everything is to be read anew: what was staged before is worthless. */
  anew: boolean;
}
