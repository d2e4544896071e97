/** One account's IndexedDB. Every write is one strict transaction: what a screen calls saved is on disk, or it is not shown. */

import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { isUnsent, UNREAD, type OutboxEntry, type Progress, type ServerRow } from './device';
import type { Frozen } from './mutation';
import type { Effect, Kept } from './page';

interface Schema extends DBSchema {
  rows: { key: [stream: number, record: string]; value: ServerRow };
  outbox: { key: number; value: OutboxEntry };
  progress: { key: 'progress'; value: Progress };
}

type Name = 'rows' | 'outbox' | 'progress';
type Writing = IDBPTransaction<Schema, Name[], 'readwrite'>;
type RowKey = [stream: number, record: string];

const VERSION = 1;
const ALL: Name[] = ['rows', 'outbox', 'progress'];
const LOST = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

/** The account was left while something was still being read or written. */
export class Closed extends Error {}

export function unlessClosed(failure: unknown): void {
  if (!(failure instanceof Closed)) throw failure;
}

export const databaseOf = (account: string): string => `alongside-${account}`;

export class Store {
  #database: Promise<IDBPDatabase<Schema>> | null = null;
  #closed = false;

  constructor(readonly name: string) {}

  async progress(): Promise<Progress> {
    return this.#run('readonly', async (tx) => (await tx.objectStore('progress').get('progress')) ?? UNREAD);
  }

  async outbox(): Promise<OutboxEntry[]> {
    return this.#run('readonly', (tx) => tx.objectStore('outbox').getAll());
  }

  async rows(stream: number): Promise<ServerRow[]> {
    return this.#run('readonly', (tx) => tx.objectStore('rows').getAll(IDBKeyRange.bound([stream], [stream, []])));
  }

  async rowsAt(keys: RowKey[]): Promise<(ServerRow | undefined)[]> {
    return this.#run('readonly', (tx) => Promise.all(keys.map((key) => tx.objectStore('rows').get(key))));
  }

  /** Gives out n inside the same transaction; the numbers of one phone are never used twice. */
  async enqueue(mutation: Frozen): Promise<OutboxEntry> {
    const entry = { mutation, result: null };
    const n = await this.#run('readwrite', (tx) => tx.objectStore('outbox').add(entry as unknown as OutboxEntry));
    return { ...entry, n };
  }

  async setProgress(change: Partial<Progress>): Promise<Progress> {
    return this.#run('readwrite', async (tx) => {
      const progress = { ...((await tx.objectStore('progress').get('progress')) ?? UNREAD), ...change };
      quietly(tx.objectStore('progress').put(progress, 'progress'));
      return progress;
    });
  }

  /** Reads what is kept, decides, and writes rows, cursor and outbox: all of it or nothing. `touched` are rows to read first. */
  async apply(touched: RowKey[], decide: (kept: Kept) => Effect): Promise<Effect> {
    return this.#run('readwrite', async (tx) => {
      const [progress, outbox, rows] = await Promise.all([
        tx.objectStore('progress').get('progress'),
        tx.objectStore('outbox').getAll(),
        Promise.all(touched.map((key) => tx.objectStore('rows').get(key))),
      ]);
      const before = new Map(rows.flatMap((row) => (row ? [[`${row.stream}/${row.record}`, row] as const] : [])));
      const effect = decide({ progress: progress ?? UNREAD, outbox, row: (stream, record) => before.get(`${stream}/${record}`) });
      writeOutbox(tx, outbox, effect.outbox);
      for (const row of effect.rows) quietly(tx.objectStore('rows').put(row));
      if (effect.keep) await sweep(tx, effect.keep);
      quietly(tx.objectStore('progress').put(effect.progress, 'progress'));
      return effect;
    });
  }

  /** Leaves nothing but what was not sent, out of the app's reach until the same account opens again. */
  async seal(): Promise<void> {
    await this.#run('readwrite', async (tx) => {
      const outbox = await tx.objectStore('outbox').getAll();
      writeOutbox(tx, outbox, outbox.filter(isUnsent));
      quietly(tx.objectStore('rows').clear());
      quietly(tx.objectStore('progress').clear());
    });
  }

  /** After `close`. Other tabs' handles close themselves when they hear of it. */
  async destroy(): Promise<void> {
    await deleteDB(this.name);
  }

  async close(): Promise<void> {
    this.#closed = true;
    (await this.#database)?.close();
    this.#database = null;
  }

  /** A phone may cut the connection in the background: open it again and try once more. Its transaction did not commit. */
  async #run<T>(mode: 'readonly' | 'readwrite', work: (tx: Writing) => Promise<T>): Promise<T> {
    try {
      return await this.#transact(mode, work);
    } catch (failure) {
      if (this.#closed) throw new Closed();
      if (!(failure instanceof DOMException) || !LOST.has(failure.name)) throw failure;
      this.#database = null;
      return this.#transact(mode, work);
    }
  }

  async #transact<T>(mode: 'readonly' | 'readwrite', work: (tx: Writing) => Promise<T>): Promise<T> {
    const database = await this.#open();
    const tx = database.transaction(ALL, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' }) as Writing;
    tx.done.catch(() => undefined);
    try {
      const value = await work(tx);
      await tx.done;
      return value;
    } catch (failure) {
      abort(tx);
      throw failure;
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    if (this.#closed) throw new Closed();
    const forget = (): void => void (this.#database = null);
    this.#database ??= openDB<Schema>(this.name, VERSION, {
      upgrade(database) {
        database.createObjectStore('rows', { keyPath: ['stream', 'record'] });
        database.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true });
        database.createObjectStore('progress');
      },
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
    this.#database.catch(forget);
    return this.#database;
  }
}

function writeOutbox(tx: Writing, before: OutboxEntry[], after: OutboxEntry[]): void {
  const left = new Set(after.map(({ n }) => n));
  for (const { n } of before) if (!left.has(n)) quietly(tx.objectStore('outbox').delete(n));
  for (const entry of after) if (!before.includes(entry)) quietly(tx.objectStore('outbox').put(entry));
}

async function sweep(tx: Writing, keep: NonNullable<Effect['keep']>): Promise<void> {
  for (let cursor = await tx.objectStore('rows').openCursor(); cursor; cursor = await cursor.continue()) {
    if (!keep.streams.has(cursor.value.stream) || cursor.value.reading !== keep.reading) quietly(cursor.delete());
  }
}

/** A request that fails ends its transaction, and the transaction's own promise tells of it. */
function quietly(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

function abort(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It had ended already.
  }
}
