/**
 * What lies where in one account's database, and how that came from the layouts before it. Nothing
 * is lost by an upgrade.
 */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import {
  staging,
  UNREAD,
  type Logged,
  type OutboxEntry,
  type Progress,
  type RowKey,
  type ServerRow,
} from './device';

export interface Schema extends DBSchema {
  rows: { key: RowKey; value: ServerRow };
  outbox: { key: number; value: OutboxEntry };
  progress: { key: 'progress'; value: Progress };
  /** A new reading, until it takes the place of the rows. */
  staged: { key: RowKey; value: ServerRow };
  /** Answered mutations of the last 30 days, and packs of them. */
  logged: { key: string; value: Logged; indexes: { record: string } };
  packs: { key: number; value: Pack; indexes: { records: string } };
}

/** Answered mutations in as few bytes as the phone can make of them. */
export interface Pack {
  id: number;
  /** Whose mutations are in it, so that an erase finds them. */
  records: string[];
  /** When the last of them was answered, ms. */
  until: number;
  /** JSON of `Logged[]`: text where the browser cannot compress. */
  packed: Uint8Array<ArrayBuffer> | string;
}

export type StoreName = 'rows' | 'outbox' | 'progress' | 'staged' | 'logged' | 'packs';

export const STORES: StoreName[] = ['rows', 'outbox', 'progress', 'staged', 'logged', 'packs'];

const VERSION = 2;

/**
 * `forget` is called when the connection is no longer of use, `terminated` when the browser ended
 * it under whatever was going on.
 */
export function openDatabase(
  name: string,
  forget: () => void,
  terminated: () => void,
): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, VERSION, {
    async upgrade(database, version, _new, tx) {
      if (version < 1) {
        database.createObjectStore('rows', { keyPath: ['stream', 'record'] });
        database.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true });
        database.createObjectStore('progress');
      }
      database.createObjectStore('staged', { keyPath: ['stream', 'record'] });
      database.createObjectStore('logged', { keyPath: 'id' }).createIndex('record', 'record');
      database
        .createObjectStore('packs', { keyPath: 'id', autoIncrement: true })
        .createIndex('records', 'records', { multiEntry: true });
      const before = await tx.objectStore('progress').get('progress');
      // A reading that was under way went into the rows themselves: what it had not come to yet is
      // not to be taken for gone.
      if (before?.remaining)
        await tx
          .objectStore('progress')
          .put({ ...UNREAD, ...before, staging: staging(before.streams) }, 'progress');
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      forget();
    },
    terminated,
  });
}
