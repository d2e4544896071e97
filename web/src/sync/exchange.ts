/** Push and pull until nothing waits and nothing more is to be read. The only code that talks to `/api/sync`. */

import { isUnsent, type OutboxEntry, type RowKey } from './device';
import { isWhole, type Digest } from './digest';
import { ruleOf } from './entities';
import { erasedBy } from './erased';
import { readAnew, take, type Effect, type Times } from './page';
import { placesOf } from './places';
import { isStrict } from './register';
import { progressIn, type Store } from './store';
import { PROTOCOL, SCHEMA, type SyncAnswer, type SyncRequest } from './wire';

export { send } from './send';

/** Throws Problem for a refusal and Unreachable where no server answered. */
export type Send = (request: SyncRequest) => Promise<SyncAnswer>;

export interface Wiring {
  send: Send;
  now: () => number;
  /** Hears of every page after it is on disk. */
  onPage: (effect: Effect) => void;
  /** All rows changed at once. */
  onReading: () => Promise<void>;
  /** This phone's count is known under other mutations: asks for a new device, and returns it. */
  fork: () => Promise<number>;
}

/** Published limits are 200 mutations and 512 KiB compressed a request; half of that, uncompressed, passes any phone line. */
const MUTATIONS_A_REQUEST = 200;
const CHARACTERS_A_REQUEST = 256 * 1024;

/** A fault that reading anew does not mend would otherwise cost a whole reading at every sync; doubled each time, up to four days. */
const MEND_FIRST_MS = 6 * 3600 * 1000;
const MENDS_DOUBLED = 4;

/** Answered mutations that lie open until they are worth a pack, and how often old ones are looked for. */
const WORTH_A_PACK = 64;
const PRUNE_EVERY_MS = 24 * 3600 * 1000;

/** `device` is the session's own, where no server has named another since. */
export async function exchange(store: Store, device: number, wiring: Wiring): Promise<void> {
  const offered = new Set<string>();
  let forked = false;
  for (let more = true; more; ) {
    const [progress, outbox] = await store.state();
    const unsent = outbox.filter(isUnsent);
    const lost = progress.offering ? await (await import('./rare/log')).toOffer(store, outbox, wiring.now()) : [];
    const { cursor } = progress.staging ?? progress;
    const batch = batchOf([...lost, ...unsent].filter(({ mutation }) => !offered.has(mutation.id)));
    const sent = wiring.now();
    const answer = await wiring.send({
      device: progress.device ?? device,
      sent_at: sent,
      protocol: PROTOCOL,
      schema: SCHEMA,
      epoch: progress.epoch,
      waiting: unsent.length,
      mutations: batch.map(({ n, mutation, acknowledged }) => ({ ...mutation, n, ...(acknowledged && { acknowledged }) })),
      cursor,
    });
    if (answer.device_forked) {
      if (forked) throw new Error('forked again');
      forked = true;
      wiring.onPage(await becomeDevice(store, await wiring.fork()));
      offered.clear();
      continue;
    }
    for (const { mutation } of batch) offered.add(mutation.id);
    const effect = await receive(store, answer, batch, { sent, received: wiring.now() }, cursor);
    wiring.onPage(effect);
    if (progress.offering && !effect.anew) await (await import('./rare/log')).offeredAgain(store, answer.results ?? []);
    const mending = effect.progress.staging || answer.more ? null : await mend(store, answer.digests ?? {}, wiring.now());
    if (mending) wiring.onPage(mending);
    if (effect.anew) offered.clear();
    const waits = [...lost, ...effect.outbox.filter(isUnsent)].some(({ mutation }) => !offered.has(mutation.id));
    const { staging } = effect.progress;
    more = answer.more || effect.anew || mending !== null || waits || staging?.whole === false;
    if (!more && staging) {
      more = !(await (await import('./rare/reading')).finish(store, wiring.now()));
      await wiring.onReading();
    }
  }
  await keepLog(store, wiring.now());
}

/** Puts an answer on disk; `batch` and `cursor` are what it is the answer to. */
export async function receive(store: Store, answer: SyncAnswer, batch: OutboxEntry[], now: Times, cursor?: string | null): Promise<Effect> {
  const pushed = batch.map(({ n, mutation }) => ({ ...mutation, n }));
  const erased = erasedBy(answer, pushed);
  if (erased.size) await (await import('./rare/log')).loosen(store, [...erased.keys()]);
  const { streams, staging } = await store.progress();
  const at = [
    ...(answer.changes ?? []).flatMap(({ stream, rows }) => rows.map((row): RowKey => [stream, row[0]])),
    ...pushed.flatMap(({ stream, record }): RowKey[] => (stream === null ? [] : [[stream, record]])),
  ];
  const all = answer.streams ?? staging?.streams ?? streams;
  const touched = at.flatMap(([stream, record]) => placesOf(stream, all).map((place): RowKey => [place, record]));
  return store.apply(touched, (kept) => {
    const reading = kept.progress.staging ?? kept.progress;
    // Where everything began to be read anew meanwhile, the page is of the reading before: only what became of the push counts.
    return take(cursor === undefined || reading.cursor === cursor ? answer : withoutPage(answer, reading.cursor), kept, now, erased);
  });
}

function withoutPage({ results, server_time, epoch }: SyncAnswer, cursor: string | null): SyncAnswer {
  return { results, server_time, epoch, cursor, more: true } as SyncAnswer;
}

/** Another device's cursor is worthless, and its numbers are not this one's: the rows are read anew, the outbox stays as it is. */
export async function becomeDevice(store: Store, device: number): Promise<Effect> {
  return store.apply([], ({ progress, outbox }) => readAnew({ ...progress, device }, outbox));
}

/** Where a stream that was read to its end is not what the server says it is: begins a whole new reading. */
async function mend(store: Store, digests: Record<string, Digest>, now: number): Promise<Effect | null> {
  const { mended_at, mends } = await store.progress();
  const pause = MEND_FIRST_MS * 2 ** Math.min(mends, MENDS_DOUBLED);
  if (mended_at !== null && now - mended_at < pause) return null;
  for (const [stream, digest] of Object.entries(digests)) {
    if (isWhole(await store.rows(Number(stream)), digest)) continue;
    return store.apply([], ({ progress, outbox }) => readAnew({ ...progress, mended_at: now, mends: progress.mends + 1 }, outbox));
  }
  return null;
}

async function keepLog(store: Store, now: number): Promise<void> {
  const [{ pruned_at, offering }, open] = await store.read((tx) => Promise.all([progressIn(tx), tx.objectStore('logged').count()]));
  if (!offering && (open >= WORTH_A_PACK || now - pruned_at > PRUNE_EVERY_MS)) await (await import('./rare/log')).pack(store, now);
}

/**
 * Pausing and muting go first, then stopping to share and what else is strict, each with what was written on the same record before;
 * the rest in the order it was written.
 */
export function batchOf(unsent: OutboxEntry[]): OutboxEntry[] {
  const batch: OutboxEntry[] = [];
  let characters = 0;
  for (const entry of new Set([...withBefore(unsent, mutes), ...withBefore(unsent, isUrgent), ...unsent])) {
    characters += JSON.stringify(entry.mutation).length;
    if (batch.length && (batch.length === MUTATIONS_A_REQUEST || characters > CHARACTERS_A_REQUEST)) break;
    batch.push(entry);
  }
  return batch;
}

function withBefore(unsent: OutboxEntry[], isWanted: (entry: OutboxEntry) => boolean): OutboxEntry[] {
  const last = new Map<string, number>();
  for (const { n, mutation } of unsent.filter(isWanted)) last.set(mutation.record, Math.max(n, last.get(mutation.record) ?? n));
  return unsent.filter(({ n, mutation }) => n <= (last.get(mutation.record) ?? -Infinity));
}

function mutes(entry: OutboxEntry): boolean {
  return entry.mutation.entity === 'notification_settings' && isUrgent(entry);
}

function isUrgent({ mutation }: OutboxEntry): boolean {
  return mutation.op === 'erase' || Object.keys(mutation.set).some((group) => isStrict(ruleOf(mutation.entity, group).rule));
}
