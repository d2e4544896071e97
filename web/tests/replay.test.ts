/**
 * The server's simulator led phones through bad networks and restores: the real store and screen
 * show what its own phone showed.
 */

import { expect, test } from 'vitest';
import { isUnsent, type OutboxEntry } from '../src/sync/store/device';
import { isKnown } from '../src/sync/records/entities';
import { receive } from '../src/sync/exchange/exchange';
import type { Frozen } from '../src/sync/outbox/mutation';
import { standingOf } from '../src/sync/overlay/overlay';
import { readAnew } from '../src/sync/exchange/apply_answer';
import { erase } from '../src/sync/exchange/lazy/erase';
import { offeredAgain, toOffer } from '../src/sync/exchange/lazy/acknowledged_log';
import { finish } from '../src/sync/exchange/lazy/resync';
import { Screen, withRows } from '../src/sync/overlay/screen';
import { Store } from '../src/sync/store/store';
import type { GroupValues, SyncAnswer } from '../src/sync/protocol/wire';

interface Shown {
  stream: number;
  state: string;
  groups: GroupValues;
}

interface Heard {
  /** Ids of the mutations that this is the answer to. */
  sent: string[];
  answer: SyncAnswer;
  /** What is shown otherwise than before, by record; null for what is not there any more. */
  screen: Record<string, Shown | null>;
  /** The digest of a stream was not that of the rows: the phone begins to read everything anew. */
  mended?: true;
  /**
   * Records that a whole new reading did not have, and that stay because words on them were not
   * sent.
   */
  absent?: string[];
}

type Step = { write: Frozen } | Heard;

const traces = import.meta.glob<{ why: string; steps: Step[] }>(
  '../../openapi/vectors/replay/*.json',
  { eager: true, import: 'default' },
);

test('there are traces, with a restored server among them', () => {
  expect(Object.keys(traces).length).toBeGreaterThanOrEqual(3);
  const epochs = Object.values(traces).map(
    ({ steps }) =>
      new Set(steps.flatMap((step) => ('answer' in step ? [step.answer.epoch] : []))).size,
  );
  expect(Math.max(...epochs)).toBeGreaterThan(1);
});

test.each(Object.entries(traces))('%s', async (name, { steps }) => {
  const store = new Store(name);
  const written = new Map<string, OutboxEntry>();
  const expected = new Map<string, Shown>();
  for (const [at, step] of steps.entries()) {
    if ('write' in step) {
      await (step.write.op === 'erase' ? erase(store, step.write) : store.enqueue(step.write));
      written.set(step.write.id, { n: written.size + 1, mutation: step.write, result: null });
      continue;
    }
    await hear(store, step, written);
    for (const [record, shown] of Object.entries(step.screen)) {
      if (shown && shown.state !== 'erased') expected.set(record, shown);
      else expected.delete(record);
    }
    const { shown, absent } = await shownBy(store);
    for (const record of [...absent, ...(step.absent ?? [])]) shown.delete(record);
    const due = [...expected].filter(
      ([record]) => !absent.has(record) && !step.absent?.includes(record),
    );
    expect(sorted(shown), `step ${at}`).toEqual(sorted(new Map(due)));
  }
});

/** As the exchange does it. */
async function hear(
  store: Store,
  { sent, answer, mended }: Heard,
  written: Map<string, OutboxEntry>,
): Promise<void> {
  const now = answer.server_time;
  const [{ offering }, outbox] = await store.state();
  const lost = offering ? await toOffer(store, outbox, now) : [];
  const waiting = [...lost, ...outbox.filter(isUnsent)];
  const batch = sent.map(
    (id) => waiting.find(({ mutation }) => mutation.id === id) ?? written.get(id)!,
  );
  const { progress, anew } = await receive(store, answer, batch, { sent: now, received: now });
  if (offering && !anew) await offeredAgain(store, answer.results ?? []);
  if (mended) await store.apply([], (kept) => readAnew(kept.progress, kept.outbox));
  else if (progress.staging?.whole) await finish(store, now);
}

async function shownBy(store: Store): Promise<{ shown: Map<string, Shown>; absent: Set<string> }> {
  const [progress, outbox] = await store.state();
  const rows = (await Promise.all(progress.streams.map(({ id }) => store.rows(id)))).flat();
  const screen = new Screen(withRows(new Map(), rows), outbox, standingOf(progress));
  const records = new Set(
    [...rows, ...outbox.map(({ mutation }) => mutation)]
      .filter(({ entity }) => isKnown(entity))
      .map(({ record }) => record),
  );
  const found = [...records].flatMap((record) => {
    const row = screen.get(record);
    // That something was erased may be remembered; there is nothing of it to see.
    return row && row.state !== 'erased'
      ? [[record, { stream: row.stream, state: row.state, groups: row.groups }] as const]
      : [];
  });
  return {
    shown: new Map(found),
    absent: new Set(rows.filter((row) => row.absent).map(({ record }) => record)),
  };
}

function sorted(shown: Map<string, Shown>): [string, Shown][] {
  return [...shown].sort(([a], [b]) => (a < b ? -1 : 1));
}
