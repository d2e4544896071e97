/**
 * A whole new reading takes the place of the rows: verified against what the server says it holds,
 * in one transaction. That a row is not in it is never taken for a delete lightly: words written
 * here and not sent stay, and where much would go the person is asked.
 */

import {
  isUnsent,
  staging,
  type OutboxEntry,
  type Progress,
  type RowKey,
  type ServerRow,
  type Staging,
} from '../../store/device';
import { isWhole } from '../digest';
import { hasArrived } from '../../overlay/overlay';
import { outboxIn, progressIn, quietly, writeOutbox, type Store } from '../../store/store';
import type { StreamInfo } from '../../protocol/wire';

const MANY_ROWS = 20;
const MANY = 0.2;

/**
 * A reading that is not what the server says is done once more; after that nothing is taken away on
 * its word.
 */
const TRIES = 2;

/** False where everything is to be read once more. */
export async function finish(store: Store, now: number): Promise<boolean> {
  return store.write(async (tx) => {
    const [progress, outbox] = await Promise.all([progressIn(tx), outboxIn(tx)]);
    if (!progress.staging?.whole) return progress.staging === null;
    const [rows, read] = await Promise.all([
      tx.objectStore('rows').getAll(),
      tx.objectStore('staged').getAll(),
    ]);
    const is_whole = isAsSaid(progress.staging, read);
    quietly(tx.objectStore('staged').clear());
    const broken = progress.staging.broken + 1;
    if (!is_whole && broken < TRIES) {
      quietly(
        tx
          .objectStore('progress')
          .put({ ...progress, staging: staging(progress.streams, broken) }, 'progress'),
      );
      return false;
    }
    const swap = swapped(progress, rows, read, outbox, is_whole);
    for (const key of swap.gone) quietly(tx.objectStore('rows').delete(key));
    for (const row of swap.rows) quietly(tx.objectStore('rows').put(row));
    writeOutbox(tx, outbox, swap.outbox);
    const mended = is_whole ? { mends: 0 } : { mended_at: now, mends: progress.mends + 1 };
    quietly(tx.objectStore('progress').put({ ...swap.progress, ...mended }, 'progress'));
    return true;
  });
}

interface Swap {
  progress: Progress;
  rows: ServerRow[];
  gone: RowKey[];
  outbox: OutboxEntry[];
}

/** What the phone holds when `read` has taken the place of `rows`. */
export function swapped(
  progress: Progress,
  rows: ServerRow[],
  read: ServerRow[],
  outbox: OutboxEntry[],
  is_whole: boolean,
): Swap {
  const { cursor, reached, streams, remaining, leaving } = progress.staging!;
  const before = new Map(rows.map((row) => [keyOf(row), row]));
  const found = new Set(read.map(({ record }) => record));
  const unsent = new Set(outbox.filter(isUnsent).map(({ mutation }) => mutation.record));
  const here = rows.filter(({ stream }) => streams.some(({ id }) => id === stream));
  const absent = here.filter((row) => row.state === 'live' && !found.has(row.record));
  const kept = absent.flatMap((row) =>
    row.absent
      ? [row]
      : unsent.has(row.record) || !is_whole
        ? [{ ...row, absent: 'here' as const }]
        : [],
  );
  const going = absent.filter((row) => !row.absent && !unsent.has(row.record) && is_whole);
  const asked = isMany(going, here, streams)
    ? going
        .filter((row) => isOwn(row, streams))
        .map((row) => ({ ...row, absent: 'asked' as const }))
    : [];
  const stay = new Map([...kept, ...asked].map((row) => [keyOf(row), row]));
  const next = new Map([
    ...read.map((row) => [keyOf(row), withWords(row, before)] as const),
    ...stay,
  ]);
  return {
    rows: [...next.values()],
    gone: rows.filter((row) => !next.has(keyOf(row))).map(({ stream, record }) => [stream, record]),
    outbox: outbox.filter((entry) => !hasArrived(entry, reached)),
    progress: {
      ...progress, cursor, reached, streams, remaining, leaving, staging: null,
      doubtful: [...stay.values()].filter(({ absent }) => absent === 'asked').length,
    },
  }; // prettier-ignore
}

/**
 * The person decides about the rows that a reading did not have: they go, or they stay on this
 * phone.
 */
export async function decide(store: Store, stay: boolean): Promise<void> {
  await store.write(async (tx) => {
    const rows = tx.objectStore('rows');
    for (const row of await rows.getAll()) {
      if (row.absent !== 'asked') continue;
      quietly(stay ? rows.put({ ...row, absent: 'here' }) : rows.delete([row.stream, row.record]));
    }
    quietly(tx.objectStore('progress').put({ ...(await progressIn(tx)), doubtful: 0 }, 'progress'));
  });
}

function isAsSaid({ digests }: Staging, read: ServerRow[]): boolean {
  return Object.entries(digests).every(([stream, digest]) =>
    isWhole(
      read.filter((row) => row.stream === Number(stream)),
      digest,
    ),
  );
}

/**
 * Of what a person wrote, or others wrote to them; of the library, and of what others share and may
 * hide again, absence is believed.
 */
function isMany(going: ServerRow[], here: ServerRow[], streams: StreamInfo[]): boolean {
  const goes = going.filter((row) => isOwn(row, streams)).length;
  const all = here.filter((row) => row.state === 'live' && isOwn(row, streams)).length;
  return goes > MANY_ROWS || goes > MANY * all;
}

function isOwn({ stream }: ServerRow, streams: StreamInfo[]): boolean {
  const { kind, role } = streams.find(({ id }) => id === stream)!;
  return kind === 'own' || kind === 'account' || kind === 'assignment' || role === 'participant';
}

/** A removed row travels without its words; the phone keeps its own copy for undo. */
function withWords(row: ServerRow, before: ReadonlyMap<string, ServerRow>): ServerRow {
  return row.state === 'removed' ? { ...row, body: before.get(keyOf(row))?.body ?? {} } : row;
}

function keyOf({ stream, record }: ServerRow): string {
  return `${stream}/${record}`;
}
