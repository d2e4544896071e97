/** Push and pull until nothing waits and nothing more is to be read. The only code that talks to `/api/sync`. */

import { isUnsent, type OutboxEntry } from './device';
import { ruleOf } from './entities';
import { isWhole, type Digest } from './digest';
import { readAnew, take, type Effect } from './page';
import { isStrict } from './register';
import type { Store } from './store';
import { PROTOCOL, SCHEMA, type SyncAnswer, type SyncRequest } from './wire';

/** Throws Problem for a refusal and Unreachable where no server answered. */
export type Send = (request: SyncRequest) => Promise<SyncAnswer>;

/** Published limits are 200 mutations and 512 KiB compressed a request; half of that, uncompressed, passes any phone line. */
const MUTATIONS_A_REQUEST = 200;
const CHARACTERS_A_REQUEST = 256 * 1024;

/** A fault that reading anew does not mend would otherwise cost a whole reading at every sync. */
const MEND_EVERY_MS = 6 * 3600 * 1000;

/** `device` is the session's own. `onPage` hears of every page after it is on disk. */
export async function exchange(store: Store, send: Send, device: number, now: () => number, onPage: (effect: Effect) => void): Promise<void> {
  const offered = new Set<string>();
  for (let more = true; more; ) {
    const [progress, outbox] = await Promise.all([store.progress(), store.outbox()]);
    const unsent = outbox.filter(isUnsent);
    const batch = batchOf(unsent.filter(({ mutation }) => !offered.has(mutation.id)));
    for (const { mutation } of batch) offered.add(mutation.id);
    const sent = now();
    const answer = await send({
      device,
      sent_at: sent,
      protocol: PROTOCOL,
      schema: SCHEMA,
      epoch: progress.epoch,
      waiting: unsent.length,
      mutations: batch.map(({ n, mutation }) => ({ ...mutation, n })),
      cursor: progress.cursor,
    });
    const touched = (answer.changes ?? []).flatMap(({ stream, rows }) => rows.map((row): [number, string] => [stream, row[0]]));
    const received = now();
    const effect = await store.apply(touched, (kept) => take(answer, kept, { sent, received }));
    onPage(effect);
    const isAnew = effect.progress.cursor === null || (!answer.more && (await mend(store, answer.digests ?? {}, received)));
    if (isAnew) offered.clear();
    more = answer.more || isAnew || effect.outbox.some((entry) => isUnsent(entry) && !offered.has(entry.mutation.id));
  }
}

/** Where a stream that was read to its end is not what the server says it is: begin a whole new reading. */
async function mend(store: Store, digests: Record<string, Digest>, now: number): Promise<boolean> {
  const { mended_at } = await store.progress();
  if (mended_at !== null && now - mended_at < MEND_EVERY_MS) return false;
  for (const [stream, digest] of Object.entries(digests)) {
    if (isWhole(await store.rows(Number(stream)), digest)) continue;
    await store.apply([], (kept) => readAnew({ ...kept.progress, mended_at: now }, kept.outbox));
    return true;
  }
  return false;
}

/** Stopping to share, pausing and muting go first, with what they stand on; the rest in the order it was written. */
export function batchOf(unsent: OutboxEntry[]): OutboxEntry[] {
  const urgent = unsent.filter(isUrgent);
  const first = unsent.filter((entry) => urgent.some((one) => one.n >= entry.n && one.mutation.record === entry.mutation.record));
  const batch: OutboxEntry[] = [];
  let characters = 0;
  for (const entry of new Set([...first, ...unsent])) {
    characters += JSON.stringify(entry.mutation).length;
    if (batch.length && (batch.length === MUTATIONS_A_REQUEST || characters > CHARACTERS_A_REQUEST)) break;
    batch.push(entry);
  }
  return batch;
}

function isUrgent({ mutation }: OutboxEntry): boolean {
  return Object.keys(mutation.set).some((group) => isStrict(ruleOf(mutation.entity, group).rule));
}
