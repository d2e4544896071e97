import { expect, test } from 'vitest';
import { isUnsent, type OutboxEntry } from '../src/sync/device';
import type { Frozen } from '../src/sync/mutation';
import { take } from '../src/sync/page';
import type { Row } from '../src/sync/row';
import { Screen, withRows } from '../src/sync/screen';
import { Store } from '../src/sync/store';
import type { SyncAnswer } from '../src/sync/wire';

type Step = { write: Frozen } | { answer: SyncAnswer };
type Shown = Pick<Row, 'stream' | 'record' | 'entity' | 'state' | 'groups' | 'kept' | 'unsent' | 'refused'>;
interface Vector {
  why: string;
  steps: Step[];
  screen: Shown[];
  /** n of every mutation that is still in the outbox, and of those that wait to be sent. */
  outbox: number[];
  waiting: number[];
}

const vectors = import.meta.glob<Vector>('../../openapi/vectors/overlay/*.json', { eager: true, import: 'default' });
const names = Object.keys(vectors).map((path) => [path.split('/').at(-1)!, path] as const);

async function played(name: string, steps: Step[]): Promise<{ rows: Shown[]; outbox: OutboxEntry[] }> {
  const store = new Store(name);
  for (const step of steps) {
    if ('write' in step) await store.enqueue(step.write);
    else await apply(store, step.answer);
  }
  const [progress, outbox] = await Promise.all([store.progress(), store.outbox()]);
  const rows = (await Promise.all(progress.streams.map(({ id }) => store.rows(id)))).flat();
  return { rows: shownOf(new Screen(withRows(new Map(), rows), outbox, progress.reached), [...rows, ...outbox.map(({ mutation }) => mutation)]), outbox };
}

async function apply(store: Store, answer: SyncAnswer): Promise<void> {
  const touched = (answer.changes ?? []).flatMap(({ stream, rows }) => rows.map(([record]): [number, string] => [stream, record]));
  await store.apply(touched, (kept) => take(answer, kept, { sent: 0, received: 0 }));
}

function shownOf(screen: Screen, known: { record: string }[]): Shown[] {
  const records = [...new Set(known.map(({ record }) => record))].sort();
  return records.flatMap((record) => {
    const row = screen.get(record);
    if (!row) return [];
    const { stream, entity, state, groups, kept, unsent, refused } = row;
    return [{ stream, record, entity, state, groups, kept, unsent, refused }];
  });
}

test('there are vectors', () => expect(names.length).toBeGreaterThanOrEqual(12));

test.each(names)('%s', async (name, path) => {
  const vector = vectors[path]!;
  const { rows, outbox } = await played(name, vector.steps);
  expect(rows).toEqual(vector.screen);
  expect(outbox.map(({ n }) => n)).toEqual(vector.outbox);
  expect(outbox.filter(isUnsent).map(({ n }) => n)).toEqual(vector.waiting);
});
