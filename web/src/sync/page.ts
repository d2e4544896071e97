/** What one answer of the server does to what the phone keeps. Pure; the store applies it in one transaction. */

import { rowOf, type OutboxEntry, type Progress, type ServerRow } from './device';
import { hasArrived } from './overlay';
import type { Result, StreamInfo, SyncAnswer } from './wire';

export interface Kept {
  progress: Progress;
  outbox: OutboxEntry[];
  /** A row as it was before this answer. */
  row: (stream: number, record: string) => ServerRow | undefined;
}

export interface Effect {
  progress: Progress;
  rows: ServerRow[];
  /** What is left of the outbox, with results. */
  outbox: OutboxEntry[];
  /** Set with the last page of a reading in which streams or rows may have gone: keep only these. */
  keep: { streams: Set<number>; reading: number } | null;
}

export function take(answer: SyncAnswer, kept: Kept, now: { sent: number; received: number }): Effect {
  const { progress } = kept;
  const seen = { ...progress, epoch: answer.epoch, offset: answer.server_time - Math.round((now.sent + now.received) / 2) };
  if (progress.epoch !== null && progress.epoch !== answer.epoch) return readAnew(seen, kept.outbox);
  const remaining = answer.streams ?? progress.remaining;
  const reached = { ...progress.reached, ...answer.reached };
  const rows = rowsOf(answer, kept);
  const keep = remaining && !answer.more ? { streams: new Set(remaining.map(({ id }) => id)), reading: progress.reading } : null;
  return {
    progress: {
      ...seen,
      cursor: answer.cursor,
      reached,
      streams: remaining ? joined(remaining, answer.more ? progress.streams : []) : progress.streams,
      remaining: answer.more ? remaining : null,
      last_sync: answer.more ? progress.last_sync : now.received,
      session: 'open',
    },
    rows,
    outbox: leftOf(withResults(kept.outbox, answer.results ?? []), reached, keep),
    keep,
  };
}

/** Another epoch's numbers mean nothing here: read from the start, and offer again what was answered but not yet seen. */
export function readAnew(progress: Progress, outbox: OutboxEntry[]): Effect {
  return {
    progress: { ...progress, cursor: null, reached: {}, reading: progress.reading + 1, remaining: progress.streams },
    rows: [],
    outbox: outbox.map((entry) => ({ ...entry, result: null })),
    keep: null,
  };
}

function joined(now: StreamInfo[], before: StreamInfo[]): StreamInfo[] {
  return [...now, ...before.filter(({ id }) => !now.some((stream) => stream.id === id))];
}

function rowsOf(answer: SyncAnswer, { progress, row }: Kept): ServerRow[] {
  return (answer.changes ?? []).flatMap(({ stream, rows }) =>
    rows.map((change) => {
      const next = rowOf(stream, change, progress.reading);
      // A removed row travels without its words; the phone keeps its own copy, so that undo shows them at once.
      return next.state === 'removed' ? { ...next, body: row(stream, next.record)?.body ?? {} } : next;
    }),
  );
}

function withResults(outbox: OutboxEntry[], results: Result[]): OutboxEntry[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return outbox.map((entry) => {
    const result = byId.get(entry.mutation.id);
    return result ? { ...entry, result } : entry;
  });
}

/**
 * A mutation goes when reading has passed what became of it: its record or, refused, its words among the refused writes. What was
 * answered of a stream that is gone goes with the stream.
 */
function leftOf(outbox: OutboxEntry[], reached: Record<string, number>, keep: Effect['keep']): OutboxEntry[] {
  return outbox.filter((entry) => {
    const { result } = entry;
    const isGone = result?.outcome === 'gone' || (result?.stream != null && keep !== null && !keep.streams.has(result.stream));
    return !isGone && !hasArrived(entry, reached);
  });
}
