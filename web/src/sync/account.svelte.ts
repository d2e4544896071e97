import type { SessionInfo } from '../session/info';
import type { Body, EntityName, Groups, Row } from './row';
import type { StreamInfo, StreamKind } from './wire';

export interface SyncStatus {
  /** Mutations that only this phone holds. */
  unsent: number;
  sending: boolean;
  /** When the last exchange finished, ms. */
  last_sync: number | null;
  /** Whether the last attempt reached the server. */
  reachable: boolean;
  session: 'open' | 'expired';
}

/** One person's data on this phone. Everything that reads is reactive in Svelte; everything that writes resolves when it is on disk. */
export interface Account {
  readonly person: SessionInfo['person'];
  readonly streams: StreamInfo[];
  readonly status: SyncStatus;
  /** False until the library (thousands of rows) is read from disk; everything else is there from the start. */
  readonly library_loaded: boolean;

  /** The first stream of that kind, e.g. `streamOf('own')`. */
  streamOf(kind: StreamKind): StreamInfo | undefined;
  streamsOf(kind: StreamKind): StreamInfo[];
  stream(id: number): StreamInfo | undefined;

  /** Live rows in record order (ids are time-ordered). */
  all<E extends EntityName>(entity: E, stream?: number): Row<E>[];
  /** Also removed rows, for undo. */
  get<E extends EntityName>(entity: E, record: string): Row<E> | undefined;
  /** A singleton of this person; defaults where it was never written. */
  settings<E extends 'profile' | 'sharing_settings' | 'notification_settings'>(entity: E): Row<E>;

  /** The new record's id. */
  create<E extends EntityName>(entity: E, stream: number, groups: Groups<E>): Promise<string>;
  /** Also writes a singleton for the first time: `edit(account.settings('profile'), …)`. */
  edit<E extends EntityName>(row: Row<E>, groups: Groups<E>): Promise<void>;
  remove(row: Row): Promise<void>;
  restore(row: Row): Promise<void>;
  /** Shows a kept version: an ordinary edit that names every head. */
  chooseVersion(row: Row, group: string, mutation: string): Promise<void>;
  /** Keeps what is shown and lets the other versions go: the same, with the value on the screen. */
  keepShown(row: Row, group: string): Promise<void>;

  /** Resolves when the exchange is over, whatever came of it; see `status`. */
  sync(): Promise<void>;
}

export type { Body };
