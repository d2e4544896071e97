import { describe, expect, test } from 'vitest';
import { Problem, Unreachable } from '../src/session/info';
import { becomeDevice } from '../src/sync/exchange/exchange';
import { created, edited } from '../src/sync/outbox/mutation';
import { send } from '../src/sync/exchange/send';
import type { SyncAnswer, SyncRequest } from '../src/sync/protocol/wire';

import { GOAL, store, server, goal, rowOf, run, answered, waiting } from './answering';

describe('faults of the way there and back', () => {
  test('a lost request leaves everything waiting', async () => {
    await store.enqueue(goal(1));
    await expect(run(() => Promise.reject(new Unreachable('no network')))).rejects.toBeInstanceOf(
      Unreachable,
    );
    expect(await waiting()).toBe(1);
    await run(answered);
    expect(await store.outbox()).toEqual([]);
  });

  test('a lost answer is offered again, the same in every byte, and counts once', async () => {
    await store.enqueue(goal(1));
    await expect(
      run(async (request) => (server.answer(request), Promise.reject(new Unreachable('cut off')))),
    ).rejects.toThrow();
    await run(answered);
    expect(server.requests[1]!.mutations).toEqual(server.requests[0]!.mutations);
    expect(server.taken.size).toBe(1);
    expect(await store.outbox()).toEqual([]);
    expect(await store.rows(1)).toHaveLength(1);
  });

  test('an ended session stops the exchange and erases nothing', async () => {
    await store.enqueue(goal(1));
    await run(answered);
    await store.enqueue(goal(2));
    await expect(
      run(() => Promise.reject(new Problem(401, 'not_signed_in', ''))),
    ).rejects.toBeInstanceOf(Problem);
    expect(await waiting()).toBe(1);
    expect(await store.rows(1)).toHaveLength(1);
  });

  test.each([
    [
      'a captive portal',
      new Response('<html>Pay here</html>', {
        status: 200,
        headers: { 'content-type': 'text/html' },
      }),
    ],
    [
      "a portal's own JSON",
      new Response('{"ok":true}', { status: 200, headers: { 'content-type': 'application/json' } }),
    ],
    ['a failing server', new Response('oops', { status: 500 })],
    [
      "a failing server's problem",
      new Response('{"code":"error"}', {
        status: 503,
        headers: { 'content-type': 'application/problem+json' },
      }),
    ],
    [
      "a proxy's refusal",
      new Response('{"message":"no"}', {
        status: 403,
        headers: { 'content-type': 'application/json' },
      }),
    ],
  ])('%s is no answer', async (_name, response) => {
    globalThis.fetch = async () => response;
    await store.enqueue(goal(1));
    await expect(run(send)).rejects.toBeInstanceOf(Unreachable);
    expect(await waiting()).toBe(1);
  });

  test.each(['cursor', 'epoch', 'server_time', 'more'])(
    'what lacks its %s is no answer, and nothing that was sent is taken for received',
    async (missing) => {
      const whole = { cursor: 'c1', epoch: 'e', server_time: 0, more: false, streams: [] };
      const { [missing as 'epoch']: _, ...answer } = whole;
      globalThis.fetch = async () => Response.json(answer);
      await store.enqueue(goal(1));
      await expect(run(send)).rejects.toBeInstanceOf(Unreachable);
      expect(await waiting()).toBe(1);
    },
  );

  test('a refusal of the server is told with its code', async () => {
    globalThis.fetch = async () =>
      new Response('{"code":"too_many_tries","retry_after":7}', { status: 429 });
    await expect(run(send)).rejects.toMatchObject({
      status: 429,
      code: 'too_many_tries',
      retry_after: 7,
    });
  });

  test('a server that asks for patience is heard, also where a proxy says it', async () => {
    globalThis.fetch = async () =>
      new Response('slow down', { status: 429, headers: { 'retry-after': '9' } });
    await expect(run(send)).rejects.toMatchObject({ status: 429, retry_after: 9 });
    globalThis.fetch = async () => new Response('slow down', { status: 429 });
    await expect(run(send)).rejects.toMatchObject({ status: 429, retry_after: null });
  });
});

describe('a stream that is not whole', () => {
  const rows = (seqs: number[]): NonNullable<SyncAnswer['changes']> => [
    {
      stream: 1,
      rows: seqs.map((seq) => [
        `00000000-0000-7000-8000-00000000000${seq}`,
        seq,
        'goal',
        'live',
        {},
        { words: { title: 'x' } },
        null,
      ]),
    },
  ];
  /** Of both rows, by `records.record_rows.digest_of`. */
  const digests: SyncAnswer['digests'] = { 1: [2, 2_624_589_795] };
  const page = (seqs: number[]): SyncAnswer => ({
    ...server.answer({ mutations: [] } as unknown as SyncRequest),
    changes: rows(seqs),
    digests,
  });

  test('is read anew from the start, once', async () => {
    const cursors: (string | null)[] = [];
    await run(async (request) => {
      cursors.push(request.cursor);
      return page(cursors.length === 1 ? [1] : [1, 2]);
    });
    expect(cursors).toEqual([null, null]);
    expect(await store.rows(1)).toHaveLength(2);
    await run(async () => ({ ...page([]), digests: { 1: [9, 9] } }));
    expect(server.requests).toHaveLength(3);
  });

  test('and one that is whole is left alone', async () => {
    await run(async () => page([1, 2]));
    expect(server.requests).toHaveLength(1);
  });
});

test('an answer to what was asked before everything began to be read anew is no page of the new reading', async () => {
  await store.enqueue(goal(1));
  await run(answered);
  await store.enqueue(goal(2));
  const cursors: (string | null)[] = [];
  await run(async (request) => {
    cursors.push(request.cursor);
    const answer = server.answer(request);
    if (cursors.length > 1) return { ...answer, changes: [{ stream: 1, rows: [1, 2].map(rowOf) }] };
    await becomeDevice(store, 10);
    return answer;
  });
  expect(cursors).toEqual(['c1', null]);
  expect(await store.outbox()).toEqual([]);
  expect((await store.rows(1)).map(({ record }) => record)).toEqual(
    [1, 2].map((n) => goal(n).record),
  );
});

describe('freezing', () => {
  test('an edit names the head that was shown and carries the whole group: versions not looked at stay offered', () => {
    const row = {
      entity: 'goal',
      stream: 1,
      record: GOAL,
      groups: { words: { title: 'old', why: 'because' } },
    } as const;
    const heads = {
      words: [['a', [1, 0, 1, 1]], ['b']] as [string, [number, number, number, number]?][],
    };
    const { base, set } = edited(
      { ...row, heads },
      { words: { title: 'new' } },
      { at: 5, offset: 2, id: 'm' },
    );
    expect(base).toEqual({ words: [['a', [1, 0, 1, 1]]] });
    expect(
      edited({ ...row, heads }, { words: {} }, { at: 5, offset: 2, id: 'm' }, 'every').base,
    ).toEqual({ words: [['a', [1, 0, 1, 1]], ['b']] });
    expect(set).toEqual({ words: { title: 'new', why: 'because' } });
  });

  test('where the stricter wins an edit names every head, or a loosening would not count', () => {
    const row = { entity: 'sharing_settings', stream: 1, record: GOAL, groups: {} } as const;
    const heads = {
      stop: [['a', [1, 0, 1, 1]], ['b']] as [string, [number, number, number, number]?][],
    };
    const { base } = edited(
      { ...row, heads },
      { stop: { stop_all_sharing: false } },
      { at: 5, offset: 2, id: 'm' },
    );
    expect(base).toEqual({ stop: [['a', [1, 0, 1, 1]], ['b']] });
  });

  test('a status remembers where the person saw it stand', () => {
    const row = { entity: 'goal', stream: 1, record: GOAL, heads: {}, groups: {} } as const;
    const { set } = edited(
      row,
      { status: { status: 'achieved', achieved_on: '2026-05-01' } },
      { at: 5, offset: null, id: 'm' },
    );
    expect(set).toEqual({
      status: { status: 'achieved', achieved_on: '2026-05-01', came_from: 'active' },
    });
  });

  test('what equals its default does not travel', () => {
    const { set } = created(
      'goal',
      1,
      GOAL,
      { words: { title: 'x', why: '' }, area: { dimension: 'purpose' } },
      { at: 0, offset: null, id: 'm' },
    );
    expect(set).toEqual({ words: { title: 'x' }, area: {} });
  });
});
