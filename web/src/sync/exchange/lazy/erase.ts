/**
 * An erase on this phone, before any network: one transaction takes the words from rows, outbox and
 * log, and leaves the erase itself.
 */

import { emptied } from '../../store/device';
import { wholeOf } from '../../records/entities';
import type { Frozen } from '../../outbox/mutation';
import { enqueueIn, outboxIn, quietly, type Store, type Writing } from '../../store/store';
import type { GroupValues } from '../../protocol/wire';
import { forgetAll, loosen } from './acknowledged_log';

const REFUSED = 'refused_write';

export async function erase(store: Store, mutation: Frozen): Promise<void> {
  for (let done = false; !done;) {
    const records = [...(await store.read((tx) => recordsOf(tx, mutation.record)))];
    await loosen(store, records);
    done = await store.write((tx) => eraseIn(tx, mutation));
  }
}

/** False where another tab packed some of it meanwhile: take it apart first. */
async function eraseIn(tx: Writing, mutation: Frozen): Promise<boolean> {
  const records = await recordsOf(tx, mutation.record);
  if (!(await forgetAll(tx, [...records]))) return false;
  for (const { n, mutation } of await outboxIn(tx))
    if (records.has(mutation.record)) quietly(tx.objectStore('outbox').delete(n));
  for (const name of ['rows', 'staged'] as const) {
    // The record itself stays hidden by its erase; nothing else hides its parts.
    const rows = (await tx.objectStore(name).getAll()).filter(({ record }) => records.has(record));
    for (const row of rows)
      quietly(
        tx
          .objectStore(name)
          .put(emptied(row, row.record === mutation.record ? row.state : 'erased')),
      );
  }
  await enqueueIn(tx, mutation);
  return true;
}

/** The record, its parts, and what was refused of it. */
async function recordsOf(tx: Writing, whole: string): Promise<Set<string>> {
  const isPart = (entity: string, groups: GroupValues): boolean =>
    wholeOf(entity, groups) === whole ||
    (entity === REFUSED && groups['what']?.['record'] === whole);
  const rows = (await tx.objectStore('rows').getAll()).filter(({ entity, body }) =>
    isPart(entity, body),
  );
  const written = (await outboxIn(tx)).filter(({ mutation }) =>
    isPart(mutation.entity, mutation.set),
  );
  return new Set([
    whole,
    ...rows.map(({ record }) => record),
    ...written.map(({ mutation }) => mutation.record),
  ]);
}
