/**
 * Answered mutations, kept for 30 days: a server that was restored from a backup has lost the
 * newest of them, and only the phones still know. They lie open until there are enough for a pack.
 */

import { outcomeOf, type Logged, type OutboxEntry } from '../../store/device';
import type { Pack } from '../../store/layout';
import { forget, progressIn, quietly, type Store, type Writing } from '../../store/store';
import type { Result } from '../../protocol/wire';

const KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * Packs what lies open and drops what is too old. Compressing takes its time, so an erase meanwhile
 * wins: the pack is then left.
 */
export async function pack(store: Store, now: number): Promise<void> {
  const open = await store.read((tx) => tx.objectStore('logged').getAll());
  const kept = open.filter(({ at }) => at > now - KEPT_MS).sort((a, b) => a.at - b.at || a.n - b.n);
  const packed = kept.length ? await compressed(JSON.stringify(kept)) : null;
  await store.write(async (tx) => {
    const logged = tx.objectStore('logged');
    const still = await logged.getAllKeys();
    if (open.some(({ id }) => !still.includes(id))) return;
    for (const { id } of open) quietly(logged.delete(id));
    const records = [...new Set(kept.map(({ record }) => record))];
    if (packed)
      quietly(tx.objectStore('packs').add({ records, until: kept.at(-1)!.at, packed } as Pack));
    await prune(tx, now);
    quietly(
      tx.objectStore('progress').put({ ...(await progressIn(tx)), pruned_at: now }, 'progress'),
    );
  });
}

async function prune(tx: Writing, now: number): Promise<void> {
  for (let at = await tx.objectStore('packs').openCursor(); at; at = await at.continue()) {
    if (at.value.until <= now - KEPT_MS) quietly(at.delete());
  }
}

/**
 * Takes the packs apart that hold mutations of these records (or, without any, all packs), so that
 * single ones can go.
 */
export async function loosen(store: Store, records: string[] | null): Promise<void> {
  const packs = await store.read((tx) => packsOf(tx, records));
  for (const each of packs) {
    const held = await unpacked(each);
    await store.write(async (tx) => {
      if (!(await tx.objectStore('packs').get(each.id))) return;
      quietly(tx.objectStore('packs').delete(each.id));
      for (const one of held) quietly(tx.objectStore('logged').put(one));
    });
  }
}

/** A pack that is broken is of no use to anyone, and stands in the way of the others. */
async function unpacked({ packed }: Pack): Promise<Logged[]> {
  try {
    return JSON.parse(await expanded(packed)) as Logged[];
  } catch (failure) {
    if (failure instanceof TypeError || failure instanceof SyntaxError) return [];
    throw failure;
  }
}

export async function packsOf(tx: Writing, records: string[] | null): Promise<Pack[]> {
  const packs = tx.objectStore('packs');
  if (!records) return packs.getAll();
  const found = await Promise.all(records.map((record) => packs.index('records').getAll(record)));
  return [...new Map(found.flat().map((each) => [each.id, each])).values()];
}

/** What is to be offered to a restored server, as the outbox holds it; `outbox` goes for itself. */
export async function toOffer(
  store: Store,
  outbox: OutboxEntry[],
  now: number,
): Promise<OutboxEntry[]> {
  const { offering } = await store.progress();
  if (offering === 'unpack') await layReady(store, now);
  const own = new Set(outbox.map(({ mutation }) => mutation.id));
  const lost = (await store.read((tx) => tx.objectStore('logged').getAll())).filter(
    ({ id, again }) => again && !own.has(id),
  );
  const entries = lost.map(({ n, mutation, acknowledged, failed }): OutboxEntry => ({
    n, mutation, result: null, ...(acknowledged && { acknowledged }), ...(failed && { failed }),
  })); // prettier-ignore
  return entries.sort((a, b) => a.n - b.n);
}

async function layReady(store: Store, now: number): Promise<void> {
  await loosen(store, null);
  await store.write(async (tx) => {
    for (const one of await tx.objectStore('logged').getAll()) {
      if (one.at <= now - KEPT_MS) quietly(tx.objectStore('logged').delete(one.id));
      else quietly(tx.objectStore('logged').put({ ...one, again: true }));
    }
    quietly(
      tx.objectStore('progress').put({ ...(await progressIn(tx)), offering: 'ready' }, 'progress'),
    );
  });
}

/**
 * What the restored server has answered is safe again; what it puts off is offered at the next
 * sync.
 */
export async function offeredAgain(store: Store, results: Result[]): Promise<void> {
  const answered = new Set(
    results.filter((result) => outcomeOf(result) !== 'deferred').map(({ id }) => id),
  );
  await store.write(async (tx) => {
    const logged = tx.objectStore('logged');
    let left = 0;
    for (const one of await logged.getAll()) {
      if (one.again && answered.has(one.id)) quietly(logged.put({ ...one, again: false }));
      else if (one.again) left += 1;
    }
    if (!left)
      quietly(
        tx.objectStore('progress').put({ ...(await progressIn(tx)), offering: null }, 'progress'),
      );
  });
}

/** In the transaction: false where a pack still holds something of these records. */
export async function forgetAll(tx: Writing, records: string[]): Promise<boolean> {
  if ((await packsOf(tx, records)).length) return false;
  for (const record of records) await forget(tx, record);
  return true;
}

async function compressed(text: string): Promise<Pack['packed']> {
  if (!('CompressionStream' in globalThis)) return text;
  return through(new TextEncoder().encode(text), new CompressionStream('gzip'));
}

async function expanded(packed: Pack['packed']): Promise<string> {
  if (typeof packed === 'string') return packed;
  return new TextDecoder().decode(await through(packed, new DecompressionStream('gzip')));
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(transform);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
