/**
 * Push and pull until nothing waits and nothing more is to be read. The only code that talks to
 * `/api/sync`.
 */

import { Problem, Unreachable } from '../../session/info';
import { isUnsent, outcomeOf, type OutboxEntry, type Progress } from '../store/device';
import { legible } from './legible';
import { batchOf, ready, smallBatchOf } from './outgoing';
import { Pace } from './pace';
import { readAnew } from './apply_answer';
import type { Effect } from '../store/effect';
import type { Apart } from './lazy/bisect';
import { becomeDevice, mend, receive, withoutPage } from './receive';
import { Faulted, TooLong } from './send';
import { progressIn, type Store } from '../store/store';
import { PROTOCOL, SCHEMA, type SyncAnswer, type SyncRequest } from '../protocol/wire';

export { becomeDevice, receive } from './receive';
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
  /** Hears of what could not be read or kept, and is no reason to stop. */
  onTrouble?: (failure: unknown) => void;
  /** The server has asked for patience: only what goes first, which it always takes. */
  only_first?: boolean;
  /** This phone's count is known under other mutations: asks for a new device, and returns it. */
  fork: () => Promise<number>;
}

/**
 * Answered mutations that lie open until they are worth a pack, and how often old ones are looked
 * for.
 */
const WORTH_A_PACK = 64;
const PRUNE_EVERY_MS = 24 * 3600 * 1000;

/**
 * Changes with each version of this code: what a server failed at is worth a try by a newer one.
 */
const APP = import.meta.url;

/** One sync, and what it has come to. */
interface Run {
  store: Store;
  device: number;
  wiring: Wiring;
  /** Mutations that are not to go again. */
  offered: Set<string>;
  /** Mutations that the server failed at. */
  aside: Set<string>;
  pace: Pace;
  /** Since the server has failed at a request. */
  apart: Apart | null;
  forked: boolean;
  /** What waited for another try has been let go at once. */
  tried: boolean;
  /** A cursor that the server could not read was given up. */
  begun: boolean;
  /** Why this phone could not write a page that came. */
  full: unknown;
}

/** What is asked for in one round trip. */
interface Asked {
  progress: Progress;
  /** Mutations that a restored server has lost. */
  lost: OutboxEntry[];
  batch: OutboxEntry[];
  request: SyncRequest;
}

/** `device` is the session's own, where no server has named another since. */
export async function exchange(store: Store, device: number, wiring: Wiring): Promise<void> {
  const run: Run = {
    store, device, wiring, pace: paceOf(store), offered: new Set(), aside: new Set(), apart: wiring.only_first ? await apart() : null, forked: false, tried: false, begun: false, full: null,
  }; // prettier-ignore
  while (await round(run));
  await keepLog(store, wiring.now()).catch((failure: unknown) => wiring.onTrouble?.(failure));
}

async function apart(): Promise<Apart> {
  return new (await import('./lazy/bisect')).Apart();
}

/** It is the line's, so it outlives a sync. */
function paceOf(store: Store): Pace {
  const pace = paces.get(store) ?? new Pace();
  paces.set(store, pace);
  return pace;
}

const paces = new WeakMap<Store, Pace>();

/** One request and what comes of it. False when nothing is left to do. */
async function round(run: Run): Promise<boolean> {
  const asked = await nextOf(run);
  if (run.wiring.only_first && !asked.batch.length) return false;
  const answer = await run.wiring
    .send(asked.request)
    .catch((failure: unknown) => failed(run, asked, failure));
  if (!answer) return true;
  run.pace.inTime();
  if (answer.device_forked) return forked(run);
  const { unread, ...told } = legible(answer);
  if (unread.length) run.wiring.onTrouble?.(new Error(`not read: ${unread.join(', ')}`));
  return heard(run, asked, told.answer);
}

async function nextOf({ store, device, wiring, ...run }: Run): Promise<Asked> {
  const now = wiring.now();
  const [progress, outbox] = await store.state();
  const unsent = outbox.filter(isUnsent);
  const lost = progress.offering
    ? await (await import('./lazy/acknowledged_log')).toOffer(store, outbox, now)
    : [];
  const open = openOf(run, [...lost, ...unsent], now);
  const batch = wiring.only_first
    ? smallBatchOf(open)
    : batchOf(open, Math.min(run.pace.most, run.apart?.most ?? Infinity));
  const request = run.pace.shaped({
    device: progress.device ?? device,
    sent_at: now,
    protocol: PROTOCOL,
    schema: SCHEMA,
    epoch: progress.epoch,
    waiting: unsent.length,
    mutations: batch.map(({ n, mutation, acknowledged }) => ({
      ...mutation,
      n,
      ...(acknowledged && { acknowledged }),
    })),
    cursor: (progress.staging ?? progress).cursor,
  });
  return { progress, lost, batch, request: run.apart?.shaped(request) ?? request };
}

/** What may go now of what is unsent. */
function openOf(
  { offered, aside }: Pick<Run, 'offered' | 'aside'>,
  unsent: OutboxEntry[],
  now: number,
): OutboxEntry[] {
  const waits = ({ mutation, failed }: OutboxEntry): boolean =>
    aside.has(mutation.id) || (failed !== undefined && failed.app === APP && now < failed.until);
  return ready(unsent, waits).filter(({ mutation }) => !offered.has(mutation.id));
}

/**
 * Null where something smaller is to be tried. Throws the failure where it is not of the request.
 */
async function failed(run: Run, { request, batch }: Asked, failure: unknown): Promise<null> {
  const { store, wiring } = run;
  if (failure instanceof TooLong) run.pace.tooLong(request);
  const is_unread = failure instanceof Problem && failure.status === 400;
  if (!is_unread && !(failure instanceof Faulted)) throw failure;
  run.apart ??= await apart();
  const alone = await run.apart.failed(failure, request, batch, wiring.send);
  if (alone) {
    run.aside.add(alone.mutation.id);
    wiring.onPage(await (await import('./lazy/failing')).setAside(store, alone, wiring.now(), APP));
  } else if (is_unread && !batch.length && !run.begun) {
    run.begun = true;
    wiring.onPage(await store.apply([], ({ progress, outbox }) => readAnew(progress, outbox)));
  }
  return null;
}

/** True: everything goes again, as of the new device. */
async function forked(run: Run): Promise<true> {
  if (run.forked) throw new Error('forked again');
  run.forked = true;
  run.wiring.onPage(await becomeDevice(run.store, await run.wiring.fork()));
  run.offered.clear();
  return true;
}

/** Puts an answer on disk. False when nothing is left to do. */
async function heard(
  run: Run,
  { progress, lost, batch, request }: Asked,
  answer: SyncAnswer,
): Promise<boolean> {
  const { store, wiring } = run;
  run.apart?.took(batch);
  offer(run, batch, answer);
  const effect = await kept(run, { progress, lost, batch, request }, answer);
  if (effect) wiring.onPage(effect);
  if (!effect || run.full) return pushOn(run);
  if (effect.anew) run.offered.clear();
  else if (progress.offering)
    await (await import('./lazy/acknowledged_log')).offeredAgain(store, answer.results ?? []);
  if (batch.some((entry) => entry.failed)) await tryAll(run);
  // The page of a push that went apart was not asked for: a pull is still to come.
  if (run.apart && batch.length) return true;
  const { staging } = effect.progress;
  const mending =
    staging || answer.more ? null : await mend(store, answer.digests ?? {}, wiring.now());
  if (mending) wiring.onPage(mending);
  if (effect.anew || mending) return true;
  if (answer.more || staging?.whole === false) return movedOn(request, answer);
  if (openOf(run, [...lost, ...effect.outbox.filter(isUnsent)], wiring.now()).length) return true;
  if (hasLost(progress, effect.progress)) return true;
  return staging !== null && !(await finished(run));
}

/**
 * A stream is gone. It may have been granted anew since: then the next answer tells of it as new.
 */
function hasLost(before: Progress, after: Progress): boolean {
  const kept = new Set((after.staging ?? after).streams.map(({ id }) => id));
  return (before.staging ?? before).streams.some(({ id }) => !kept.has(id));
}

/**
 * The answer on disk. Where there is no room for its page, what became of the push; null where not
 * for that either.
 */
async function kept(
  run: Run,
  { progress, batch, request }: Asked,
  answer: SyncAnswer,
): Promise<Effect | null> {
  const times = { sent: request.sent_at, received: run.wiring.now() };
  try {
    return await receive(run.store, answer, batch, times, request.cursor);
  } catch (failure) {
    if (!(failure instanceof DOMException && batch.length)) throw failure;
    run.full = failure;
    const { cursor } = progress.staging ?? progress;
    return receive(run.store, withoutPage(answer, cursor), batch, times, cursor).catch(() => null);
  }
}

/**
 * What cannot be written here can be sent all the same. Throws why it could not be written when all
 * has gone.
 */
async function pushOn(run: Run): Promise<true> {
  if (openOf(run, (await run.store.outbox()).filter(isUnsent), run.wiring.now()).length)
    return true;
  throw run.full;
}

/** True. Throws Unreachable where the server promises more and does not go on. */
function movedOn({ cursor, mutations }: SyncRequest, answer: SyncAnswer): true {
  if (answer.cursor === cursor && !mutations.length) throw new Unreachable('the same page again');
  return true;
}

/**
 * Where anything moved, what was put off goes again at once; where nothing did, at the next sync.
 */
function offer({ offered }: Run, batch: OutboxEntry[], { results = [] }: SyncAnswer): void {
  const put_off = new Set(
    results.filter((result) => outcomeOf(result) === 'deferred').map(({ id }) => id),
  );
  const is_put_off = ({ mutation }: OutboxEntry): boolean => put_off.has(mutation.id);
  const stuck = batch.every(is_put_off);
  for (const entry of batch) if (stuck || !is_put_off(entry)) offered.add(entry.mutation.id);
}

/** One got through that the server had failed at. */
async function tryAll(run: Run): Promise<void> {
  if (!run.tried) run.wiring.onPage(await (await import('./lazy/failing')).tryAll(run.store));
  run.tried = true;
}

async function finished({ store, wiring }: Run): Promise<boolean> {
  const is_whole = await (await import('./lazy/resync')).finish(store, wiring.now());
  await wiring.onReading();
  return is_whole;
}

async function keepLog(store: Store, now: number): Promise<void> {
  const [{ pruned_at, offering }, open] = await store.read((tx) =>
    Promise.all([progressIn(tx), tx.objectStore('logged').count()]),
  );
  if (!offering && (open >= WORTH_A_PACK || now - pruned_at > PRUNE_EVERY_MS))
    await (await import('./lazy/acknowledged_log')).pack(store, now);
}
