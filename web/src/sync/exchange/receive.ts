/** What an answer does to what the phone keeps: one transaction each. */

import type { OutboxEntry, RowKey } from '../store/device';
import { isWhole, type Digest } from './digest';
import { erasedBy } from './erased';
import { readAnew, applyAnswer, type Times } from './apply_answer';
import type { Effect } from '../store/effect';
import { placesOf } from './places';
import type { Store } from '../store/store';
import type { SyncAnswer } from '../protocol/wire';

/**
 * A fault that reading anew does not mend would otherwise cost a whole reading at every sync;
 * doubled each time, up to four days.
 */
const MEND_FIRST_MS = 6 * 3600 * 1000;
const MENDS_DOUBLED = 4;

/** Puts an answer on disk; `batch` and `cursor` are what it is the answer to. */
export async function receive(
  store: Store,
  answer: SyncAnswer,
  batch: OutboxEntry[],
  now: Times,
  cursor?: string | null,
): Promise<Effect> {
  const pushed = batch.map(({ n, mutation }) => ({ ...mutation, n }));
  const erased = erasedBy(answer, pushed);
  if (erased.size)
    await (await import('./lazy/acknowledged_log')).loosen(store, [...erased.keys()]);
  const { streams, staging } = await store.progress();
  const at = [
    ...(answer.changes ?? []).flatMap(({ stream, rows }) =>
      rows.map((row): RowKey => [stream, row[0]]),
    ),
    ...pushed.flatMap(({ stream, record }): RowKey[] =>
      stream === null ? [] : [[stream, record]],
    ),
  ];
  const all = answer.streams ?? staging?.streams ?? streams;
  const touched = at.flatMap(([stream, record]) =>
    placesOf(stream, all).map((place): RowKey => [place, record]),
  );
  return store.apply(touched, (kept) => {
    const reading = kept.progress.staging ?? kept.progress;
    // Where everything began to be read anew meanwhile, the page is of the reading before: only
    // what became of the push counts.
    return applyAnswer(
      cursor === undefined || reading.cursor === cursor
        ? answer
        : withoutPage(answer, reading.cursor),
      kept,
      now,
      erased,
    );
  });
}

/** Only what became of the push. */
export function withoutPage(
  { results, server_time, epoch }: SyncAnswer,
  cursor: string | null,
): SyncAnswer {
  return { results, server_time, epoch, cursor, more: true } as SyncAnswer;
}

/**
 * Another device's cursor is worthless, and its numbers are not this one's: the rows are read anew,
 * the outbox stays as it is.
 */
export async function becomeDevice(store: Store, device: number): Promise<Effect> {
  return store.apply([], ({ progress, outbox }) => readAnew({ ...progress, device }, outbox));
}

/**
 * Where a stream that was read to its end is not what the server says it is: begins a whole new
 * reading.
 */
export async function mend(
  store: Store,
  digests: Record<string, Digest>,
  now: number,
): Promise<Effect | null> {
  const { mended_at, mends } = await store.progress();
  const pause = MEND_FIRST_MS * 2 ** Math.min(mends, MENDS_DOUBLED);
  if (mended_at !== null && now - mended_at < pause) return null;
  for (const [stream, digest] of Object.entries(digests)) {
    if (isWhole(await store.rows(Number(stream)), digest)) continue;
    return store.apply([], ({ progress, outbox }) =>
      readAnew({ ...progress, mended_at: now, mends: progress.mends + 1 }, outbox),
    );
  }
  return null;
}
