import { beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../src/session/info';
import { created } from '../../src/sync/outbox/mutation';
import { Faulted } from '../../src/sync/exchange/send';
import type { Head, SyncAnswer, SyncRequest } from '../../src/sync/protocol/wire';
import {
  begin,
  enqueue,
  flag,
  goal,
  idOf,
  later,
  moment,
  run,
  says,
  server,
  stop,
  store,
  taken,
  unsent,
} from './sending';
import { OWN } from './server';

beforeEach(begin);

function fail(): never {
  throw new Faulted('status 500');
}

describe('a page that the server fails at', () => {
  async function withBadRow(rows: number, bad: number): Promise<void> {
    await run();
    for (let n = 1; n <= rows; n++) server.writeElsewhere(OWN.id, idOf(n), `theirs ${n}`);
    server.unreadable.add(idOf(bad));
  }

  test('does not hold up what is pushed', async () => {
    await withBadRow(3, 2);
    await enqueue(goal(10), flag(11), stop(12));
    await expect(run()).rejects.toBeInstanceOf(Faulted);
    expect([await unsent(), taken().filter((id) => !id.startsWith('other')).length]).toEqual([
      [],
      3,
    ]);
  });

  test('is read up to the row that it is about', async () => {
    await withBadRow(300, 251);
    await expect(run()).rejects.toBeInstanceOf(Faulted);
    expect(await store.rows(OWN.id)).toHaveLength(250);
    expect(server.requests.length).toBeLessThan(30);
  });

  test('is read on when the server can, from where it stopped', async () => {
    await withBadRow(30, 11);
    await expect(run()).rejects.toBeInstanceOf(Faulted);
    server.unreadable.clear();
    await run();
    expect(await store.rows(OWN.id)).toHaveLength(30);
  });

  test('and a mutation that it fails at are told apart', async () => {
    await withBadRow(3, 2);
    await enqueue(goal(10), goal(11), goal(12));
    server.fails_at = says('goal 11');
    await expect(run()).rejects.toBeInstanceOf(Faulted);
    expect(await unsent()).toEqual([idOf(11, 1)]);
  });

  test('for its cursor is asked for from the start', async () => {
    await enqueue(goal(1));
    await run();
    server.writeElsewhere(OWN.id, idOf(2), 'theirs');
    const { cursor: lost } = await store.progress();
    await run((request) => {
      if (request.cursor === lost) throw new Problem(400, 'bad_input', '', 'cursor');
      return server.send(request);
    });
    expect(await store.rows(OWN.id)).toHaveLength(2);
  });
});

describe('what goes first goes alone', () => {
  test('a flag and a stop get through where all that was written before fails', async () => {
    for (let n = 1; n <= 30; n++) await enqueue(goal(n));
    await enqueue(flag(31), stop(32));
    const order: string[][] = [];
    await run((request) => {
      if (request.mutations.length) order.push(request.mutations.map(({ entity }) => entity));
      if (request.mutations.some(({ entity }) => entity === 'goal')) fail();
      return server.send(request);
    }).catch(() => undefined);
    expect(order[0]).toEqual(['support_flag', 'sharing_settings']);
    expect(taken()).toEqual([idOf(31, 1), idOf(32, 1)]);
  });

  test('an un-share gets through beside an edit of the same record that the server fails at', async () => {
    const shared = created(
      'goal',
      OWN.id,
      idOf(1),
      { words: { title: 'x' }, visibility: { shared: true } },
      moment(1),
    );
    await enqueue(shared);
    await run();
    const head: Head = [shared.id, server.data.results[shared.id]!.key];
    await enqueue(
      later(2, shared, 'words', { title: 'bad' }, [head]),
      later(3, shared, 'visibility', { shared: false }, [head]),
    );
    server.fails_at = says('bad');
    await run();
    expect([taken().includes(idOf(3, 1)), await unsent()]).toEqual([true, [idOf(2, 1)]]);
  });
});

describe('what a server puts off', () => {
  /** Answers so many, and puts the rest of a push off. */
  const budget =
    (most: number) =>
    (request: SyncRequest): SyncAnswer => {
      const answer = server.send({ ...request, mutations: request.mutations.slice(0, most) });
      const rest = request.mutations
        .slice(most)
        .map(({ id }) => ({ id, outcome: 'deferred' as const }));
      return { ...answer, results: [...(answer.results ?? []), ...rest] };
    };

  test('goes again at once, until all of it is done', async () => {
    for (let n = 1; n <= 25; n++) await enqueue(goal(n));
    await run(budget(10));
    expect(
      server.requests
        .filter(({ mutations }) => mutations.length)
        .map(({ mutations }) => mutations.length),
    ).toEqual([10, 10, 5]);
    expect(await unsent()).toEqual([]);
  });

  test('goes no more where nothing moves', async () => {
    for (let n = 1; n <= 25; n++) await enqueue(goal(n));
    await run(budget(0));
    expect([server.requests.length, (await unsent()).length]).toEqual([1, 25]);
  });
});

test('a key out of range that an old server told travels as it was told', async () => {
  for (const ms of [-124_271_193_600_000, 506_804_601_599_998]) {
    const head: Head = [idOf(50, 1), [ms, 0, 3, 1]];
    await enqueue(later(Math.abs(ms), goal(1), 'words', { title: 'on' }, [head]));
    await run();
    expect(server.requests.at(-1)!.mutations.at(-1)!.base).toEqual({ words: [head] });
  }
});
