/**
 * What one answer of the server does to what the phone keeps. Pure; the store applies it in one
 * transaction.
 */

import { emptied, isRefused, outcomeOf, rowOf, staging } from '../store/device';
import type { Logged, OutboxEntry, Progress, Reading, RowKey, Staging } from '../store/device';
import { isErased, withParts } from './erased';
import type { Effect, Erased, LocalState, RowBefore } from '../store/effect';
import { hasArrived } from '../overlay/overlay';
import { Places } from './places';
import type { Result, StreamInfo, SyncAnswer } from '../protocol/wire';

/** This phone's clock around a request, ms. */
export interface Times {
  sent: number;
  received: number;
}

/** `erased` are the records that the answer says are gone for ever. */
export function applyAnswer(
  answer: SyncAnswer,
  kept: LocalState,
  now: Times,
  erased: Erased = new Map(),
): Effect {
  const offset = answer.server_time - Math.round((now.sent + now.received) / 2);
  const seen: Progress = { ...kept.progress, epoch: answer.epoch, offset };
  if (kept.progress.epoch !== null && kept.progress.epoch !== answer.epoch) {
    return readAnew({ ...seen, offering: 'unpack' }, kept.outbox.map(asLost));
  }
  const results = new Map((answer.results ?? []).map((result) => [result.id, result]));
  const outbox = kept.outbox.map((entry) => {
    const result = results.get(entry.mutation.id);
    return result ? answered(entry, result) : entry;
  });
  const fresh = outbox.filter(({ mutation }) => results.has(mutation.id));
  const everywhere = withParts(erased, outbox);
  const before = kept.progress.staging ?? kept.progress;
  const streams = streamsOf(before, answer);
  const places = placed(answer, new Places(kept.row, streams, before.leaving), outbox, everywhere);
  const reading: Reading = {
    cursor: answer.cursor,
    reached: { ...before.reached, ...answer.reached },
    streams,
    remaining: answer.more ? (answer.streams ?? before.remaining) : null,
    leaving: places.leaving,
  };
  const may_read =
    (answer.streams ?? before.remaining) && !answer.more
      ? new Set(streams.map(({ id }) => id))
      : null;
  const effect: Effect = {
    progress: progressed(seen, reading, answer, now.received, places, kept.row),
    into: kept.progress.staging ? 'staged' : 'rows',
    rows: places.rows,
    gone: places.gone,
    outbox: leftOf(outbox, everywhere, reading, may_read, kept.progress.staging !== null),
    logged: fresh.flatMap((entry) => loggedOf(entry, everywhere, now.received)),
    erased: everywhere,
    streams: may_read,
    anew: false,
  };
  // An erase that was refused: what this phone let go at once is to come back.
  if (
    !fresh.some(
      (entry) => entry.mutation.op === 'erase' && isRefused(entry) && !isErased(entry, everywhere),
    )
  )
    return effect;
  return {
    ...effect,
    progress: { ...effect.progress, staging: staging(seen.streams) },
    anew: true,
  };
}

function answered({ failed: _, ...entry }: OutboxEntry, result: Result): OutboxEntry {
  return { ...entry, result };
}

/** Every cursor is worthless: read from the start, beside what is shown. */
export function readAnew(progress: Progress, outbox: OutboxEntry[], broken = 0): Effect {
  return {
    ...outboxAlone({ progress, outbox }, outbox),
    progress: { ...progress, staging: staging(progress.streams, broken) },
    anew: true,
  };
}

/** No row and no cursor changes. */
export function outboxAlone(
  { progress }: Pick<LocalState, 'progress' | 'outbox'>,
  outbox: OutboxEntry[],
): Effect {
  return {
    progress,
    outbox,
    into: 'staged',
    rows: [],
    gone: [],
    logged: [],
    erased: new Map(),
    streams: null,
    anew: false,
  };
}

/**
 * The server was restored: what it answered is offered again, with the key that it was answered
 * with.
 */
function asLost(entry: OutboxEntry): OutboxEntry {
  const acknowledged = acknowledgedOf(entry);
  return { ...entry, result: null, ...(acknowledged && { acknowledged }) };
}

function acknowledgedOf(entry: OutboxEntry): OutboxEntry['acknowledged'] {
  const { result } = entry;
  if (!result?.key || isRefused(entry) || result.outcome === 'deferred') return entry.acknowledged;
  return { key: result.key, rank: result.rank ?? 0, ...(result.seal && { seal: result.seal }) };
}

function loggedOf(entry: OutboxEntry, erased: Erased, at: number): Logged[] {
  const { n, mutation, result } = entry;
  const isOver =
    result?.outcome !== 'deferred' &&
    outcomeOf(result) !== 'gone' &&
    (mutation.op === 'erase' || !erased.has(mutation.record));
  const logged = {
    id: mutation.id,
    n,
    record: mutation.record,
    mutation,
    acknowledged: acknowledgedOf(entry) ?? null,
    at,
    again: false,
  };
  return isOver ? [logged] : [];
}

/** New streams are there with the first page, lost ones go with the last. */
function streamsOf({ streams, remaining }: Reading, answer: SyncAnswer): StreamInfo[] {
  const now = answer.streams ?? remaining;
  if (!now || !answer.more) return now ?? streams;
  return [...now, ...streams.filter(({ id }) => !now.some((stream) => stream.id === id))];
}

function placed(answer: SyncAnswer, places: Places, outbox: OutboxEntry[], erased: Erased): Places {
  const erasing = new Set(
    outbox
      .filter((entry) => entry.mutation.op === 'erase' && !isRefused(entry))
      .map(({ mutation }) => mutation.record),
  );
  for (const { stream, rows } of answer.changes ?? []) {
    for (const change of rows) {
      const row = rowOf(stream, change);
      if (row.state === 'hidden') places.leave([stream, row.record]);
      else if (erasing.has(row.record)) places.put(emptied(row));
      // A removed row travels without its words; the phone keeps its own copy, so that undo shows
      // them at once.
      else
        places.put(
          row.state === 'removed'
            ? { ...row, body: places.of(stream, row.record)?.body ?? {} }
            : row,
        );
    }
  }
  // What is gone is remembered without a word, so that a singleton begins anew instead.
  for (const { stream, record, entity } of erased.values()) {
    if (stream === null) continue;
    const row = places.of(stream, record) ?? {
      stream,
      record,
      seq: 0,
      entity,
      state: 'erased',
      heads: {},
      body: {},
      kept: null,
    };
    places.put(emptied(row, 'erased'));
  }
  if (!answer.more) places.settle();
  return places;
}

function progressed(
  seen: Progress,
  reading: Reading,
  answer: SyncAnswer,
  received: number,
  places: Places,
  before: RowBefore,
): Progress {
  const finished = { last_sync: answer.more ? seen.last_sync : received, session: 'open' as const };
  const { staging } = seen;
  if (staging)
    return {
      ...seen,
      ...finished,
      staging: { ...staging, ...reading, whole: !answer.more, digests: digestsOf(staging, answer) },
    };
  const changed = [
    ...places.rows.map(({ stream, record }): RowKey => [stream, record]),
    ...places.gone,
  ];
  const found = changed.filter((key) => before(...key)?.absent === 'asked').length;
  return { ...seen, ...reading, ...finished, doubtful: seen.doubtful - found };
}

/** What was said of a stream holds until more of it comes. */
function digestsOf({ digests }: Staging, answer: SyncAnswer): Staging['digests'] {
  const touched = new Set([
    ...Object.keys(answer.reached ?? {}),
    ...(answer.changes ?? []).map(({ stream }) => String(stream)),
  ]);
  return {
    ...Object.fromEntries(Object.entries(digests).filter(([stream]) => !touched.has(stream))),
    ...answer.digests,
  };
}

/**
 * A mutation goes when reading has passed what became of it: its record or, refused, its words
 * among the refused writes. What was answered of a stream that is gone goes with the stream. While
 * a new reading is beside the rows, it is laid on those and stays.
 */
function leftOf(
  outbox: OutboxEntry[],
  erased: Erased,
  { reached }: Reading,
  streams: Set<number> | null,
  is_staging: boolean,
): OutboxEntry[] {
  return outbox.filter((entry) => {
    const { result } = entry;
    const isGone =
      isErased(entry, erased) ||
      (result?.stream != null && streams !== null && !streams.has(result.stream));
    return !isGone && (is_staging || !hasArrived(entry, reached));
  });
}
