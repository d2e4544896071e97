/** Push and pull until nothing waits and nothing more is to be read. The only code that talks to `/api/sync`. */

import { isUnsent, type OutboxEntry } from './device';
import { ruleOf } from './entities';
import { take, type Effect } from './page';
import { isStrict } from './register';
import type { Store } from './store';
import { PROTOCOL, SCHEMA, type SyncAnswer, type SyncRequest } from './wire';

/** Throws Problem for a refusal and Unreachable where no server answered. */
export type Send = (request: SyncRequest) => Promise<SyncAnswer>;

/** Published limits are 200 mutations and 512 KiB compressed a request; half of that, uncompressed, passes any phone line. */
const MUTATIONS_A_REQUEST = 200;
const CHARACTERS_A_REQUEST = 256 * 1024;

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
    if (effect.progress.cursor === null) offered.clear();
    onPage(effect);
    more = answer.more || effect.progress.cursor === null || effect.outbox.some((entry) => isUnsent(entry) && !offered.has(entry.mutation.id));
  }
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
