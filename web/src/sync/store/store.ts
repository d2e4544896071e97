/**
 * One account's IndexedDB. Every write is one strict transaction: what a screen calls saved is on
 * disk, or it is not shown.
 */

import { deleteDB, type IDBPDatabase, type IDBPTransaction } from 'idb';
import {
  isUnsent,
  UNREAD,
  type OutboxEntry,
  type Progress,
  type RowKey,
  type ServerRow,
} from './device';
import { openDatabase, STORES, type Schema, type StoreName } from './layout';
import type { Frozen } from '../outbox/mutation';
import { Closed } from './closed';
import type { Effect, LocalState } from './effect';

export type Writing = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

const LOST = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

/** As browsers call it when they cannot read one of their values. */
const UNREADABLE = new Set(['DataError', 'DataCloneError', 'NotFoundError', 'NotReadableError']);

/** By connection, what is not to be read of the outbox: perhaps it can be another time. */
const passed_over = new WeakMap<object, number[]>();

export function passOver(database: object, numbers: number[]): void {
  passed_over.set(database, numbers);
}

export const databaseOf = (account: string): string => `alongside-${account}`;

/** `ends` are those who wait for a transaction of it. */
interface Connection {
  database: Promise<IDBPDatabase<Schema>>;
  ends: Set<(failure: DOMException) => void>;
}

export class Store {
  #connection: Connection | null = null;
  #closed = false;

  constructor(readonly name: string) {}

  async progress(): Promise<Progress> {
    return this.read(progressIn);
  }

  async outbox(): Promise<OutboxEntry[]> {
    return this.read(outboxIn);
  }

  /** Both as they stood at one moment. */
  async state(): Promise<[Progress, OutboxEntry[]]> {
    return this.read((tx) => Promise.all([progressIn(tx), outboxIn(tx)]));
  }

  async rows(stream: number): Promise<ServerRow[]> {
    return this.read((tx) =>
      tx.objectStore('rows').getAll(IDBKeyRange.bound([stream], [stream, []])),
    );
  }

  async rowsAt(keys: RowKey[]): Promise<(ServerRow | undefined)[]> {
    return this.read((tx) => Promise.all(keys.map((key) => tx.objectStore('rows').get(key))));
  }

  /** Gives out n inside the same transaction; the numbers of one phone are never used twice. */
  async enqueue(mutation: Frozen): Promise<OutboxEntry> {
    return (await this.enqueueAll([mutation]))[0]!;
  }

  /** All of them, or none. */
  async enqueueAll(mutations: Frozen[]): Promise<OutboxEntry[]> {
    return this.write(async (tx) => {
      const entries: OutboxEntry[] = [];
      for (const each of mutations) entries.push(await enqueueIn(tx, each));
      return entries;
    });
  }

  async setProgress(change: Partial<Progress>): Promise<Progress> {
    return this.write(async (tx) => {
      const progress = { ...(await progressIn(tx)), ...change };
      quietly(tx.objectStore('progress').put(progress, 'progress'));
      return progress;
    });
  }

  /**
   * Reads what is kept, decides, and writes rows, cursor and outbox: all of it or nothing.
   * `touched` are rows to read first.
   */
  async apply(touched: RowKey[], decide: (kept: LocalState) => Effect): Promise<Effect> {
    return this.write(async (tx) => {
      const [progress, outbox] = await Promise.all([progressIn(tx), outboxIn(tx)]);
      const place = tx.objectStore(progress.staging ? 'staged' : 'rows');
      const rows = await Promise.all(touched.map((key) => place.get(key)));
      const before = new Map(
        rows.flatMap((row) => (row ? [[`${row.stream}/${row.record}`, row] as const] : [])),
      );
      const effect = decide({
        progress,
        outbox,
        row: (stream, record) => before.get(`${stream}/${record}`),
      });
      await writeEffect(tx, outbox, effect);
      return effect;
    });
  }

  /**
   * Leaves nothing but what was not sent, out of the app's reach until the same account opens
   * again. Returns how many entries that is.
   */
  async seal(): Promise<number> {
    return this.write(async (tx) => {
      const outbox = await outboxIn(tx);
      const unsent = outbox.filter(isUnsent);
      writeOutbox(tx, outbox, unsent);
      for (const name of STORES) if (name !== 'outbox') quietly(tx.objectStore(name).clear());
      return unsent.length;
    });
  }

  /** After `close`. Other tabs' handles close themselves when they hear of it. */
  async destroy(): Promise<void> {
    await deleteDB(this.name);
  }

  async close(): Promise<void> {
    this.#closed = true;
    (await this.#connection?.database)?.close();
    this.#connection = null;
  }

  /** All of it at one moment. */
  async read<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#run('readonly', work);
  }

  /** All of it or nothing. */
  async write<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#run('readwrite', work);
  }

  /**
   * A phone may cut the connection in the background: open it again and try once more. Its
   * transaction did not commit. Where that is no help either, perhaps one value cannot be read.
   */
  async #run<T>(mode: 'readonly' | 'readwrite', work: (tx: Writing) => Promise<T>): Promise<T> {
    const connection = this.#open();
    const once = (): Promise<T> => transact(this.#open(), mode, work);
    try {
      return await once();
    } catch (failure) {
      if (this.#closed) throw new Closed();
      const name = failure instanceof DOMException ? failure.name : '';
      if (LOST.has(name) && this.#connection === connection) this.#connection = null;
      if (LOST.has(name)) return once().catch((again: unknown) => this.#heal(again).then(once));
      if (UNREADABLE.has(name)) return this.#heal(failure).then(once);
      throw failure;
    }
  }

  /** Throws the failure where there is nothing to heal. */
  async #heal(failure: unknown): Promise<void> {
    const { heal } = await import('./lazy/heal').catch(() => Promise.reject(failure));
    if (!(await heal(await this.#open().database))) throw failure;
  }

  #open(): Connection {
    if (this.#closed) throw new Closed();
    if (this.#connection) return this.#connection;
    const ends: Connection['ends'] = new Set();
    const forget = (): void => void (this.#connection === opened && (this.#connection = null));
    // A browser that takes the database away may leave a transaction without any answer.
    const terminated = (): void => {
      forget();
      for (const end of ends)
        end(new DOMException('the browser closed the database', 'AbortError'));
    };
    const opened: Connection = { database: openDatabase(this.name, forget, terminated), ends };
    opened.database.catch(forget);
    return (this.#connection = opened);
  }
}

async function transact<T>(
  { database, ends }: Connection,
  mode: 'readonly' | 'readwrite',
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const tx = (await database).transaction(STORES, mode, {
    durability: mode === 'readwrite' ? 'strict' : 'default',
  }) as Writing;
  tx.done.catch(() => undefined);
  let end: (failure: DOMException) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => ends.add((end = reject)));
  try {
    return await Promise.race([through(tx, work), ended]);
  } catch (failure) {
    abort(tx);
    throw failure;
  } finally {
    ends.delete(end);
  }
}

async function through<T>(tx: Writing, work: (tx: Writing) => Promise<T>): Promise<T> {
  const value = await work(tx);
  await tx.done;
  return value;
}

/** What an earlier version wrote lacks what this one added. */
export async function progressIn(tx: Writing): Promise<Progress> {
  return { ...UNREAD, ...(await tx.objectStore('progress').get('progress')) };
}

/** In the order of n, without what cannot be read. */
export async function outboxIn(tx: Writing): Promise<OutboxEntry[]> {
  const outbox = tx.objectStore('outbox');
  const ends = [...(passed_over.get(tx.db) ?? []), Infinity];
  const read = await Promise.all(
    ends.map((end, at) => outbox.getAll(IDBKeyRange.bound(ends[at - 1] ?? 0, end, true, true))),
  );
  return read.flat();
}

export async function enqueueIn(tx: Writing, mutation: Frozen): Promise<OutboxEntry> {
  const entry = { mutation, result: null };
  const n = await tx.objectStore('outbox').add(entry as unknown as OutboxEntry);
  return { ...entry, n };
}

export async function writeEffect(
  tx: Writing,
  outbox: OutboxEntry[],
  effect: Effect,
): Promise<void> {
  const place = tx.objectStore(effect.into);
  writeOutbox(tx, outbox, effect.outbox);
  for (const key of effect.gone) quietly(place.delete(key));
  for (const row of effect.rows) quietly(place.put(row));
  for (const logged of effect.logged) quietly(tx.objectStore('logged').put(logged));
  for (const record of effect.erased.keys()) {
    await forget(tx, record);
    if (effect.into === 'staged')
      for (const { id } of effect.progress.streams)
        quietly(tx.objectStore('rows').delete([id, record]));
  }
  if (effect.streams) await sweep(tx, effect.streams);
  if (effect.anew) quietly(tx.objectStore('staged').clear());
  quietly(tx.objectStore('progress').put(effect.progress, 'progress'));
}

export function writeOutbox(tx: Writing, before: OutboxEntry[], after: OutboxEntry[]): void {
  const left = new Set(after.map(({ n }) => n));
  for (const { n } of before) if (!left.has(n)) quietly(tx.objectStore('outbox').delete(n));
  for (const entry of after)
    if (!before.includes(entry)) quietly(tx.objectStore('outbox').put(entry));
}

/** Of an erased record only the erase itself is ever offered again. */
export async function forget(tx: Writing, record: string): Promise<void> {
  for (
    let at = await tx.objectStore('logged').index('record').openCursor(record);
    at;
    at = await at.continue()
  ) {
    if (at.value.mutation.op !== 'erase') quietly(at.delete());
  }
}

async function sweep(tx: Writing, streams: Set<number>): Promise<void> {
  for (const name of ['rows', 'staged'] as const) {
    for (let at = await tx.objectStore(name).openKeyCursor(); at; at = await at.continue()) {
      if (!streams.has(at.key[0])) quietly(tx.objectStore(name).delete(at.key));
    }
  }
}

/** A request that fails ends its transaction, and the transaction's own promise tells of it. */
export function quietly(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

function abort(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It had ended already.
  }
}
