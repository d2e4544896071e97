import { expect, test } from 'vitest';
import { isUnsent, type OutboxEntry } from '../src/sync/store/device';
import { receive } from '../src/sync/exchange/exchange';
import type { Frozen } from '../src/sync/outbox/mutation';
import { standingOf } from '../src/sync/overlay/overlay';
import { erase } from '../src/sync/exchange/lazy/erase';
import { finish } from '../src/sync/exchange/lazy/resync';
import type { Row } from '../src/sync/records/row';
import { Screen, withRows } from '../src/sync/overlay/screen';
import { Store } from '../src/sync/store/store';
import type { SyncAnswer } from '../src/sync/protocol/wire';

type Step = { write: Frozen } | { answer: SyncAnswer };
type Shown = Pick<
  Row,
  'stream' | 'record' | 'entity' | 'state' | 'groups' | 'kept' | 'unsent' | 'refused'
> & { dismissed?: Row['dismissed'] };
interface Vector {
  why: string;
  steps: Step[];
  screen: Shown[];
  /** n of every mutation that is still in the outbox, and of those that wait to be sent. */
  outbox: number[];
  waiting: number[];
  /** Rows that the person is asked about. */
  doubtful?: number;
}

const vectors = import.meta.glob<Vector>('../../openapi/vectors/overlay/*.json', {
  eager: true,
  import: 'default',
});
const names = Object.keys(vectors).map((path) => [path.split('/').at(-1)!, path] as const);

async function played(
  name: string,
  steps: Step[],
): Promise<{ rows: Shown[]; outbox: OutboxEntry[]; doubtful: number }> {
  const store = new Store(name);
  for (const step of steps) {
    if ('write' in step)
      await (step.write.op === 'erase' ? erase(store, step.write) : store.enqueue(step.write));
    else await apply(store, step.answer);
  }
  const [progress, outbox] = await Promise.all([store.progress(), store.outbox()]);
  const rows = (await Promise.all(progress.streams.map(({ id }) => store.rows(id)))).flat();
  const screen = new Screen(withRows(new Map(), rows), outbox, standingOf(progress));
  return {
    rows: shownOf(screen, [...rows, ...outbox.map(({ mutation }) => mutation)]),
    outbox,
    doubtful: progress.doubtful,
  };
}

async function apply(store: Store, answer: SyncAnswer): Promise<void> {
  const effect = await receive(store, answer, (await store.outbox()).filter(isUnsent), {
    sent: 0,
    received: 0,
  });
  if (effect.progress.staging?.whole) await finish(store, 0);
}

function shownOf(screen: Screen, known: { record: string }[]): Shown[] {
  const records = [...new Set(known.map(({ record }) => record))].sort();
  return records.flatMap((record) => {
    const row = screen.get(record);
    if (!row) return [];
    const { stream, entity, state, groups, kept, dismissed, unsent, refused } = row;
    return [{ stream, record, entity, state, groups, kept, dismissed, unsent, refused }];
  });
}

function without({ dismissed: _, ...row }: Shown): Shown {
  return row;
}

test('there are vectors', () => expect(names.length).toBeGreaterThanOrEqual(50));

test.each(names)('%s', async (name, path) => {
  const vector = vectors[path]!;
  const { rows, outbox, doubtful } = await played(name, vector.steps);
  expect(
    rows.map((row, index) =>
      vector.screen[index] && 'dismissed' in vector.screen[index] ? row : without(row),
    ),
  ).toEqual(vector.screen);
  expect(doubtful).toBe(vector.doubtful ?? doubtful);
  expect(outbox.map(({ n }) => n)).toEqual(vector.outbox);
  expect(outbox.filter(isUnsent).map(({ n }) => n)).toEqual(vector.waiting);
});
