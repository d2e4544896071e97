/**
 * Values that the browser cannot read any more: it keeps large ones in files of their own, and
 * loses some. One would end every reading of its store. What a server has is let go and read anew;
 * what waits to be sent is passed over, and stays.
 */

import type { IDBPDatabase } from 'idb';
import { staging } from '../device';
import { STORES, type Schema, type StoreName } from '../layout';
import { passOver, progressIn, quietly, type Writing } from '../store';

/** False where everything can be read. */
export async function heal(database: IDBPDatabase<Schema>): Promise<boolean> {
  const lost = await unreadable(database);
  passOver(database, (lost.get('outbox') ?? []) as number[]);
  const tx = database.transaction(STORES, 'readwrite', { durability: 'strict' }) as Writing;
  for (const [name, keys] of lost)
    if (name !== 'outbox')
      for (const key of keys) quietly(tx.objectStore(name).delete(key as never));
  if (lost.has('rows') || lost.has('staged')) {
    quietly(tx.objectStore('staged').clear());
    const progress = await progressIn(tx);
    quietly(
      tx
        .objectStore('progress')
        .put({ ...progress, staging: staging(progress.streams) }, 'progress'),
    );
  }
  await tx.done;
  return lost.size > 0;
}

/** Keys by store. */
async function unreadable(database: IDBPDatabase<Schema>): Promise<Map<StoreName, IDBValidKey[]>> {
  const found = new Map<StoreName, IDBValidKey[]>();
  for (const name of STORES) {
    if (await reads(database.getAll(name))) continue;
    for (const key of await database.getAllKeys(name)) {
      if (!(await reads(database.get(name, key as never))))
        found.set(name, [...(found.get(name) ?? []), key]);
    }
  }
  return found;
}

async function reads(reading: Promise<unknown>): Promise<boolean> {
  return reading.then(() => true, () => false); // prettier-ignore
}
