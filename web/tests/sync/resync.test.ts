/** A whole new reading takes the place of the rows, and what a person wrote is not lost by it. */

import { beforeEach, describe, expect, test } from 'vitest';
import { finish, swapped } from '../../src/sync/exchange/lazy/resync';
import { staging, UNREAD, type Progress, type ServerRow } from '../../src/sync/store/device';
import { quietly, Store } from '../../src/sync/store/store';
import type { StreamInfo } from '../../src/sync/protocol/wire';
import { idOf } from './sending';
import { OWN } from './server';

const LIBRARY: StreamInfo = { ...OWN, id: 77, kind: 'library', role: 'reader' } as StreamInfo;
const STREAMS = [OWN, LIBRARY];

const row = (n: number, more: Partial<ServerRow> = {}): ServerRow => ({
  stream: OWN.id, record: idOf(n), seq: n, entity: 'goal', state: 'live', heads: {},
  body: { words: { title: `goal ${n}` } }, kept: null, ...more,
}); // prettier-ignore
const goals = (most: number, more: Partial<ServerRow> = {}): ServerRow[] =>
  Array.from({ length: most }, (_, n) => row(n + 1, more));

const reading = (digests: Record<string, [number, number]> = {}): Progress => ({
  ...UNREAD,
  streams: STREAMS,
  staging: { ...staging(STREAMS), whole: true, digests },
});
const swap = (rows: ServerRow[], read: ServerRow[]): ReturnType<typeof swapped> =>
  swapped(reading(), rows, read, [], true);

describe('where much of what a person wrote would vanish they are asked', () => {
  test('more than a fifth, and a fifth itself goes', () => {
    expect(swap(goals(10), goals(8)).progress.doubtful).toBe(0);
    expect(swap(goals(10), goals(7)).progress.doubtful).toBe(3);
  });

  test('a fifth is of their own words, however large the library is, and whatever they removed', () => {
    const others = [
      ...Array.from({ length: 100 }, (_, n) => row(200 + n, { stream: LIBRARY.id })),
      ...Array.from({ length: 100 }, (_, n) => row(400 + n, { state: 'removed' })),
    ];
    expect(swap([...goals(10), ...others], [...goals(7), ...others]).progress.doubtful).toBe(3);
  });

  test('more than twenty of many', () => {
    expect(swap(goals(200), goals(180)).progress.doubtful).toBe(0);
    expect(swap(goals(200), goals(179)).progress.doubtful).toBe(21);
  });
});

test('a removed row keeps the words that the phone has for undo, and has none where it has none', () => {
  const removed = [row(1, { state: 'removed', body: {} }), row(2, { state: 'removed', body: {} })];
  expect(swap([row(1)], removed).rows.map(({ body }) => body)).toEqual([row(1).body, {}]);
});

describe('a reading that is not what the server says it is', () => {
  let store: Store;
  beforeEach(async () => {
    store = new Store(crypto.randomUUID());
    await store.write((tx) => {
      for (const each of goals(3)) quietly(tx.objectStore('rows').put(each));
      const progress = reading({ [OWN.id]: [3, 1] });
      quietly(tx.objectStore('progress').put(progress, 'progress'));
      return Promise.resolve();
    });
  });
  const held = (): Promise<[ServerRow[], Progress]> =>
    store.write(async (tx) => [
      await tx.objectStore('rows').getAll(),
      (await tx.objectStore('progress').get('progress')) as Progress,
    ]);

  test('is done once more, and changes nothing before', async () => {
    expect(await finish(store, 1)).toBe(false);
    const [rows, progress] = await held();
    expect(rows).toEqual(goals(3));
    expect(progress.staging).toEqual(staging(STREAMS, 1));
  });

  test('takes nothing away when it is so a second time', async () => {
    await store.write((tx) => {
      const { staging: first, ...rest } = reading({ [OWN.id]: [3, 1] });
      const progress = { ...rest, staging: { ...first!, broken: 1 } };
      quietly(tx.objectStore('progress').put(progress, 'progress'));
      return Promise.resolve();
    });
    expect(await finish(store, 7)).toBe(true);
    const [rows, progress] = await held();
    expect(rows).toEqual(goals(3, { absent: 'here' }));
    expect(progress).toMatchObject({ staging: null, doubtful: 0, mended_at: 7, mends: 1 });
  });
});
