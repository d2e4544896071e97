import { describe, expect, test } from 'vitest';
import { isUnsent, type OutboxEntry } from '../src/sync/store/device';
import { exchange } from '../src/sync/exchange/exchange';
import { created, type Frozen } from '../src/sync/outbox/mutation';
import { batchOf, ready } from '../src/sync/exchange/outgoing';
import type { Head } from '../src/sync/protocol/wire';

import { GOAL, store, server, goal, wiring, run, answered } from './answering';

describe('what goes when', () => {
  test('more than one request can hold goes in several, in order', async () => {
    for (let n = 1; n <= 450; n++) await store.enqueue(goal(n));
    await run(answered);
    expect(server.requests.map(({ mutations }) => mutations.length)).toEqual([200, 200, 50]);
    expect(server.requests.map(({ waiting }) => waiting)).toEqual([450, 250, 50]);
    expect(server.requests.flatMap(({ mutations }) => mutations.map(({ n }) => n))).toEqual(
      Array.from({ length: 450 }, (_, index) => index + 1),
    );
    expect(await store.outbox()).toEqual([]);
  });

  test('long words make a request of fewer mutations', async () => {
    const outbox = [1, 2, 3].map((n) => ({
      n,
      mutation: goal(n, 'x'.repeat(100_000)),
      result: null,
    }));
    expect(batchOf(outbox).map(({ n }) => n)).toEqual([1, 2]);
  });

  test('words that are too long for any request go alone', () => {
    const outbox = [300_000, 1, 1].map((length, at) => ({
      n: at + 1,
      mutation: goal(at + 1, 'x'.repeat(length)),
      result: null,
    }));
    expect(batchOf(outbox).map(({ n }) => n)).toEqual([1]);
  });

  const stop = created(
    'sharing_settings',
    2,
    GOAL,
    { stop: { stop_all_sharing: true } },
    { at: 0, offset: null, id: 'stop' },
  );
  const asEntries = (all: Frozen[]): OutboxEntry[] =>
    all.map((mutation, index) => ({ n: index + 1, mutation, result: null }));
  const order = (outbox: OutboxEntry[]): number[][] => {
    const batch = batchOf(outbox);
    return batch.length
      ? [batch.map(({ n }) => n), ...order(outbox.filter((entry) => !batch.includes(entry)))]
      : [];
  };

  test('stopping to share and a call for help go first and alone', () => {
    const flag = created(
      'support_flag',
      3,
      goal(77).record,
      { ask: { recorded_at: '2026-11-30T12:00:00Z' } },
      { at: 0, offset: null, id: 'flag' },
    );
    expect(order(asEntries([goal(1), goal(2), flag, stop, goal(3)]))).toEqual([
      [3, 4],
      [1, 2, 5],
    ]);
  });

  test('what goes first takes along what it names, and what would loosen stays in its place', () => {
    const loosened = created(
      'sharing_settings',
      2,
      GOAL,
      { goals: { share_goals: true } },
      { at: 0, offset: null, id: 'loosened' },
    );
    const tightened: Frozen = {
      ...loosened,
      id: 'tightened',
      base: { goals: [['loosened']] },
      set: { goals: {} },
    };
    expect(order(asEntries([goal(1), loosened, stop]))).toEqual([[3], [1, 2]]);
    expect(order(asEntries([goal(1), loosened, goal(2), tightened]))).toEqual([
      [2, 4],
      [1, 3],
    ]);
  });

  test('a new record that is private makes nothing stricter', () => {
    const hidden = created(
      'goal',
      1,
      GOAL,
      { words: { title: 'x' }, visibility: { shared: false } },
      { at: 0, offset: null, id: 'hidden' },
    );
    const hide: Frozen = {
      ...hidden,
      id: 'hide',
      set: { visibility: {} },
      base: { visibility: [['far', [1, 0, 1, 1]]] },
    };
    expect(order(asEntries([goal(1), hidden]))).toEqual([[1, 2]]);
    expect(order(asEntries([goal(1), hide]))).toEqual([[2], [1]]);
    expect(order(asEntries([goal(1), hidden, goal(2), hide]))).toEqual([
      [2, 4],
      [1, 3],
    ]);
  });

  test('what the server has failed at goes last, one by one, and what needs it waits', () => {
    const failed = { times: 1, until: 0, app: '' };
    const [first, second, third] = asEntries([goal(1), goal(2), goal(3)]) as [
      OutboxEntry,
      OutboxEntry,
      OutboxEntry,
    ];
    const named = {
      n: 4,
      mutation: { ...goal(4), base: { words: [[first.mutation.id] as Head] } },
      result: null,
    };
    const outbox = [{ ...first, failed }, { ...second, failed }, third, named];
    expect(batchOf(outbox).map(({ n }) => n)).toEqual([3]);
    expect(batchOf(outbox.slice(0, 2)).map(({ n }) => n)).toEqual([1]);
    expect(ready(outbox, ({ n }) => n === 1).map(({ n }) => n)).toEqual([2, 3]);
  });

  test('muting goes before all else, however much waits', () => {
    const settings = (id: string, groups: object): Frozen =>
      created('notification_settings', 2, GOAL, groups as Frozen['set'], {
        at: 0,
        offset: null,
        id,
      });
    const erasing = (n: number): Frozen => ({ ...goal(n), op: 'erase', set: {} });
    const backlog = Array.from({ length: 400 }, (_, index) =>
      index % 2 ? erasing(index) : goal(index),
    );
    for (const mute of [
      { push: { push: false } },
      { pause: { pause_until: '2027-01-01' } },
      { nudges: { nudges: false } },
    ]) {
      const all = [
        ...backlog,
        { ...stop, record: goal(902).record },
        settings('before', { cap_day: { cap_day: 2 } }),
        goal(900),
        settings('mute', mute),
        goal(901),
      ];
      const ids = batchOf(
        all.map((mutation, index) => ({ n: index + 1, mutation, result: null })),
      ).map(({ n, mutation }) => [n, mutation.op, mutation.entity]);
      expect(ids.slice(0, 4)).toEqual([
        [402, 'edit', 'notification_settings'], [404, 'edit', 'notification_settings'], [401, 'edit', 'sharing_settings'], [2, 'erase', 'goal'],
      ]); // prettier-ignore
    }
  });

  test('only what goes first goes while the server asks for patience, in small requests', async () => {
    for (let n = 1; n <= 3; n++) await store.enqueue(goal(n));
    for (let n = 4; n <= 23; n++)
      await store.enqueue({ ...stop, id: crypto.randomUUID(), record: goal(n).record });
    await exchange(store, 9, { ...wiring(answered), only_first: true });
    expect([(await store.outbox()).filter(isUnsent).map(({ n }) => n), server.taken.size]).toEqual([
      [1, 2, 3],
      20,
    ]);
    expect(
      Math.max(...server.requests.map((request) => JSON.stringify(request).length)),
    ).toBeLessThan(4096);
    expect(server.requests.length).toBeGreaterThan(1);
  });

  test('what must wait is offered once more where anything moved, and nothing stands behind it', async () => {
    await store.enqueue(goal(1));
    await store.enqueue(goal(2));
    const first = (await store.outbox())[0]!.mutation.id;
    await run(async (request) => {
      const answer = server.answer({
        ...request,
        mutations: request.mutations.filter(({ id }) => id !== first),
      });
      return {
        ...answer,
        results: [{ id: first, outcome: 'deferred' }, ...(answer.results ?? [])],
      };
    });
    expect((await store.outbox()).map(({ n }) => n)).toEqual([1]);
    expect(server.requests).toHaveLength(2);
  });

  test('pages are read to the last', async () => {
    let left = 3;
    await run(async (request) => ({
      ...server.answer(request),
      more: --left > 0,
      cursor: `p${left}`,
    }));
    expect(server.requests).toHaveLength(3);
  });
});
